/// How many tokens a piece becomes: the pair of neighbours with the lowest rank merges, the leftmost
/// of equals first, until no pair is a token.
struct BytePairMerge {
    let vocabulary: Vocabulary

    /// Pieces up to this length look for the lowest pair by walking over all of them, which beats a
    /// heap while they fit into a few cache lines.
    private static let walkMax = 96
    /// Longer pieces are not merged but counted by their bytes, which is never too few: no text has
    /// a word of a megabyte, and merging it would take some 30 bytes of memory for each of its own.
    static let pieceMax = 1 << 20

    func count(_ start: UnsafeRawPointer, _ length: Int) -> Int {
        if length == 1 || vocabulary.rank(start, length) != nil { return 1 }
        if length > Self.pieceMax { return length }
        return length <= Self.walkMax ? walk(start, length) : heap(start, length)
    }

    /// No pair, or one that is no token.
    private static let none = UInt32.max

    private func rank(_ start: UnsafeRawPointer, _ from: Int, _ to: Int) -> UInt32 {
        vocabulary.rank(start + from, to - from) ?? Self.none
    }

    /// Parts lie side by side; each has its start and the rank of its pair with the next.
    private func walk(_ start: UnsafeRawPointer, _ length: Int) -> Int {
        withUnsafeTemporaryAllocation(of: (start: Int32, rank: UInt32).self, capacity: length + 1) {
            parts in
            var count = length
            for index in 0..<length {
                let pair = index + 2 <= length ? rank(start, index, index + 2) : Self.none
                parts[index] = (Int32(index), pair)
            }
            parts[length] = (Int32(length), Self.none)
            func pairRank(_ index: Int) -> UInt32 {
                guard index + 2 <= count else { return Self.none }
                return rank(start, Int(parts[index].start), Int(parts[index + 2].start))
            }
            while count > 1 {
                var lowest = 0
                for index in 1..<count where parts[index].rank < parts[lowest].rank {
                    lowest = index
                }
                if parts[lowest].rank == Self.none { break }
                for index in (lowest + 1)..<count { parts[index] = parts[index + 1] }
                count -= 1
                parts[lowest].rank = pairRank(lowest)
                if lowest > 0 { parts[lowest - 1].rank = pairRank(lowest - 1) }
            }
            return count
        }
    }

    /// Parts are a linked list; a heap of (rank, start) finds the lowest pair, and an entry whose
    /// rank is no longer that of its part is passed over. O(n log n).
    private func heap(_ start: UnsafeRawPointer, _ length: Int) -> Int {
        var next = [Int32](unsafeUninitializedCapacity: length) { buffer, count in
            for index in 0..<length { buffer[index] = Int32(index + 1) }
            count = length
        }
        var previous = next.map { $0 - 2 }
        var ranks = [UInt32](repeating: Self.none, count: length)
        var queue = RankQueue(capacity: length)
        func setPair(_ index: Int) {
            let second = Int(next[index])
            ranks[index] = second < length ? rank(start, index, Int(next[second])) : Self.none
            if ranks[index] != Self.none { queue.push(rank: ranks[index], place: index) }
        }
        for index in 0..<(length - 1) { setPair(index) }
        var count = length
        while let (rank, index) = queue.pop() {
            guard ranks[index] == rank else { continue }
            let second = Int(next[index])
            next[index] = next[second]
            if Int(next[second]) < length { previous[Int(next[second])] = Int32(index) }
            ranks[second] = Self.none
            count -= 1
            setPair(index)
            if previous[index] >= 0 { setPair(Int(previous[index])) }
        }
        return count
    }
}

/// A binary heap of pairs, lowest rank first, then leftmost place.
private struct RankQueue {
    private var entries: [UInt64] = []

    init(capacity: Int) {
        entries.reserveCapacity(capacity)
    }

    mutating func push(rank: UInt32, place: Int) {
        let entry = UInt64(rank) << 32 | UInt64(place)
        entries.append(entry)
        var index = entries.count - 1
        while index > 0, entries[(index - 1) / 2] > entry {
            entries[index] = entries[(index - 1) / 2]
            index = (index - 1) / 2
        }
        entries[index] = entry
    }

    mutating func pop() -> (rank: UInt32, place: Int)? {
        guard let lowest = entries.first else { return nil }
        let entry = entries.removeLast()
        if !entries.isEmpty {
            var index = 0
            while index * 2 + 1 < entries.count {
                var child = index * 2 + 1
                if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
                if entries[child] >= entry { break }
                entries[index] = entries[child]
                index = child
            }
            entries[index] = entry
        }
        return (UInt32(lowest >> 32), Int(lowest & 0xFFFF_FFFF))
    }
}
