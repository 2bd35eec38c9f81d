/// Limits that single accounts have of their own.
extension Book {
    /// The limit of an account without its top-ups: its own, else its budget's.
    func limit(of slot: Int) -> Int64 {
        accounts[slot].ownLimit ?? budgets[accounts[slot].budget].definition.limit
    }

    /// The limit of an account with its top-ups.
    func whole(of slot: Int) -> Int128 {
        Int128(limit(of: slot)) + Int128(accounts[slot].topUps)
    }

    /// The most that may be spent and held in an account.
    func cap(of slot: Int) -> Int128 {
        let blocksAt = budgets[accounts[slot].budget].blocksAt
        let whole = whole(of: slot)
        return blocksAt == 10_000 ? whole : whole * Int128(blocksAt) / 10_000
    }

    /// Gives the accounts of a scope a limit of their own, or takes it away.
    mutating func setLimit(
        _ budget: String,
        _ scope: String,
        _ limit: Int64?,
        _ note: String,
        _ now: Int64
    ) -> Outcome {
        guard limit.map({ (0...Money.maxNanos).contains($0) }) ?? true,
            scope.utf8.count <= AccountKey.scopeBytesMax,
            note.utf8.count <= ApprovalVote.noteBytesMax
        else { return .refused(Refusal(.invalid)) }
        guard let index = budgetIndex[budget], !budgets[index].isRemoved else {
            return .refused(Refusal(.unknownBudget))
        }
        let known = budgets[index].ownLimits[scope]
        if known == limit { return .unchanged }
        guard known != nil || budgets[index].ownLimits.count < ownLimitsMax else {
            return .refused(Refusal(.invalid))
        }
        return applied(.setLimit(budget: budget, scope: scope, limit: limit, note: note), now)
    }

    /// Posts such a change: it acts at once, on what is over and not yet forgotten as well.
    mutating func changeLimit(_ budget: String, scope: String, to limit: Int64?) {
        guard let index = budgetIndex[budget] else { return }
        budgets[index].ownLimits[scope] = limit
        if budgets[index].isPerCall {
            readLimits(budget: index)
            return
        }
        if let slot = budgets[index].open[scope] { accounts[slot].ownLimit = limit }
        for slot in closing
        where accounts[slot].budget == index && accounts[slot].sharedKey.value.scope == scope {
            accounts[slot].ownLimit = limit
        }
    }

    /// Takes all own limits of a budget away.
    mutating func dropLimits(budget index: Int) {
        if budgets[index].ownLimits.isEmpty { return }
        budgets[index].ownLimits = [:]
        readLimits(budget: index)
    }

    /// Says again in every account of a budget which limit it has of its own: after an edit, which may
    /// change whether each call has an account.
    mutating func readLimits(budget index: Int) {
        for slot in Array(budgets[index].open.values) { readLimit(slot) }
        for slot in closing where accounts[slot].budget == index { readLimit(slot) }
    }

    private mutating func readLimit(_ slot: Int) {
        let scope = accounts[slot].sharedKey.value.scope
        accounts[slot].ownLimit = budgets[accounts[slot].budget].ownLimit(of: scope)
    }
}
