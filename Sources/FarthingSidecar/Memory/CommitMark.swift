import FarthingCore

/// What tells one commit of a hold from every other, and a repeat of it from a change: in memory, and as
/// the note of the entry that has booked it, which outlives a restart.
package struct CommitMark: Hashable, Sendable {
    /// In hexadecimal.
    package let id: String
    /// A hash of the amounts, in hexadecimal.
    package let amounts: String
    /// Of a session's part, what earlier parts had taken out of its hold, in the units of the book; nil where
    /// that is not known, and of a call's commit.
    package var drawn: Int64?

    package init(_ id: String, _ amounts: [Int64]) {
        self.id = id
        self.amounts = String(WireText.hexHash(["amounts/1"] + amounts.map(String.init)).prefix(16))
    }

    /// Reads a note; nil for one that says something else.
    package init?(note: String) {
        let words = note.split(separator: " ", omittingEmptySubsequences: false)
        guard (3...4).contains(words.count), words[0] == Self.word else { return nil }
        id = String(words[1])
        amounts = String(words[2])
        drawn = words.count == 4 ? Int64(words[3]) : nil
    }

    /// What the entry says.
    package var note: String {
        "\(Self.word) \(id) \(amounts)" + (drawn.map { " \($0)" } ?? "")
    }

    private static let word = "commit"
}
