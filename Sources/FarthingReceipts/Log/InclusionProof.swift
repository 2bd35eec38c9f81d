/// That a leaf is in a tree: the hashes beside its way to the root, the leaf's sibling first
/// (RFC 6962, section 2.1.1).
package struct InclusionProof: Hashable, Sendable {
    /// The leaf's number, from 0 on.
    package let index: Int64
    /// Leaves in the tree.
    package let size: Int64
    package let hashes: [Hash32]

    /// No tree of at most 2⁶³ − 1 leaves is higher.
    package static let hashesMax = 63

    /// Takes a proof that somebody made; ``root(leafHash:)`` says what it is worth.
    package init(index: Int64, size: Int64, hashes: [Hash32]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Makes the proof for a leaf of the tree over the first `size` leaves.
    package init(
        of index: Int64,
        size: Int64,
        from source: inout some TreeHashes
    ) throws(LogError) {
        guard index >= 0, index < size else {
            throw LogError("entry \(index) is not among the \(max(0, size)) entries of the tree")
        }
        var hashes: [Hash32] = []
        var (start, count) = (Int64(0), size)
        while count > 1 {
            let left = MerkleTree.split(count)
            if index - start < left {
                hashes.append(try source.hash(from: start + left, count: count - left))
                count = left
            } else {
                hashes.append(try source.hash(from: start, count: left))
                start += left
                count -= left
            }
        }
        self.init(index: index, size: size, hashes: hashes.reversed())
    }

    /// The root that the proof leads to (RFC 9162, section 2.1.3.2); nil where it is too long, too
    /// short, or of a leaf outside the tree.
    package func root(leafHash: Hash32) -> Hash32? {
        guard index >= 0, index < size, hashes.count <= Self.hashesMax else { return nil }
        var (at, last) = (index, size - 1)
        var root = leafHash
        for hash in hashes {
            if last == 0 { return nil }
            if at & 1 == 1 || at == last {
                root = MerkleTree.hash(hash, root)
                while at & 1 == 0, at != 0 {
                    at >>= 1
                    last >>= 1
                }
            } else {
                root = MerkleTree.hash(root, hash)
            }
            at >>= 1
            last >>= 1
        }
        return last == 0 ? root : nil
    }

    /// Whether it shows that an entry with this hash is in the tree with this root.
    package func isValid(entryHash: Hash32, root: Hash32) -> Bool {
        self.root(leafHash: MerkleTree.hash(leaf: entryHash)) == root
    }
}
