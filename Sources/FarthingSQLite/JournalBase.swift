import FarthingCore

/// Where a journal begins whose beginning was archived: the first line of the part that goes on from
/// there (docs/formats/segments.md), as the folder keeps it.
package struct JournalBase: Hashable, Sendable {
    /// Where the folder keeps it.
    package static let folderValue = "base"
    /// Where the folder keeps the definitions of budgets that were archived: a line each.
    static let definitionsValue = "base_budgets"

    /// The line, with its line feed.
    package let line: [UInt8]
    /// The number of the journal's first entry; those before are archived.
    package let first: Int64
    /// The seal over the entries before.
    package let seal: [UInt8]
    /// When they were sealed, in milliseconds UTC: none of them is younger.
    package let timeMs: Int64

    /// Nil unless the line names all that is needed; whether it is true is the verifier's matter.
    package init?(_ line: [UInt8]) {
        let text = line.last == UInt8(ascii: "\n") ? [UInt8](line.dropLast()) : line
        guard
            let root = try? JSONDocument(text).root,
            let first = root.member("first")?.int64, first > 0,
            JournalReader.Batch.sequences.contains(first),
            let note = root.member("seal"), note.kind == .string
        else { return nil }
        var seal: [UInt8] = []
        note.appendUTF8(to: &seal)
        guard let timeMs = SealText.timeMs(seal) else { return nil }
        self.line = line
        self.first = first
        self.seal = seal
        self.timeMs = timeMs
    }
}

/// What can be read of a seal without knowing who made it.
enum SealText {
    /// When it was made, in milliseconds UTC; nil where it does not say.
    static func timeMs(_ seal: [UInt8]) -> Int64? {
        let mark = Array("time ".utf8)
        for line in seal.split(separator: UInt8(ascii: "\n"), maxSplits: 5)
        where line.starts(with: mark) {
            return Int64(String(decoding: line.dropFirst(mark.count), as: UTF8.self))
        }
        return nil
    }
}
