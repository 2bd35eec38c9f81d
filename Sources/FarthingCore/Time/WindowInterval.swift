/// The stretch of time that one window covers: from `startMs` up to, not with, `endMs`.
public struct WindowInterval: Hashable, Sendable {
    /// The first millisecond UTC of the window; part of its account's key.
    public let startMs: Int64
    /// The first millisecond UTC after the window; `Int64.max` when it never ends.
    public let endMs: Int64

    /// What windows cover that know no calendar: call, run, total and rolling.
    public static let unbounded = WindowInterval(startMs: 0, endMs: .max)

    /// Makes an interval; the caller sees to `startMs < endMs`.
    public init(startMs: Int64, endMs: Int64) {
        self.startMs = startMs
        self.endMs = endMs
    }

    /// Whether the instant lies within.
    public func contains(_ ms: Int64) -> Bool { ms >= startMs && ms < endMs }
}
