/// The latest values by their keys; beyond a bound the oldest is forgotten.
package struct Recent<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let keptMax: Int
    private var values: [Key: Value] = [:]
    private var order: [Key] = []
    private var oldest = 0

    /// - Parameter keptMax: 1 or more.
    package init(keptMax: Int) { self.keptMax = max(1, keptMax) }

    package var count: Int { values.count }

    /// The value of a key. Setting one makes no key younger that is there already; a key whose
    /// value is taken away keeps its place until that is used anew.
    package subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            guard let newValue else {
                // Its place in the order stays: it is skipped when it comes to be forgotten.
                values[key] = nil
                return
            }
            if values.updateValue(newValue, forKey: key) != nil { return }
            if order.count < keptMax {
                order.append(key)
                return
            }
            let gone = order[oldest]
            if gone != key { values[gone] = nil }
            order[oldest] = key
            oldest = (oldest + 1) % keptMax
        }
    }

    /// Changes the value of a key where it is; nothing where there is none.
    package mutating func change(_ key: Key, _ change: (inout Value) -> Void) {
        guard let place = values.index(forKey: key) else { return }
        change(&values.values[place])
    }
}
