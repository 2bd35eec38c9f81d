/// When a circuit opens, for how long, and what counts.
package struct CircuitRule: Hashable, Sendable {
    package static let failuresMax = 1_000_000
    /// A day; what is out of order for longer is a person's matter.
    package static let resetMaxNanos: Int64 = 86_400 * 1_000_000_000

    /// Failures in a row that open the circuit.
    package let maxFailures: Int
    /// How long it then stays open.
    package let resetNanos: Int64
    /// The kinds that count as failures; every other kind changes nothing.
    package let counted: FailureKinds

    /// Makes a rule; nil unless `maxFailures` is in 1...``failuresMax``, the reset in
    /// 1...``resetMaxNanos`` and something counts.
    package init?(maxFailures: Int, resetNanos: Int64, counted: FailureKinds) {
        guard maxFailures >= 1, maxFailures <= CircuitRule.failuresMax, !counted.isEmpty else {
            return nil
        }
        guard resetNanos >= 1, resetNanos <= CircuitRule.resetMaxNanos else { return nil }
        self.maxFailures = maxFailures
        self.resetNanos = resetNanos
        self.counted = counted
    }

    /// For how long a probe is waited for before another may go: one that never ends must not keep the
    /// circuit open for ever, one that takes a minute must not be overtaken.
    var probeNanos: Int64 { max(resetNanos, 60_000_000_000) }
}
