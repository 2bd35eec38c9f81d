internal import FarthingCore

/// A proof in a file: an entry's number, its inclusion proof, and the checkpoint that it leads to
/// (C2SP tlog-proof@v1).
package struct TlogProof: Hashable, Sendable {
    /// Anything; not authenticated. In a receipt's proof its stored line, without the line feed.
    package let extra: [UInt8]?
    /// The entry's number.
    package let index: Int64
    package let hashes: [Hash32]
    /// The signed checkpoint, byte for byte.
    package let checkpoint: SignedCheckpoint

    /// Longest proof that is read: an entry of 4 MiB in Base 64, and the longest note.
    package static let bytesMax = 6 << 20

    private static let header: StaticString = "c2sp.org/tlog-proof@v1\n"

    package init(extra: [UInt8]?, index: Int64, hashes: [Hash32], checkpoint: SignedCheckpoint) {
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Reads a file; nil unless ``bytes`` writes the same bytes again. Nothing is believed.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.bytesMax else { return nil }
        var lines = Lines(rest: bytes[...])
        let header = "c2sp.org/tlog-proof@v1"
        guard lines.next()?.elementsEqual(header.utf8) == true, var line = lines.next() else {
            return nil
        }
        var extra: [UInt8]?
        if line.starts(with: "extra ".utf8) {
            guard let read = Base64.standard.decode(line.dropFirst(6)), let next = lines.next()
            else { return nil }
            extra = read
            line = next
        }
        guard line.starts(with: "index ".utf8), let index = decimal(line.dropFirst(6)) else {
            return nil
        }
        var hashes: [Hash32] = []
        while true {
            guard let line = lines.next() else { return nil }
            if line.isEmpty { break }
            guard
                hashes.count < InclusionProof.hashesMax,
                let hash = Base64.standard.decode(line), hash.count == Hash32.byteCount
            else { return nil }
            hashes.append(hash.withUnsafeBytes { Hash32($0) })
        }
        guard let checkpoint = SignedCheckpoint([UInt8](lines.rest)) else { return nil }
        self.init(extra: extra, index: index, hashes: hashes, checkpoint: checkpoint)
    }

    /// The file.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(Self.header)
        if let extra {
            bytes.append("extra ")
            Base64.standard.append(extra, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.append("index ")
        appendDecimal(index, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        for hash in hashes {
            hash.withUnsafeBytes { Base64.standard.append($0, to: &bytes) }
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes + checkpoint.note.bytes
    }

    /// The inclusion proof for the checkpoint's tree.
    package var inclusion: InclusionProof {
        InclusionProof(index: index, size: checkpoint.checkpoint.size, hashes: hashes)
    }

    private struct Lines {
        var rest: ArraySlice<UInt8>

        /// The next line without its line feed; nil where none ends.
        mutating func next() -> ArraySlice<UInt8>? {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            return line
        }
    }
}
