/// What one transaction of a journal wrote: entries, and the seal over them and all before.
package struct StoredBatch: Hashable, Sendable {
    /// The first entry's number.
    package let firstSequence: Int64
    /// Entries in the batch.
    package let count: Int64
    /// When it was sealed, as the store says beside the seal; nil where it does not.
    package let atMs: Int64?
    /// The stored lines, each with its line feed.
    package let lines: [UInt8]
    /// The signed note.
    package let seal: [UInt8]

    package init(
        firstSequence: Int64,
        count: Int64,
        atMs: Int64? = nil,
        lines: [UInt8],
        seal: [UInt8]
    ) {
        self.firstSequence = firstSequence
        self.count = count
        self.atMs = atMs
        self.lines = lines
        self.seal = seal
    }
}
