/// The head of an append-only Merkle tree with RFC 6962 hashing, without its leaves.
///
/// Kept is one hash per complete subtree, at most one of each height: 64 hashes whatever the size.
/// A leaf is the 32 bytes of an entry's hash.
package struct MerkleTree: Hashable, Sendable {
    /// Leaves so far.
    package private(set) var size: Int64 = 0

    /// At index `h` the subtree of 2ʰ leaves; meaningful where `size` has that bit.
    private var subtrees: [Hash32] = []

    package init() {}

    /// Goes on from ``frontier``; nil when their number is not that of the bits of `size`.
    init?(size: Int64, frontier: [Hash32]) {
        guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
        self.size = size
        var taken = frontier.count
        for height in 0..<(Int64.bitWidth - size.leadingZeroBitCount) {
            if size >> Int64(height) & 1 == 1 {
                taken -= 1
                subtrees.append(frontier[taken])
            } else {
                subtrees.append(.zero)
            }
        }
    }

    /// Complete subtrees, the largest first.
    var frontier: [Hash32] {
        subtrees.indices.reversed().filter { size >> Int64($0) & 1 == 1 }.map { subtrees[$0] }
    }

    package mutating func append(_ leaf: Hash32) {
        var hash = Self.hash(leaf: leaf)
        var height = 0
        while size >> Int64(height) & 1 == 1 {
            hash = Self.hash(subtrees[height], hash)
            height += 1
        }
        if height == subtrees.count {
            subtrees.append(hash)
        } else {
            subtrees[height] = hash
        }
        size += 1
    }

    /// The tree's root; of an empty tree the hash of nothing.
    package var root: Hash32 {
        var root: Hash32?
        for height in subtrees.indices where size >> Int64(height) & 1 == 1 {
            root = root.map { Self.hash(subtrees[height], $0) } ?? subtrees[height]
        }
        return root ?? Hash32(hashing: [])
    }

    /// SHA-256 of a zero byte and the leaf.
    static func hash(leaf: Hash32) -> Hash32 {
        withUnsafeTemporaryAllocation(byteCount: 33, alignment: 1) { bytes in
            bytes[0] = 0
            leaf.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: bytes[1...]).copyMemory(from: $0)
            }
            return Hash32(hashing: UnsafeRawBufferPointer(bytes))
        }
    }

    /// SHA-256 of a one byte and both children.
    static func hash(_ left: Hash32, _ right: Hash32) -> Hash32 {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { bytes in
            bytes[0] = 1
            left.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: bytes[1..<33]).copyMemory(from: $0)
            }
            right.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: bytes[33...]).copyMemory(from: $0)
            }
            return Hash32(hashing: UnsafeRawBufferPointer(bytes))
        }
    }
}
