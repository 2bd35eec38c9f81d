extension Book {
    mutating func topUp(_ change: AccountChange, _ now: Int64) -> Outcome {
        changed(change, isTopUp: true, now) { .topUp($0, change) }
    }

    mutating func refund(_ change: AccountChange, _ now: Int64) -> Outcome {
        changed(change, isTopUp: false, now) { .refund($0, change) }
    }

    private mutating func changed(
        _ change: AccountChange,
        isTopUp: Bool,
        _ now: Int64,
        _ body: (AccountKey) -> Entry.Body
    ) -> Outcome {
        if let earlier = changeKeys[change.key] {
            return earlier.content == change.content(isTopUp: isTopUp)
                ? .applied(sequence: earlier.sequence) : .refused(Refusal(.keyConflict))
        }
        guard let index = budgetIndex[change.budget], !budgets[index].isRemoved else {
            return .refused(Refusal(.unknownBudget))
        }
        guard change.amount > 0, change.amount <= Money.maxNanos else {
            return .refused(Refusal(.invalid))
        }
        let slot = openAccount(budget: index, scope: change.scope, now)
        let body = body(accounts[slot].key)
        if case .refund = body, change.amount > accounts[slot].spent {
            return .refused(Refusal(.invalid, account: accounts[slot].key))
        }
        if case .topUp = body, accounts[slot].topUps + change.amount > Account.sumMax {
            return .refused(Refusal(.invalid, account: accounts[slot].key))
        }
        return applied(body, now)
    }

    mutating func reset(
        _ budget: String,
        _ scope: String?,
        _ note: String,
        _ now: Int64
    ) -> Outcome {
        guard let index = budgetIndex[budget], !budgets[index].isRemoved else {
            return .refused(Refusal(.unknownBudget))
        }
        let generation: Int64
        if let scope {
            generation = budgets[index].generation(of: scope) + 1
        } else {
            let highest = budgets[index].scopeGenerations.values.max() ?? 0
            generation = max(highest, budgets[index].generation) + 1
        }
        return applied(
            .reset(budget: budget, scope: scope, generation: generation, note: note),
            now
        )
    }

    /// Makes a budget, or edits it: a new limit, mode or threshold keeps the accounts; anything that
    /// changes what they mean opens a new generation at `opening`.
    mutating func setBudget(
        _ budget: Budget,
        _ opening: [String: Int64],
        _ rateNanos: Int64?,
        _ now: Int64
    ) -> Outcome {
        guard !budget.id.isEmpty, budget.id.utf8.count <= Budget.idBytesMax,
            budget.limit >= 0, budget.limit <= Money.maxNanos,
            opening.values.allSatisfy({ $0 >= 0 && $0 <= Money.maxNanos })
        else { return .refused(Refusal(.invalid)) }
        var generation: Int64 = 0
        var opening = budget.countsFromNow ? [:] : opening
        var old: Budget?
        if let index = budgetIndex[budget.id] {
            let state = budgets[index]
            if state.definition == budget, !state.isRemoved { return .unchanged }
            let highest = max(state.generation, state.scopeGenerations.values.max() ?? 0)
            if state.isRemoved || !budget.keepsAccounts(of: state.definition) {
                generation = highest + 1
                // One that was taken out and comes back finds the calls that run as they are.
                old = state.definition
            } else {
                generation = state.generation
                opening = [:]
            }
        }
        guard let old, let index = budgetIndex[budget.id] else {
            return applied(.setBudget(budget, generation: generation, opening: opening), now)
        }
        turnWindow(budget: index, now)
        let counted = counted(in: index)
        let sequence = record(
            .setBudget(budget, generation: generation, opening: opening),
            now
        )
        let move = BudgetMove(from: old, to: budget, rateNanos: rateNanos)
        if move.changesUnit { end(counted, unlessThey: move, now) }
        self.move(counted, move, to: index, now)
        return .applied(sequence: sequence)
    }

    mutating func removeBudget(_ id: String, _ now: Int64) -> Outcome {
        guard let index = budgetIndex[id], !budgets[index].isRemoved else {
            return .refused(Refusal(.unknownBudget))
        }
        return applied(.removeBudget(id), now)
    }

    /// Posts an entry that changes configuration.
    mutating func configure(_ body: Entry.Body, _ now: Int64) {
        switch body {
        case .setBudget(let budget, let generation, let opening):
            define(budget, generation: generation, opening: opening, now)
        case .removeBudget(let id):
            guard let index = budgetIndex[id] else { return }
            budgets[index].isRemoved = true
            dropLimits(budget: index)
        case .setLimit(let id, let scope, let limit, _): changeLimit(id, scope: scope, to: limit)
        case .reset(let id, let scope, let generation, _):
            startGeneration(id, scope: scope, generation: generation, now)
        case .pause(let id, let scope, _):
            change(id) { state in
                if let scope { state.pausedScopes.insert(scope) } else { state.isPaused = true }
            }
        case .resume(let id, let scope, _):
            change(id) { state in
                if let scope {
                    state.pausedScopes.remove(scope)
                } else {
                    state.isPaused = false
                    state.pausedScopes = []
                }
            }
        case .freeze(let id, _): change(id) { $0.isFrozen = true }
        case .unfreeze(let id, _): change(id) { $0.isFrozen = false }
        default: break
        }
    }

    private mutating func change(_ id: String, _ body: (inout BudgetState) -> Void) {
        guard let index = budgetIndex[id] else { return }
        body(&budgets[index])
    }

    private mutating func define(
        _ budget: Budget,
        generation: Int64,
        opening: [String: Int64],
        _ now: Int64
    ) {
        guard let index = budgetIndex[budget.id] else {
            budgetIndex[budget.id] = budgets.count
            budgets.append(BudgetState(budget, nowMs: now))
            budgets[budgets.count - 1].generation = generation
            open(opening, budget: budgets.count - 1, now)
            return
        }
        turnWindow(budget: index, now)
        let isNew = generation != budgets[index].generation || budgets[index].isRemoved
        if isNew { closeAccounts(budget: index) }
        // What an account holder was given in one unit says nothing in another.
        if budgets[index].definition.unit != budget.unit { dropLimits(budget: index) }
        budgets[index].redefine(budget)
        budgets[index].isRemoved = false
        guard isNew else { return }
        if !budgets[index].ownLimits.isEmpty { readLimits(budget: index) }
        budgets[index].generation = generation
        budgets[index].scopeGenerations = [:]
        budgets[index].interval = budget.window.interval(containing: now, zone: budget.zone)
        open(opening, budget: index, now)
    }

    private mutating func open(_ opening: [String: Int64], budget index: Int, _ now: Int64) {
        for (scope, spent) in opening.sorted(by: { utf8Precedes($0.key, $1.key) }) {
            let slot = openAccount(budget: index, scope: scope, now)
            accounts[slot].audit.opening = spent
            accounts[slot].spend(spent, atMs: now)
            touch(slot)
        }
    }

    private mutating func startGeneration(
        _ id: String,
        scope: String?,
        generation: Int64,
        _ now: Int64
    ) {
        guard let index = budgetIndex[id] else { return }
        turnWindow(budget: index, now)
        if let scope {
            budgets[index].scopeGenerations[scope] = generation
            if let slot = budgets[index].open.removeValue(forKey: scope) { close(account: slot) }
        } else {
            budgets[index].generation = generation
            budgets[index].scopeGenerations = [:]
            closeAccounts(budget: index)
        }
    }
}

extension Budget {
    /// Whether an edit from `other` to this leaves the meaning of its accounts as it is.
    package func keepsAccounts(of other: Budget) -> Bool {
        match == other.match && per == other.per && unit == other.unit && window == other.window
            && zone.name == other.zone.name
    }
}
