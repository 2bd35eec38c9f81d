/// What was spent in the last stretch of time, in buckets of a 64th of it.
///
/// A bucket counts until the whole of it is out of the window: never too little in any interval of
/// the window's length, at most one bucket too much.
package struct RollingRing: Hashable, Sendable {
    /// How many buckets a window has; more would be tighter and dearer to carry.
    static let bucketCount: Int64 = 64

    let lengthMs: Int64
    package private(set) var sum: Int64 = 0
    /// One more than the window has, because the oldest is only partly out. Newest last.
    package private(set) var buckets: [Bucket] = []

    package struct Bucket: Hashable, Sendable {
        package var number: Int64
        package var amount: Int64
    }

    package init(lengthMs: Int64, buckets: [Bucket] = []) {
        self.lengthMs = lengthMs
        self.buckets = buckets
        sum = buckets.reduce(0) { $0 + $1.amount }
    }

    private var bucketMs: Int64 { max(1, (lengthMs + Self.bucketCount - 1) / Self.bucketCount) }

    /// Lets go of what is out of the window at `nowMs`.
    package mutating func advance(to nowMs: Int64) {
        let bucketMs = bucketMs
        while let oldest = buckets.first, (oldest.number + 1) * bucketMs + lengthMs <= nowMs {
            sum -= oldest.amount
            buckets.removeFirst()
        }
    }

    /// Adds what was spent (or, negative, given back) at `nowMs`.
    package mutating func add(_ amount: Int64, atMs nowMs: Int64) {
        advance(to: nowMs)
        guard amount >= 0 else { return takeBack(-amount) }
        let number = nowMs / bucketMs
        if let last = buckets.indices.last, buckets[last].number == number {
            buckets[last].amount += amount
        } else {
            buckets.append(Bucket(number: number, amount: amount))
        }
        sum += amount
    }

    /// Takes what is given back from what leaves first: in a bucket of its own it would outlive
    /// what it was given back for, and the window could be passed by that much.
    private mutating func takeBack(_ amount: Int64) {
        var left = amount
        for index in buckets.indices where left > 0 {
            let taken = min(left, buckets[index].amount)
            buckets[index].amount -= taken
            sum -= taken
            left -= taken
        }
    }
}
