/// How often each length came, in steps of a quarter of a doubling, the newest counting most.
package struct LengthHistogram {
    /// Four to a doubling, up to 2²⁴ tokens.
    private static let bucketCount = 96
    /// At so many all are halved, so that a change of habit shows within some hundred calls.
    private static let countMax = 512

    private var buckets = [UInt16](repeating: 0, count: bucketCount)
    package private(set) var count = 0

    package init() {}

    package mutating func add(_ length: Int64) {
        buckets[Self.bucket(length)] += 1
        count += 1
        guard count >= Self.countMax else { return }
        count = 0
        for index in buckets.indices {
            buckets[index] /= 2
            count += Int(buckets[index])
        }
    }

    /// The longest length of the bucket in which this share of all is reached; 0 when empty.
    package func quantile(permille: Int) -> Int64 {
        guard count > 0 else { return 0 }
        let wanted = (count * permille + 999) / 1_000
        var seen = 0
        for (index, entries) in buckets.enumerated() {
            seen += Int(entries)
            if seen >= wanted { return Self.longest(index) }
        }
        return Self.longest(Self.bucketCount - 1)
    }

    private static func bucket(_ length: Int64) -> Int {
        if length < 4 { return Int(max(0, length)) }
        let doubling = 63 - length.leadingZeroBitCount
        let quarter = Int(length >> Int64(doubling - 2)) & 3
        return min(bucketCount - 1, 4 * (doubling - 1) + quarter)
    }

    private static func longest(_ bucket: Int) -> Int64 {
        if bucket < 4 { return Int64(bucket) }
        let doubling = bucket / 4 + 1
        return (Int64(4 + bucket % 4 + 1) << Int64(doubling - 2)) - 1
    }
}
