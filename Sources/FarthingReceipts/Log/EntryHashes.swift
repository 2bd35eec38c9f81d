/// Reads the hashes of stored entries, and checks that they chain.
struct EntryHashes {
    private var line: StoredLine
    /// The next entry's number.
    private(set) var next: Int64

    /// Begins behind `sequence` entries, of which the last one has the hash `head`.
    init(from sequence: Int64, head: Hash32) {
        next = sequence
        line = StoredLine(head: head)
    }

    /// Calls `body` with the hash of each of some stored lines, which end in line feeds.
    mutating func read(
        _ lines: [UInt8],
        _ body: (Hash32) throws(LogError) -> Void
    ) throws(LogError) {
        var hashes: [Hash32] = []
        var fault: LogError?
        lines.withUnsafeBytes { text in
            var start = 0
            while fault == nil, start < text.count {
                guard let end = text.lineFeed(from: start),
                    let parts = line.parts(of: text.slice(start..<end), sequence: next),
                    parts.isHashRight
                else {
                    fault = LogError(
                        """
                        the journal's entry \(next) is damaged or does not follow the one before it; \
                        run `farthing verify`
                        """
                    )
                    return
                }
                hashes.append(parts.entryHash)
                line.setPreviousHash(parts.entryHash)
                next += 1
                start = end + 1
            }
        }
        for hash in hashes { try body(hash) }
        if let fault { throw fault }
    }
}
