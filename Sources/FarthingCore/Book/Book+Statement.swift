extension Book {
    /// A budget's account for a scope as it stands at a time: at zero where nothing was spent or held in
    /// the window of that time; nil for an unknown budget.
    public func statement(budget id: String, scope: String, nowMs: Int64) -> AccountStatement? {
        guard let index = budgetIndex[id], !budgets[index].isRemoved else { return nil }
        let now = max(nowMs, lastMs)
        let state = budgets[index]
        if now < state.interval.endMs, let slot = state.open[scope] {
            return statement(of: slot, now)
        }
        let interval =
            now < state.interval.endMs
            ? state.interval
            : state.definition.window.interval(containing: now, zone: state.definition.zone)
        return AccountStatement(
            key: AccountKey(
                budget: id,
                scope: scope,
                windowStartMs: interval.startMs,
                generation: state.generation(of: scope)
            ),
            unit: state.definition.unit,
            limit: state.ownLimits[scope] ?? state.definition.limit,
            topUps: 0,
            spent: 0,
            held: 0,
            overrun: 0,
            wouldRefuse: 0,
            isEnforced: state.definition.isEnforced,
            isPaused: state.isPaused || state.pausedScopes.contains(scope),
            isFrozen: state.isFrozen,
            windowEndsMs: interval.endMs
        )
    }

    /// An open account as its owner sees it, rolling windows being moved on for the answer only.
    func statement(of slot: Int, _ now: Int64) -> AccountStatement {
        var account = accounts[slot]
        account.advance(to: now)
        let state = budgets[account.budget]
        return AccountStatement(
            key: account.key,
            unit: state.definition.unit,
            limit: account.ownLimit ?? state.definition.limit,
            topUps: account.topUps,
            spent: account.spent,
            held: account.held,
            overrun: account.overrun,
            wouldRefuse: account.wouldRefuse,
            isEnforced: state.definition.isEnforced,
            isPaused: state.isPaused || state.pausedScopes.contains(account.key.scope),
            isFrozen: state.isFrozen,
            windowEndsMs: account.windowEndsMs
        )
    }
}
