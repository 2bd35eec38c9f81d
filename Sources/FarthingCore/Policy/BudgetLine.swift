/// One budget that a call counts in, and which of its accounts is meant.
package struct BudgetLine: Hashable, Sendable {
    package var budget: String
    package var scope: String
    package var unit: BudgetUnit
    /// Nano-units of another currency for one US dollar, which the call's hold freezes.
    package var rateNanos: Int64?
    package var isEnforced: Bool
    /// Whether it takes its amounts out of an allowance.
    package var isDrawn: Bool

    package init(
        budget: String,
        scope: String,
        unit: BudgetUnit,
        rateNanos: Int64? = nil,
        isEnforced: Bool,
        isDrawn: Bool = false
    ) {
        self.budget = budget
        self.scope = scope
        self.unit = unit
        self.rateNanos = rateNanos
        self.isEnforced = isEnforced
        self.isDrawn = isDrawn
    }

    package var lineUnit: LineUnit { LineUnit(unit: unit, rateNanos: rateNanos) }

    /// What is held in it for a call that costs at most `cost`, and takes at most `tokens` beside its
    /// output.
    package func hold(_ cost: CostBound, tokens: Int64, calls: Int64 = 1) -> HoldLine {
        var line = HoldLine(budget: budget, scope: scope, base: 0)
        switch unit {
        case .money:
            let bound = lineUnit.bound(cost)
            // More than the book takes: it refuses what no account can hold.
            line.base = bound?.baseNanos ?? .max
            line.perMillionOutput = bound?.outputRate.nanosPerMillion ?? 0
            line.rateNanos = rateNanos
        case .tokens:
            line.base = tokens
            line.perMillionOutput = 1_000_000
        case .calls: line.base = calls
        case .concurrent: line.base = 1
        case .credits: break
        }
        return line
    }

    /// What a call is charged in it that cost so much.
    package func charge(nanos: Int64, tokens: Int64, calls: Int64 = 1) -> Int64 {
        switch unit {
        case .money: lineUnit.amount(ofDollars: nanos)
        case .tokens: tokens
        case .calls: calls
        case .concurrent, .credits: 0
        }
    }
}

extension CompiledPolicy {
    /// The budgets that match, and which of their accounts are meant.
    package func lines(
        _ match: ScopeMatch,
        _ scope: Scope,
        _ rates: ExchangeRates,
        atMs: Int64
    ) -> [BudgetLine] {
        match.budgetIndices.map { index in
            let budget = policy.budgets[index]
            return BudgetLine(
                budget: budget.id,
                scope: scope.key(per: budget.per),
                unit: budget.unit,
                rateNanos: rates.lineUnit(budget.unit, atMs: atMs).rateNanos,
                isEnforced: budget.isEnforced && policy.isEnforced
            )
        }
    }
}
