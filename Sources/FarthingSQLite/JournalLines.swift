package import FarthingCore

/// The stored lines of one batch, one by one, without their line feeds.
package struct JournalLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package mutating func next() -> ArraySlice<UInt8>? {
        guard position < bytes.count else { return nil }
        let start = position
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        position = end + 1
        return bytes[start..<end]
    }
}

extension Entry {
    /// Reads an entry from its stored line.
    package init(line: ArraySlice<UInt8>, sequence: Int64) throws(LedgerError) {
        guard let document = try? JSONDocument([UInt8](line)),
            let entry = document.root.member("decision").flatMap({ Entry($0) })
        else {
            throw LedgerError(
                .unavailable,
                "the journal's entry \(sequence) cannot be read; run farthing verify"
            )
        }
        self = entry
    }
}
