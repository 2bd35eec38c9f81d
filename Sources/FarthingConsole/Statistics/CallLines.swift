import FarthingCore

/// The lines of a hold, as far as its cost goes by them.
struct CallLines: Sendable {
    /// One line.
    struct Line: Hashable, Sendable {
        /// What it counts; nil where that is not known.
        var unit: BudgetUnit?
        /// Nano-units of another currency for one dollar.
        var rateNanos: Int64?
    }

    var lines: [Line] = []
    /// The budgets in which the call counts, each once.
    var budgets: [String] = []
    /// The accounts in which the call counts as one.
    var accounts: [AccountKey] = []

    /// An amount with its currency.
    struct Cost: Hashable, Sendable {
        var currency: String
        var nanos: Int64
    }

    static let dollars = "USD"

    /// What a call cost: in dollars, as exports tell it; in another currency where it counts in nothing
    /// else that is money, and nobody has said what that is in dollars.
    ///
    /// - Parameters:
    ///   - amounts: what the lines were charged.
    ///   - usageNanos: what the receipt says that the call cost in dollars; nil where it does not.
    func cost(_ amounts: [Int64], usageNanos: Int64?) -> Cost {
        var exact: Int64?
        var rated: Int64?
        var other: Cost?
        for (line, amount) in zip(lines, amounts) {
            guard case .money(let currency) = line.unit else { continue }
            if let rateNanos = line.rateNanos {
                let unit = LineUnit(unit: .money(currency), rateNanos: rateNanos)
                rated = max(rated ?? 0, unit.dollars(within: amount))
            } else if currency == Self.dollars {
                exact = max(exact ?? 0, amount)
            } else if other == nil || other?.currency == currency {
                other = Cost(currency: currency, nanos: max(other?.nanos ?? 0, amount))
            }
        }
        if let dollars = exact ?? usageNanos ?? rated {
            return Cost(currency: Self.dollars, nanos: dollars)
        }
        return other ?? Cost(currency: Self.dollars, nanos: 0)
    }

    /// The currency in which a call with these lines counts before anything is known of its cost.
    var currency: String { cost(lines.map { _ in 0 }, usageNanos: nil).currency }
}
