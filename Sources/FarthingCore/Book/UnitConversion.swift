/// How the amounts of one line become those of another unit, where an edit has moved the line of an
/// open hold to a budget that counts something else since.
///
/// Whoever holds goes on in the unit in which it was asked; the book converts.
public struct UnitConversion: Hashable, Sendable {
    /// Which of the hold's lines, by its place.
    public var line: Int
    /// The hold's bound in the unit in which it was asked.
    public var from: Int64
    /// The same bound in the unit that the line's account counts.
    public var to: Int64

    /// Makes a conversion.
    public init(line: Int, from: Int64, to: Int64) {
        self.line = line
        self.from = from
        self.to = to
    }

    /// What an amount comes to: what the usage says, where it says it in that unit, else the same
    /// share of the bound, rounded up.
    func amount(of asked: Int64, in unit: BudgetUnit, usage: SettledUsage?) -> Int64 {
        let exact: Int128
        switch (unit, usage) {
        case (.money("USD"), let usage?): exact = Int128(usage.costNanos)
        case (.tokens, let usage?): exact = Int128(usage.inputTokens) + Int128(usage.outputTokens)
        case (.calls, .some): exact = Int128(to)
        default: exact = share(of: asked, in: unit)
        }
        return Int64(clamping: min(max(0, exact), Int128(Money.maxNanos)))
    }

    private func share(of asked: Int64, in unit: BudgetUnit) -> Int128 {
        guard from > 0 else { return asked > 0 ? Int128(to) : 0 }
        let share = (Int128(asked) * Int128(to) + Int128(from) - 1) / Int128(from)
        // A call that costs more than its bound is still one call.
        return unit == .calls ? min(share, Int128(to)) : share
    }
}

extension OpenHold {
    /// Whether a line's account counts another unit than the holder was asked for.
    func isConverted(_ line: Int) -> Bool {
        !conversions.isEmpty && conversions.contains { $0.line == line }
    }
}

extension HoldBound {
    /// The bound as a budget of this unit counts it; nil where there is no figure for it.
    package func amount(in unit: BudgetUnit, rateNanos: Int64?) -> Int64? {
        switch unit {
        case .money("USD"): nanosUSD
        case .money: rateNanos.flatMap { ExchangeRate.convert(nanosUSD, rateNanos: $0) }
        case .tokens: tokens
        case .calls: calls
        case .concurrent: 1
        case .credits: nil
        }
    }
}
