/// What was made of some bytes, kept for when they come again; in front of work that is the same for
/// thousands of entries.
struct InternTable<Value> {
    /// Enough for all agents and tools of a busy hour; beyond it all are forgotten and made again.
    private let countMax: Int
    private var values: [Key: Value] = [:]

    private struct Key: Hashable {
        let bytes: [UInt8]

        func hash(into hasher: inout Hasher) {
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    init(countMax: Int) {
        self.countMax = countMax
    }

    /// What was made of the same bytes, or is made now; nil where nothing can be.
    mutating func value(of bytes: [UInt8], make: () -> Value?) -> Value? {
        let key = Key(bytes: bytes)
        if let value = values[key] { return value }
        guard let value = make() else { return nil }
        if values.count >= countMax { values.removeAll(keepingCapacity: true) }
        values[key] = value
        return value
    }

    mutating func removeAll() { values.removeAll(keepingCapacity: true) }
}
