import FarthingCore

/// In which unit the accounts of each generation of a budget have counted.
struct UnitHistory: Sendable {
    private struct Step: Sendable {
        var generation: Int64
        var unit: BudgetUnit
    }

    /// By the budget's id, the lowest generation first.
    private var steps: [String: [Step]] = [:]

    init(_ known: [BudgetMark] = []) {
        for mark in known { note(mark.budget, mark.generation) }
    }

    /// Notes the unit of a generation and of those after it, until another is noted.
    mutating func note(_ budget: Budget, _ generation: Int64) {
        var known = steps[budget.id] ?? []
        known.removeAll { $0.generation == generation }
        known.append(Step(generation: generation, unit: budget.unit))
        known.sort { $0.generation < $1.generation }
        steps[budget.id] = known
    }

    /// The unit of an account; nil where nothing is known of its generation.
    func unit(of account: AccountKey) -> BudgetUnit? {
        steps[account.budget]?.last { $0.generation <= account.generation }?.unit
    }
}
