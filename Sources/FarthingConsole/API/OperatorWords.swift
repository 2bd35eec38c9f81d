import FarthingCore

/// What the entry of a command says that has no place for who gave it.
enum OperatorWords {
    /// What was done, by whom, and why; as long as an entry takes.
    static func text(_ what: String, _ request: ConsoleRequest, _ note: String) -> String {
        let who = "\(what) by \(request.principal?.name ?? "anybody")"
        return cut(note.isEmpty ? who : who + ": " + note)
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > ApprovalVote.noteBytesMax else { return text }
        var cut = ""
        var count = 0
        for scalar in text.unicodeScalars {
            count += scalar.utf8.count
            if count > ApprovalVote.noteBytesMax { break }
            cut.unicodeScalars.append(scalar)
        }
        return cut
    }
}
