import FarthingCore

/// Results of calls that stand for their repeats: in memory, bounded, the oldest are forgotten first.
struct Repeats: Sendable {
    /// Results that are kept.
    static let resultsMax = 256
    /// The longest result that is kept.
    static let resultBytesMax = 64 << 10

    private var results: [String: (bytes: [UInt8], untilNanos: Int64)] = [:]
    private var order: [String] = []

    mutating func keep(_ result: [UInt8], _ key: String, untilNanos: Int64) {
        guard result.count <= Self.resultBytesMax else { return }
        if results.updateValue((result, untilNanos), forKey: key) == nil { order.append(key) }
        if order.count > Self.resultsMax { results[order.removeFirst()] = nil }
    }

    func result(_ key: String, nowNanos: Int64) -> [UInt8]? {
        guard let found = results[key], found.untilNanos > nowNanos else { return nil }
        return found.bytes
    }
}
