/// A stored line on its own: an entry whose hash is what it says, and which has the one spelling
/// that is stored.
///
/// Whether the entry is in a log is the matter of a proof; a signature of its own is not looked at.
package struct StoredReceipt: Hashable, Sendable {
    /// The entry's number.
    package let sequence: Int64
    package let entryHash: Hash32

    /// Longest line that is read, as journals have them.
    package static let bytesMax = 4 << 20

    /// Reads a line, which a line feed may follow.
    package init(line: [UInt8]) throws(LogError) {
        var line = line
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        guard line.count <= Self.bytesMax else { throw LogError("the receipt is too long") }
        let found = line.withUnsafeBytes { text -> (Int64, StoredLine.Parts)? in
            guard
                let entry = try? EntryReader(text, expected: 0),
                let sequence = entry.sequence, sequence >= 0,
                let previous = entry.previousHash.flatMap({ Hash32(hexDigits: [UInt8]($0.utf8)) }),
                let parts = StoredLine(head: previous).parts(of: text, sequence: sequence)
            else { return nil }
            return (sequence, parts)
        }
        guard let (sequence, parts) = found else {
            throw LogError("the receipt is no stored entry")
        }
        guard parts.isHashRight else {
            throw LogError("the receipt is not what was hashed: it was altered")
        }
        if let reason = Canonical.check([UInt8](line[parts.decision])) {
            throw LogError("the receipt is not spelt as it was stored: \(reason)")
        }
        self.sequence = sequence
        entryHash = parts.entryHash
    }
}
