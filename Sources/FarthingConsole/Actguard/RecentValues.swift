/// Values of which the latest are kept.
struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let keptMax: Int
    private var values: [Key: Value] = [:]
    private var order: [Key] = []
    private var oldest = 0

    /// - Parameter keptMax: at least 1.
    init(keptMax: Int) { self.keptMax = max(1, keptMax) }

    subscript(key: Key) -> Value? { values[key] }

    /// Notes a value; that of a known key stays in its place.
    mutating func note(_ key: Key, _ value: Value) {
        guard values.updateValue(value, forKey: key) == nil else { return }
        if order.count < keptMax {
            order.append(key)
            return
        }
        values[order[oldest]] = nil
        order[oldest] = key
        oldest = (oldest + 1) % keptMax
    }
}
