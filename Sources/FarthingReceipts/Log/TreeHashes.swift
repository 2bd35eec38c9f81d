/// Where the hashes of a log's complete subtrees come from: tiles, or memory.
package protocol TreeHashes {
    /// The hash of the subtree over the 2ʰ leaves from `index` · 2ʰ on.
    mutating func subtree(height: Int, index: Int64) throws(LogError) -> Hash32
}

extension TreeHashes {
    /// The root over the first `size` leaves.
    package mutating func root(size: Int64) throws(LogError) -> Hash32 {
        size == 0 ? MerkleTree.emptyRoot : try hash(from: 0, count: size)
    }

    /// RFC 6962's tree hash of leaves in its own recursion, where every left child is complete.
    mutating func hash(from start: Int64, count: Int64) throws(LogError) -> Hash32 {
        var (start, count) = (start, count)
        var lefts: [Hash32] = []
        while !isPowerOfTwo(count) {
            let left = MerkleTree.split(count)
            lefts.append(try complete(from: start, count: left))
            start += left
            count -= left
        }
        var hash = try complete(from: start, count: count)
        for left in lefts.reversed() { hash = MerkleTree.hash(left, hash) }
        return hash
    }

    private mutating func complete(from start: Int64, count: Int64) throws(LogError) -> Hash32 {
        let height = count.trailingZeroBitCount
        return try subtree(height: height, index: start >> Int64(height))
    }
}

extension MerkleTree {
    /// The root of no leaves: the hash of nothing.
    package static let emptyRoot = Hash32(hashing: [])

    /// The largest power of two that is smaller than `count`, which is at least 2.
    static func split(_ count: Int64) -> Int64 { 1 << Int64(63 - (count - 1).leadingZeroBitCount) }

    /// The root of a complete subtree from the hashes at one of its heights: a power of two of
    /// them.
    static func hash(complete hashes: ArraySlice<Hash32>) -> Hash32 {
        precondition(isPowerOfTwo(Int64(hashes.count)), "a complete subtree")
        var row = [Hash32](hashes)
        while row.count > 1 {
            for index in 0..<row.count / 2 {
                row[index] = hash(row[2 * index], row[2 * index + 1])
            }
            row.removeLast(row.count / 2)
        }
        return row[0]
    }
}

func isPowerOfTwo(_ count: Int64) -> Bool { count > 0 && count.nonzeroBitCount == 1 }
