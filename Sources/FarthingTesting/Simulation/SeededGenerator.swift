/// Numbers that look random and are the same for the same seed, on every machine: SplitMix64.
struct SeededGenerator: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        // Neighbouring seeds must not give neighbouring sequences.
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ 0x5851_F42D_4C95_7F2D
        for _ in 0..<3 { _ = next() }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of the range, each about as likely.
    mutating func int(_ range: ClosedRange<Int64>) -> Int64 {
        let span = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int64(next() % span)
    }

    /// True `percent` times in a hundred.
    mutating func chance(_ percent: Int64) -> Bool { int(1...100) <= percent }

    /// One of the items; nil when there is none.
    mutating func pick<Item>(_ items: [Item]) -> Item? {
        items.isEmpty ? nil : items[Int(int(0...Int64(items.count - 1)))]
    }
}
