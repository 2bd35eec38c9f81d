import FarthingReceipts

/// RFC 6962, section 2.1, as its text has it: whole lists, and recursion.
enum NaiveTree {
    static func entry(_ number: Int64) -> Hash32 {
        Hash32(hashing: [UInt8]("entry \(number)".utf8))
    }

    static func leaf(_ entry: Hash32) -> Hash32 { Hash32(hashing: [0] + entry.bytes) }

    static func node(_ left: Hash32, _ right: Hash32) -> Hash32 {
        Hash32(hashing: [1] + left.bytes + right.bytes)
    }

    static func split(_ count: Int) -> Int {
        var left = 1
        while left * 2 < count { left *= 2 }
        return left
    }

    static func root(_ entries: ArraySlice<Hash32>) -> Hash32 {
        if entries.isEmpty { return Hash32(hashing: []) }
        if entries.count == 1 { return leaf(entries[entries.startIndex]) }
        let left = split(entries.count)
        return node(root(entries.prefix(left)), root(entries.dropFirst(left)))
    }

    static func path(_ index: Int, _ entries: ArraySlice<Hash32>) -> [Hash32] {
        if entries.count == 1 { return [] }
        let left = split(entries.count)
        return index < left
            ? path(index, entries.prefix(left)) + [root(entries.dropFirst(left))]
            : path(index - left, entries.dropFirst(left)) + [root(entries.prefix(left))]
    }

    static func proof(_ old: Int, _ entries: ArraySlice<Hash32>, isWhole: Bool = true) -> [Hash32] {
        if old == entries.count { return isWhole ? [] : [root(entries)] }
        let left = split(entries.count)
        return old <= left
            ? proof(old, entries.prefix(left), isWhole: isWhole) + [root(entries.dropFirst(left))]
            : proof(old - left, entries.dropFirst(left), isWhole: false)
                + [root(entries.prefix(left))]
    }
}

/// All complete subtrees of a list of entries.
struct MemoryHashes: TreeHashes {
    private(set) var entries: [Hash32] = []
    private var rows: [[Hash32]] = [[]]

    init(_ entries: [Hash32]) {
        for entry in entries { append(entry) }
    }

    init(count: Int64) { self.init((0..<count).map(NaiveTree.entry)) }

    mutating func append(_ entry: Hash32) {
        entries.append(entry)
        rows[0].append(NaiveTree.leaf(entry))
        var height = 0
        while rows[height].count % 2 == 0 {
            let last = rows[height].suffix(2)
            if rows.count == height + 1 { rows.append([]) }
            rows[height + 1].append(
                NaiveTree.node(last[last.startIndex], last[last.startIndex + 1])
            )
            height += 1
        }
    }

    mutating func subtree(height: Int, index: Int64) throws(LogError) -> Hash32 {
        guard height < rows.count, index < rows[height].count else {
            throw LogError("no such subtree")
        }
        return rows[height][Int(index)]
    }
}

/// A generator whose numbers follow from its seed (splitmix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
