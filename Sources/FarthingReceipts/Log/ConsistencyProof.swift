/// That a tree begins with all leaves of an older one, in their order (RFC 6962, section 2.1.2).
package struct ConsistencyProof: Hashable, Sendable {
    package let oldSize: Int64
    package let newSize: Int64
    package let hashes: [Hash32]

    /// One more than a tree of at most 2⁶³ − 1 leaves is high.
    package static let hashesMax = 64

    /// Takes a proof that somebody made; ``isValid(oldRoot:newRoot:)`` says what it is worth.
    package init(oldSize: Int64, newSize: Int64, hashes: [Hash32]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Makes the proof; empty from size 0, and between equal sizes.
    package init(
        from oldSize: Int64,
        to newSize: Int64,
        from source: inout some TreeHashes
    ) throws(LogError) {
        guard oldSize >= 0, oldSize <= newSize else {
            throw LogError("a tree of \(newSize) entries does not follow one of \(oldSize)")
        }
        var hashes: [Hash32] = []
        var (start, count, rest, isWhole) = (Int64(0), newSize, oldSize, true)
        while oldSize > 0, rest != count {
            let left = MerkleTree.split(count)
            if rest <= left {
                hashes.append(try source.hash(from: start + left, count: count - left))
                count = left
            } else {
                hashes.append(try source.hash(from: start, count: left))
                start += left
                count -= left
                rest -= left
                isWhole = false
            }
        }
        if !isWhole { hashes.append(try source.hash(from: start, count: count)) }
        self.init(oldSize: oldSize, newSize: newSize, hashes: hashes.reversed())
    }

    /// Whether it leads from one root to the other (RFC 9162, section 2.1.4.2).
    ///
    /// From size 0 on everything follows: then the proof is empty, and `oldRoot` the hash of
    /// nothing, ``MerkleTree/emptyRoot``.
    package func isValid(oldRoot: Hash32, newRoot: Hash32) -> Bool {
        guard oldSize >= 0, oldSize <= newSize, hashes.count <= Self.hashesMax else { return false }
        if oldSize == newSize { return hashes.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return hashes.isEmpty && oldRoot == MerkleTree.emptyRoot }
        // The older tree is itself a subtree where its size is a power of two.
        var path = hashes[...]
        guard let first = isPowerOfTwo(oldSize) ? oldRoot : path.popFirst() else { return false }
        var (at, last) = (oldSize - 1, newSize - 1)
        while at & 1 == 1 {
            at >>= 1
            last >>= 1
        }
        var (old, new) = (first, first)
        for hash in path {
            if last == 0 { return false }
            if at & 1 == 1 || at == last {
                old = MerkleTree.hash(hash, old)
                new = MerkleTree.hash(hash, new)
                while at & 1 == 0, at != 0 {
                    at >>= 1
                    last >>= 1
                }
            } else {
                new = MerkleTree.hash(new, hash)
            }
            at >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }
}
