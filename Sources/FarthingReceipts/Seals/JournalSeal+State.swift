package import FarthingCore

extension JournalSeal {
    /// Version, size, head, frontier, and the seal over them: so that a snapshot that was not
    /// sealed, or was changed, is refused. Take it between a seal and the next entry.
    package var state: [UInt8] {
        var state: [UInt8] = [Self.stateVersion]
        for shift in stride(from: 56, through: 0, by: -8) {
            state.append(UInt8(truncatingIfNeeded: tree.size >> Int64(shift)))
        }
        state += head.bytes
        for hash in tree.frontier { state += hash.bytes }
        return state + current
    }

    private static let stateVersion: UInt8 = 1

    package mutating func restore(state: [UInt8]) throws(SealError) {
        let fixedCount = 1 + 8 + Hash32.byteCount
        guard state.count >= fixedCount, state[0] == Self.stateVersion else {
            throw SealError("the kept state of the journal's seal cannot be read")
        }
        let size = state[1..<9].reduce(Int64(0)) { $0 << 8 | Int64($1) }
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
        next.current = [UInt8](state[frontierEnd...])
        if size > 0 || !next.current.isEmpty {
            guard let seal = SignedSeal(next.current) else {
                throw SealError("the kept state of the journal's seal carries no seal")
            }
            try next.compare(seal.note)
            try check(seal)
        } else if next.head != .zero {
            throw SealError("the kept state of the journal's seal is damaged")
        }
        self = next
    }
}
