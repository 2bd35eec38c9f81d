internal import FarthingCore

/// What a log asks a witness for (C2SP tlog-witness, `add-checkpoint`): a cosignature over a
/// checkpoint, with the proof that it continues an older one.
package struct WitnessRequest: Hashable, Sendable {
    /// The size of what the witness has cosigned last, as the log knows it.
    package let oldSize: Int64
    /// The consistency proof's hashes.
    package let proof: [Hash32]
    /// The checkpoint with its signatures, which may or may not be valid.
    package let signed: SignedCheckpoint

    /// The protocol allows no more.
    package static let proofLinesMax = 63

    /// The longest body: the first line, the proof, an empty line, and a note.
    package static let bytesMax = 32 + proofLinesMax * 45 + 1 + SignedNote.bytesMax

    package init(oldSize: Int64, proof: [Hash32], signed: SignedCheckpoint) {
        self.oldSize = oldSize
        self.proof = proof
        self.signed = signed
    }

    package var checkpoint: Checkpoint { signed.checkpoint }

    /// Reads a request's body; nil for anything but its one spelling.
    package init?(_ body: [UInt8]) {
        guard body.count <= Self.bytesMax else { return nil }
        var rest = body[...]
        guard
            let first = Self.line(&rest), first.starts(with: "old ".utf8),
            let oldSize = decimal(first.dropFirst(4))
        else { return nil }
        var proof: [Hash32] = []
        while let line = Self.line(&rest) {
            if line.isEmpty {
                guard let signed = SignedCheckpoint([UInt8](rest)) else { return nil }
                self.init(oldSize: oldSize, proof: proof, signed: signed)
                return
            }
            guard
                proof.count < Self.proofLinesMax,
                let hash = Base64.standard.decode(line), hash.count == Hash32.byteCount
            else { return nil }
            proof.append(hash.withUnsafeBytes { Hash32($0) })
        }
        return nil
    }

    /// The body.
    package var bytes: [UInt8] {
        var body: [UInt8] = []
        body.append("old ")
        appendDecimal(oldSize, to: &body)
        body.append(UInt8(ascii: "\n"))
        for hash in proof {
            hash.withUnsafeBytes { Base64.standard.append($0, to: &body) }
            body.append(UInt8(ascii: "\n"))
        }
        body.append(UInt8(ascii: "\n"))
        return body + signed.note.bytes
    }

    /// Takes a line off, without its line feed; nil where there is none.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}
