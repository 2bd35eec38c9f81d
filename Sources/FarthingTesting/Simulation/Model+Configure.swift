import FarthingCore

extension Model {
    mutating func topUp(_ change: AccountChange) -> Outcome {
        changed(change, isTopUp: true) { model, key in
            model.accounts[key]?.events.append(
                Event(kind: .topUp, amount: change.amount, atMs: model.nowMs)
            )
            return true
        }
    }

    mutating func refund(_ change: AccountChange) -> Outcome {
        changed(change, isTopUp: false) { model, key in
            guard change.amount <= model.spent(key) else { return false }
            model.accounts[key]?.events.append(
                Event(kind: .spent, amount: -change.amount, atMs: model.nowMs)
            )
            return true
        }
    }

    private mutating func changed(
        _ change: AccountChange,
        isTopUp: Bool,
        _ body: (inout Model, AccountKey) -> Bool
    ) -> Outcome {
        if let earlier = changeKeys[change.key] {
            let isSame =
                earlier.budget == change.budget && earlier.scope == change.scope
                && earlier.amount == change.amount && topUpKeys.contains(change.key) == isTopUp
            return isSame ? .applied(sequence: 0) : .refused(Refusal(.keyConflict))
        }
        guard let facts = budgets[change.budget], !facts.isRemoved,
            let key = currentKey(change.budget, change.scope)
        else { return .refused(Refusal(.unknownBudget)) }
        guard (1...900_000_000_000_000_000).contains(change.amount) else {
            return .refused(Refusal(.invalid))
        }
        begin(key)
        guard body(&self, key) else { return .refused(Refusal(.invalid, account: key)) }
        isTouched = true
        if !change.key.isEmpty {
            changeKeys[change.key] = change
            if isTopUp { topUpKeys.insert(change.key) }
        }
        return .applied(sequence: 0)
    }

    mutating func configure(_ command: Command) -> Outcome {
        switch command {
        case .setBudget(let budget, let opening, _): return setBudget(budget, opening)
        case .setPolicy, .note: return .applied(sequence: 0)
        case .removeBudget(let id):
            guard budgets[id]?.isRemoved == false else {
                return .refused(Refusal(.unknownBudget))
            }
            budgets[id]?.isRemoved = true
            budgets[id]?.ownLimits = [:]
        case .setLimit(let id, let scope, let limit, _): return setLimit(id, scope, limit)
        case .reset(let id, let scope, _):
            guard let facts = budgets[id], !facts.isRemoved else {
                return .refused(Refusal(.unknownBudget))
            }
            if let scope {
                let generation = facts.scopeGenerations[scope] ?? facts.generation
                budgets[id]?.scopeGenerations[scope] = generation + 1
            } else {
                let next = highestGeneration(facts) + 1
                budgets[id]?.generation = next
                budgets[id]?.scopeGenerations = [:]
            }
        case .pause(let id, let scope, _):
            guard budgets[id] != nil else { return .refused(Refusal(.unknownBudget)) }
            if let scope {
                budgets[id]?.pausedScopes.insert(scope)
            } else {
                budgets[id]?.isPaused = true
            }
        case .resume(let id, let scope, _):
            guard budgets[id] != nil else { return .refused(Refusal(.unknownBudget)) }
            if let scope {
                budgets[id]?.pausedScopes.remove(scope)
            } else {
                budgets[id]?.isPaused = false
                budgets[id]?.pausedScopes = []
            }
        case .freeze(let id, _), .unfreeze(let id, _):
            guard budgets[id] != nil else { return .refused(Refusal(.unknownBudget)) }
            if case .freeze = command {
                budgets[id]?.isFrozen = true
            } else {
                budgets[id]?.isFrozen = false
            }
        default: preconditionFailure("no configuration: \(command)")
        }
        return .applied(sequence: 0)
    }

    /// Limit, thresholds, hold mode and enforcement keep the accounts; all else begins anew.
    private mutating func setBudget(_ budget: Budget, _ opening: [String: Int64]) -> Outcome {
        let amounts = 0...Int64(900_000_000_000_000_000)
        guard !budget.id.isEmpty, budget.id.utf8.count <= 128, amounts.contains(budget.limit),
            opening.values.allSatisfy({ amounts.contains($0) })
        else { return .refused(Refusal(.invalid)) }
        guard let facts = budgets[budget.id] else {
            budgets[budget.id] = BudgetFacts(definition: budget)
            begin(opening, of: budget)
            return .applied(sequence: 0)
        }
        let old = facts.definition
        if old == budget, !facts.isRemoved { return .unchanged }
        let moving = counting(in: budget.id)
        budgets[budget.id]?.definition = budget
        if old.unit != budget.unit { budgets[budget.id]?.ownLimits = [:] }
        let isSameMeaning =
            old.match == budget.match && old.per == budget.per
            && old.unit == budget.unit && old.window == budget.window
            && old.zone.name == budget.zone.name
        if facts.isRemoved || !isSameMeaning {
            budgets[budget.id]?.isRemoved = false
            let next = highestGeneration(facts) + 1
            budgets[budget.id]?.generation = next
            budgets[budget.id]?.scopeGenerations = [:]
            begin(opening, of: budget)
            if old.unit != budget.unit { endUnmovable(moving, from: old, to: budget) }
            move(moving, from: old, to: budget)
        }
        return .applied(sequence: 0)
    }

    private mutating func begin(_ opening: [String: Int64], of budget: Budget) {
        if budget.countsFromNow { return }
        for (scope, spent) in opening {
            guard let key = currentKey(budget.id, scope) else { continue }
            begin(key)
            accounts[key]?.events.append(Event(kind: .spent, amount: spent, atMs: nowMs))
            isTouched = true
        }
    }

    private func highestGeneration(_ facts: BudgetFacts) -> Int64 {
        facts.scopeGenerations.values.reduce(facts.generation, max)
    }
}
