/// What a hold's line counts in; money in another currency than the prices' at a rate that stays the
/// same from the hold to its last correction.
package struct LineUnit: Hashable, Sendable {
    package var unit: BudgetUnit
    /// Nano-units of the currency for one US dollar; nil for dollars, and for what is no money.
    package var rateNanos: Int64?

    package init(unit: BudgetUnit, rateNanos: Int64? = nil) {
        self.unit = unit
        self.rateNanos = rateNanos
    }

    /// The currency of all prices.
    package static let dollars = LineUnit(unit: .money("USD"))

    /// Whether the line follows what a call cost: money in dollars, or at a known rate.
    package var followsCost: Bool {
        guard unit.isMoney else { return false }
        return !lacksRate
    }

    /// Money whose worth in dollars nobody knows.
    package var lacksRate: Bool {
        guard unit.isMoney, unit != Self.dollars.unit else { return false }
        return rateNanos == nil
    }

    /// Dollars as the line counts them, rounded up; at most what one amount can be.
    package func amount(ofDollars nanos: Int64) -> Int64 {
        guard let rateNanos else { return nanos }
        return ExchangeRate.convert(nanos, rateNanos: rateNanos) ?? Money.maxNanos
    }

    /// The most dollars that an amount of the line pays for.
    package func dollars(within amount: Int64) -> Int64 {
        guard let rateNanos else { return amount }
        return ExchangeRate.dollars(within: amount, rateNanos: rateNanos)
    }

    /// A bound in dollars as the line counts it; nil where no account could hold it.
    package func bound(_ dollars: CostBound) -> CostBound? {
        guard let rateNanos else { return dollars }
        return dollars.converted(rateNanos: rateNanos)
    }
}

extension ExchangeRates {
    /// A budget's unit with its rate at a time, where it is money that needs one and has one.
    package func lineUnit(_ unit: BudgetUnit, atMs: Int64) -> LineUnit {
        guard case .money(let currency) = unit, unit != LineUnit.dollars.unit else {
            return LineUnit(unit: unit)
        }
        return LineUnit(unit: unit, rateNanos: rate(currency, atMs: atMs)?.rateNanos)
    }
}
