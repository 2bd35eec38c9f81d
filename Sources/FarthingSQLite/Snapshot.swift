import FarthingCore

/// The book and the seal's state at one entry, in a file, so that a start need not replay them all.
///
/// Layout: eight bytes of magic, four little-endian words of eight bytes (the lengths of head seal,
/// seal state and book, and a checksum), then these three. Never the truth: a file that does not fit
/// the journal is passed over and the journal replayed from its beginning.
struct Snapshot: Sendable {
    /// The seal of the last batch that it takes in, by which the journal is recognised.
    var headSeal: [UInt8]
    var sealState: [UInt8]
    var book: [UInt8]

    private static let magic = [UInt8]("FARTHBK1".utf8)
    private static let headerBytes = 40
    static let bytesMax = 2 << 30

    /// Reads a snapshot; nil when there is none that fits.
    static func read(_ path: String) throws(FolderError) -> Snapshot? {
        guard let bytes = try FileBytes.read(path, bytesMax: bytesMax),
            bytes.count >= headerBytes, [UInt8](bytes[0..<8]) == magic
        else { return nil }
        let counts = [word(bytes, 8), word(bytes, 16), word(bytes, 24)]
        guard counts.allSatisfy({ $0 <= UInt64(bytes.count) }),
            UInt64(headerBytes) + counts[0] + counts[1] + counts[2] == UInt64(bytes.count)
        else { return nil }
        let stateStart = headerBytes + Int(counts[0])
        let bookStart = stateStart + Int(counts[1])
        let snapshot = Snapshot(
            headSeal: [UInt8](bytes[headerBytes..<stateStart]),
            sealState: [UInt8](bytes[stateStart..<bookStart]),
            book: [UInt8](bytes[bookStart...])
        )
        return snapshot.checksum == word(bytes, 32) ? snapshot : nil
    }

    /// Writes the snapshot in place of the one before.
    func write(_ path: String) throws(FolderError) {
        var bytes = Snapshot.magic
        bytes.reserveCapacity(
            Snapshot.headerBytes + headSeal.count + sealState.count + book.count
        )
        let counts = [headSeal.count, sealState.count, book.count].map { UInt64($0) }
        for word in counts + [checksum] {
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes += headSeal
        bytes += sealState
        bytes += book
        try FileBytes.replace(path, with: bytes)
    }

    private var checksum: UInt64 {
        [headSeal, sealState, book].enumerated().reduce(0) { sum, part in
            sum ^ SipHash(key0: UInt64(part.offset), key1: 0).hash(part.element)
        }
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
}
