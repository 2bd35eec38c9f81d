/// Over what a limit counts; derived from the time, so that no job resets anything.
public enum Window: Hashable, Sendable {
    /// Each call by itself.
    case call
    /// Each run by itself, however long it lasts; the budget's accounts are told apart by run.
    case run
    case minute, hour, day
    /// From Monday.
    case week
    case month
    /// For ever.
    case total
    /// The last `lengthMs` milliseconds, at any moment; kept in ``RollingRing/bucketCount`` buckets.
    case rolling(lengthMs: Int64)

    /// The shortest and longest rolling window: one second, 366 days.
    public static let rollingMs: ClosedRange<Int64> = 1_000...31_622_400_000

    /// The name as policies and entries write it: `day`, `rolling:3600000`.
    public var name: String {
        switch self {
        case .call: "call"
        case .run: "run"
        case .minute: "minute"
        case .hour: "hour"
        case .day: "day"
        case .week: "week"
        case .month: "month"
        case .total: "total"
        case .rolling(let lengthMs): "rolling:" + String(lengthMs)
        }
    }

    /// Reads what ``name`` writes; nil for anything else or a rolling length out of bounds.
    public init?(name: String) {
        let plain: [Window] = [.call, .run, .minute, .hour, .day, .week, .month, .total]
        if let found = plain.first(where: { $0.name == name }) {
            self = found
            return
        }
        guard name.hasPrefix("rolling:"), let lengthMs = Int64(name.dropFirst(8)),
            Window.rollingMs.contains(lengthMs)
        else { return nil }
        self = .rolling(lengthMs: lengthMs)
    }
}
