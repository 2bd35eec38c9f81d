package import FarthingCore

extension JournalSeal {
    /// Version, size, head, frontier, what has led to the keys and the name of now, and the seal
    /// over it all: so that a snapshot that was not sealed, or was changed, is refused. Take it
    /// between a seal and the next entry.
    package var state: [UInt8] {
        let proof = lineageOfSeal.proof
        var state: [UInt8] = [proof.isEmpty ? Self.plainVersion : Self.lineageVersion]
        state.append(bigEndian: tree.size)
        state += head.bytes
        for hash in tree.frontier { state += hash.bytes }
        if !proof.isEmpty {
            state.append(bigEndian: Int64(proof.count))
            state += proof
        }
        return state + current
    }

    private static let plainVersion: UInt8 = 1
    /// With a proof of keys and name in front of the seal.
    private static let lineageVersion: UInt8 = 2

    package mutating func restore(state: [UInt8]) throws(SealError) {
        let fixedCount = 1 + 8 + Hash32.byteCount
        guard state.count >= fixedCount,
            state[0] == Self.plainVersion || state[0] == Self.lineageVersion
        else {
            throw SealError("the kept state of the journal's seal cannot be read")
        }
        let size = state.int64(at: 1)
        let frontierEnd = fixedCount + size.nonzeroBitCount * Hash32.byteCount
        guard
            state.count >= frontierEnd,
            let tree = MerkleTree(
                size: size,
                frontier: stride(from: fixedCount, to: frontierEnd, by: Hash32.byteCount).map {
                    at in
                    state[at..<at + Hash32.byteCount].withUnsafeBytes { Hash32($0) }
                }
            )
        else { throw SealError("the kept state of the journal's seal is damaged") }
        var next = self
        next.tree = tree
        next.head = state[9..<fixedCount].withUnsafeBytes { Hash32($0) }
        next.line.setPreviousHash(next.head)
        var rest = state[frontierEnd...]
        if state[0] == Self.lineageVersion {
            next.lineage = try lineage(takenFrom: &rest)
        } else {
            next.lineage = LogLineage(trusted: trusted, origin: origin)
        }
        next.current = [UInt8](rest)
        if size > 0 || !next.current.isEmpty {
            guard let seal = SignedSeal(next.current) else {
                throw SealError("the kept state of the journal's seal carries no seal")
            }
            try next.compare(seal.note)
            try next.check(seal, next.lineage)
            next.lineageOfSeal = next.lineage
            next.lineage.sealed(seal.note)
        } else if next.head != .zero {
            throw SealError("the kept state of the journal's seal is damaged")
        }
        self = next
    }

    private func lineage(
        takenFrom bytes: inout ArraySlice<UInt8>
    ) throws(SealError) -> LogLineage {
        let count = bytes.count >= 8 ? [UInt8](bytes.prefix(8)).int64(at: 0) : -1
        guard count >= 0, count <= bytes.count - 8 else {
            throw SealError("the kept state of the journal's seal is damaged")
        }
        let proof = [UInt8](bytes.dropFirst(8).prefix(Int(count)))
        bytes = bytes.dropFirst(8 + Int(count))
        guard let lineage = LogLineage(trusted: trusted, origin: origin, proof: proof) else {
            throw SealError("the kept state of the journal's keys does not follow from its first")
        }
        return lineage
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian value: Int64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> Int64(shift)))
        }
    }

    /// Eight bytes, the highest first.
    fileprivate func int64(at offset: Int) -> Int64 {
        self[offset..<offset + 8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
}
