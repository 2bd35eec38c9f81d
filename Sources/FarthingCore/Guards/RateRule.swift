/// How many calls may begin within how long.
package struct RateRule: Hashable, Sendable {
    /// A million instants take eight megabytes of one key; a larger rate is better said of a shorter
    /// period.
    package static let callsMax = 1_000_000
    /// A year; what must hold longer than a process lives is a budget's matter.
    package static let periodMaxNanos: Int64 = 366 * 86_400 * 1_000_000_000

    package let maxCalls: Int
    package let periodNanos: Int64

    /// Makes a rule; nil unless `maxCalls` is in 1...``callsMax`` and the period in
    /// 1...``periodMaxNanos``.
    package init?(maxCalls: Int, periodNanos: Int64) {
        guard maxCalls >= 1, maxCalls <= RateRule.callsMax else { return nil }
        guard periodNanos >= 1, periodNanos <= RateRule.periodMaxNanos else { return nil }
        self.maxCalls = maxCalls
        self.periodNanos = periodNanos
    }
}
