/// An upper bound of a call's cost as a straight line over its output: no settlement with at most
/// k output tokens in all, over every choice, costs more than ``amountNanos(outputTokens:)`` of k.
public struct CostBound: Hashable, Sendable {
    /// Input, searches, rejected predictions and the fee per call, in nano-units, rounded up.
    public let baseNanos: Int64
    /// The dearest rate that an output token can be billed at.
    public let outputRate: Rate

    /// Makes a bound of its parts; `baseNanos` lies in 0...``ModelPrice/amountMax``.
    public init(baseNanos: Int64, outputRate: Rate) {
        self.baseNanos = baseNanos
        self.outputRate = outputRate
    }

    /// The bound for so many output tokens in all, in nano-units; saturates at
    /// ``ModelPrice/amountMax``, which no account can hold, so that such a call is refused.
    public func amountNanos(outputTokens: Int64) -> Int64 {
        guard let output = outputRate.amountNanos(count: max(0, outputTokens)) else {
            return ModelPrice.amountMax
        }
        let (sum, overflow) = baseNanos.addingReportingOverflow(output)
        return overflow ? ModelPrice.amountMax : min(sum, ModelPrice.amountMax)
    }

    /// The most output tokens in all whose bound fits `amountNanos`; nil where not even the input
    /// fits. `Usage.bucketMax` where output is free.
    public func outputTokens(within amountNanos: Int64) -> Int64? {
        guard amountNanos >= baseNanos else { return nil }
        guard outputRate.nanosPerMillion > 0 else { return Usage.bucketMax }
        let affordable =
            Int128(amountNanos - baseNanos) * 1_000_000 / Int128(outputRate.nanosPerMillion)
        return Int64(min(affordable, Int128(Usage.bucketMax)))
    }
}
