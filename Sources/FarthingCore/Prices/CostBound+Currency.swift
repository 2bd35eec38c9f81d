extension CostBound {
    /// The bound in another currency; nil where it passes what an account can hold.
    ///
    /// A settlement is made in dollars first, rounded up, and then converted, rounded up again: the
    /// bound has room for both. No cost within this bound for k output tokens is dearer, converted
    /// with ``ExchangeRate/convert(_:rateNanos:)``, than the new bound for k.
    public func converted(rateNanos: Int64) -> CostBound? {
        // What a nano-dollar is in a weak currency is many nanos, and output may be rounded up by
        // nearly a whole one.
        let base = outputRate == .free ? baseNanos : baseNanos + 1
        guard let base = ExchangeRate.convert(base, rateNanos: rateNanos),
            let output = ExchangeRate.convert(outputRate.nanosPerMillion, rateNanos: rateNanos)
        else { return nil }
        return CostBound(baseNanos: base, outputRate: Rate(nanosPerMillion: output))
    }
}
