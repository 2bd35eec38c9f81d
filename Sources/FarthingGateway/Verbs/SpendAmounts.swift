import FarthingCore

/// A statement as amounts: what is held or charged in each of a call's budgets.
struct SpendAmounts {
    let statement: SpendStatement
    /// Set for a usage: the bound that the price book gave.
    let bound: SpendUsage.Bound?
    /// What the call's budgets count in, with the rates of other currencies.
    private let units: [LineUnit]

    init(
        _ statement: SpendStatement,
        _ price: ModelPrice?,
        _ units: [LineUnit]
    ) throws(RequestRefusal) {
        self.statement = statement
        self.units = units
        guard case .usage(let node) = statement else {
            bound = nil
            return
        }
        guard let price else {
            throw .spend(
                "price_forgotten",
                "usage",
                "It is not known any more what this hold was priced by. State 'amount' instead."
            )
        }
        bound = try SpendUsage.bound(node, price)
    }

    /// The cost that rules judge, in dollars; in the first currency by name where nothing says what
    /// that is in dollars.
    var costNanos: Int64 {
        switch statement {
        case .usage: bound?.ceilingNanos ?? 0
        case .amounts(let amounts): Self.money(amounts, units)
        }
    }

    var tokens: Int64 {
        switch statement {
        case .usage: bound.map { $0.inputTokens + $0.outputTokens } ?? 0
        case .amounts(let amounts): amounts[.tokens] ?? 0
        }
    }

    var output: OutputBound { bound?.output ?? OutputBound() }

    /// What is held in one budget; `unstated` stands for a unit that the caller did not name.
    func line(
        budget: String,
        scope: String,
        unit: LineUnit,
        unstated: Int64 = 0
    ) throws(RequestRefusal) -> HoldLine {
        var line = HoldLine(budget: budget, scope: scope, base: 1)
        if unit.unit == .calls || unit.unit == .concurrent { return line }
        if let bound {
            switch unit.unit {
            case .money: return HoldLine(budget: budget, scope: scope, bound.cost, in: unit)
            case .tokens:
                line.base = bound.inputTokens
                line.perMillionOutput = 1_000_000
            default: line.base = unstated
            }
        } else if case .amounts(let amounts) = statement {
            line.base = try Self.stated(unit, amounts, budget) ?? unstated
            line.rateNanos = unit.rateNanos
        }
        return line
    }

    /// What is stated in a line's unit, or in dollars and converted; nil where nothing is.
    ///
    /// Money in neither is refused: only prices' currency has a rate that the hold freezes.
    static func stated(
        _ unit: LineUnit,
        _ amounts: [BudgetUnit: Int64],
        _ budget: String
    ) throws(RequestRefusal) -> Int64? {
        if let amount = amounts[unit.unit] { return amount }
        guard case .money(let currency) = unit.unit, amounts.keys.contains(where: \.isMoney)
        else { return nil }
        if unit.rateNanos != nil, let dollars = amounts[SpendStatement.bookCurrency] {
            return unit.amount(ofDollars: dollars)
        }
        throw .spend(
            "currency_mismatch",
            "amount",
            "The budget '\(budget)' counts \(currency). State the amount in \(currency), too."
        )
    }

    /// What is stated in dollars; else what the first currency by name is in them at the rate of a
    /// line that counts it, or as it is stated.
    static func money(_ amounts: [BudgetUnit: Int64], _ units: [LineUnit]) -> Int64 {
        if let nanos = amounts[SpendStatement.bookCurrency] { return nanos }
        let money = amounts.filter(\.key.isMoney).sorted { $0.key.name < $1.key.name }
        for (currency, amount) in money {
            if let unit = units.first(where: { $0.unit == currency && $0.followsCost }) {
                return unit.dollars(within: amount)
            }
        }
        return money.first?.value ?? 0
    }
}
