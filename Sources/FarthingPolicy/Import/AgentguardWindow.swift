public import FarthingCore

/// Over what a cap of agentguard-spend counts: a grid from 1 January 1970, whatever the calendar.
public enum AgentguardWindow: String, Hashable, Sendable, CaseIterable {
    /// What is spent within one millisecond, and not within one call.
    case perCall = "per_call"
    case perMinute = "per_minute"
    case perHour = "per_hour"
    case perDay = "per_day"
    /// Thirty days: it begins on the first of a month by accident alone.
    case perMonth = "per_month"

    /// The start of the peer's window around an instant, in milliseconds UTC.
    public func startMs(atMs: Int64) -> Int64 {
        guard lengthMs > 0 else { return atMs }
        let rest = atMs % lengthMs
        let start = atMs - (rest < 0 ? rest + lengthMs : rest)
        return start
    }

    /// The window of ours that stands for it: the same for minutes, hours and days of UTC; a call by
    /// itself and a month of the calendar for the other two.
    public var window: Window {
        switch self {
        case .perCall: .call
        case .perMinute: .minute
        case .perHour: .hour
        case .perDay: .day
        case .perMonth: .month
        }
    }

    private var lengthMs: Int64 {
        switch self {
        case .perCall: 0
        case .perMinute: 60_000
        case .perHour: 3_600_000
        case .perDay: 86_400_000
        case .perMonth: 2_592_000_000
        }
    }
}
