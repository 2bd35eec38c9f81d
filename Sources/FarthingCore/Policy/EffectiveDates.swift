/// From when and until when something counts.
public struct EffectiveDates: Hashable, Sendable {
    /// Always.
    public static let always = EffectiveDates()

    /// The first instant in milliseconds UTC; nil for ever since.
    public var fromMs: Int64?
    /// The first instant after the last, in milliseconds UTC; nil for ever on.
    public var untilMs: Int64?

    /// Makes dates; the compiled policy checks that they are in order.
    public init(fromMs: Int64? = nil, untilMs: Int64? = nil) {
        self.fromMs = fromMs
        self.untilMs = untilMs
    }

    /// Whether `nowMs` lies between them.
    public func contains(_ nowMs: Int64) -> Bool {
        if let fromMs, nowMs < fromMs { return false }
        if let untilMs, nowMs >= untilMs { return false }
        return true
    }

    /// The next instant after `nowMs` at which ``contains(_:)`` changes; nil when it never does.
    public func nextChangeMs(after nowMs: Int64) -> Int64? {
        [fromMs, untilMs].compactMap(\.self).filter { $0 > nowMs }.min()
    }
}
