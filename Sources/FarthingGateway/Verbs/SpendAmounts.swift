import FarthingCore

/// A statement as amounts: what is held or charged in each of a call's budgets.
struct SpendAmounts {
    let statement: SpendStatement
    /// Set for a usage: the bound that the price book gave.
    let bound: SpendUsage.Bound?

    init(_ statement: SpendStatement, _ price: ModelPrice?) throws(RequestRefusal) {
        self.statement = statement
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

    /// The cost that rules judge: in the price book's currency, else in the first by name.
    var costNanos: Int64 {
        switch statement {
        case .usage: bound?.ceilingNanos ?? 0
        case .amounts(let amounts): Self.money(amounts)
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
        unit: BudgetUnit,
        unstated: Int64 = 0
    ) throws(RequestRefusal) -> HoldLine {
        var line = HoldLine(budget: budget, scope: scope, base: 1)
        if unit == .calls || unit == .concurrent { return line }
        if let bound {
            try Self.checkCurrency(unit, [SpendStatement.bookCurrency: 0], budget)
            switch unit {
            case .money:
                line.base = bound.cost.baseNanos
                line.perMillionOutput = bound.cost.outputRate.nanosPerMillion
            case .tokens:
                line.base = bound.inputTokens
                line.perMillionOutput = 1_000_000
            default: line.base = unstated
            }
        } else if case .amounts(let amounts) = statement {
            try Self.checkCurrency(unit, amounts, budget)
            line.base = amounts[unit] ?? unstated
        }
        return line
    }

    /// Refuses money in another currency than the budget's: nothing here knows a rate.
    static func checkCurrency(
        _ unit: BudgetUnit,
        _ amounts: [BudgetUnit: Int64],
        _ budget: String
    ) throws(RequestRefusal) {
        guard case .money(let currency) = unit, amounts[unit] == nil, hasMoney(amounts) else {
            return
        }
        throw .spend(
            "currency_mismatch",
            "amount",
            "The budget '\(budget)' counts \(currency). State the amount in \(currency), too."
        )
    }

    static func money(_ amounts: [BudgetUnit: Int64]) -> Int64 {
        if let nanos = amounts[SpendStatement.bookCurrency] { return nanos }
        let money = amounts.filter { hasMoney([$0.key: 0]) }
        return money.min { $0.key.name < $1.key.name }?.value ?? 0
    }

    private static func hasMoney(_ amounts: [BudgetUnit: Int64]) -> Bool {
        amounts.keys.contains { unit in
            if case .money = unit { return true }
            return false
        }
    }
}
