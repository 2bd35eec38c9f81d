import FarthingCore

/// What calls cost: in dollars, or as one budget counts them.
struct CallCosts {
    private let budget: String?
    /// By the budget's id, the lowest generation first: a generation that a reset began counts as the
    /// one before it.
    private var units: [String: [Step]] = [:]

    private struct Step {
        var generation: Int64
        var unit: BudgetUnit
    }

    init(budget: String?) {
        self.budget = budget
    }

    mutating func know(_ budget: Budget, _ generation: Int64) {
        var steps = units[budget.id] ?? []
        steps.removeAll { $0.generation == generation }
        steps.append(Step(generation: generation, unit: budget.unit))
        steps.sort { $0.generation < $1.generation }
        units[budget.id] = steps
    }

    /// Throws where the journal has no budget of the name that was asked for, or none in money.
    func finish() throws(Failure) {
        guard let budget else { return }
        guard let found = units[budget] else {
            throw Failure(.usage, "--budget \(Shown.safe(budget)): the journal has no such budget")
        }
        let isInMoney = found.contains { step in
            if case .money = step.unit { return true }
            return false
        }
        guard !isInMoney else { return }
        throw Failure(
            .usage,
            "--budget \(Shown.safe(budget)): it counts no money, so that it has no costs; name a "
                + "budget in a currency, or leave it out for what calls cost in dollars"
        )
    }

    /// Puts into a row what its call's lines are charged; false where the budget does not count it
    /// in money.
    func charge(
        _ row: inout CallRow,
        _ lines: [Entry.Admission.Line],
        _ amounts: [Int64]
    ) -> Bool {
        guard let budget else {
            row.nanos = dollars(lines, amounts, row.usage)
            return true
        }
        var counts = false
        row.nanos = 0
        for (line, amount) in zip(lines, amounts) where line.account.budget == budget {
            guard case .money(let currency)? = unit(line.account) else { continue }
            row.currency = currency
            row.nanos += amount
            counts = true
        }
        return counts
    }

    /// Puts into a row what an account was given back; false where it is not asked for, or no money.
    func giveBack(_ row: inout CallRow, _ account: AccountKey, _ amount: Int64) -> Bool {
        guard budget == nil || budget == account.budget,
            case .money(let currency)? = unit(account)
        else { return false }
        row.currency = currency
        row.nanos = -amount
        return true
    }

    private func unit(_ account: AccountKey) -> BudgetUnit? {
        units[account.budget]?.last { $0.generation <= account.generation }?.unit
    }

    /// The largest amount among the lines that count dollars; else what the receipt says that the
    /// call cost, or the most that another currency's line pays for.
    private func dollars(
        _ lines: [Entry.Admission.Line],
        _ amounts: [Int64],
        _ usage: SettledUsage?
    ) -> Int64 {
        let lineUnits = lines.map { line in
            unit(line.account).map { LineUnit(unit: $0, rateNanos: line.rateNanos) }
        }
        let exact = zip(lineUnits, amounts).filter { $0.0 == .dollars }.map(\.1).max()
        return exact ?? usage?.costNanos ?? lineUnits.dollars(amounts)
    }
}
