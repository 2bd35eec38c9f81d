extension Book {
    /// The open account of a budget and scope, opened if need be; the window is the one that holds
    /// `now`.
    mutating func openAccount(budget index: Int, scope: String, _ now: Int64) -> Int {
        turnWindow(budget: index, now)
        if let slot = budgets[index].open[scope] {
            accounts[slot].advance(to: now)
            return slot
        }
        // Read field by field: a copy of the budget would make the next line copy its accounts.
        let key = AccountKey(
            budget: budgets[index].definition.id,
            scope: scope,
            windowStartMs: budgets[index].interval.startMs,
            generation: budgets[index].generation(of: scope)
        )
        let slot = addAccount(key, budget: index)
        budgets[index].open[scope] = slot
        accounts[slot].isOpen = true
        return slot
    }

    /// The open account of a budget and scope for one call, which has it alone where the window is
    /// the call.
    mutating func openAccount(
        budget index: Int,
        scope: String,
        call id: HoldID,
        _ now: Int64
    ) -> Int {
        guard budgets[index].isPerCall else {
            return openAccount(budget: index, scope: scope, now)
        }
        let own = scope + (scope.isEmpty ? "call=" : ",call=") + id.description
        return openAccount(budget: index, scope: own, now)
    }

    /// The account with this key, opened again at zero when it has left memory.
    ///
    /// - Parameter isOpening: whether a call begins that may need an account of its own; the account
    ///   of a call that is over is not the open one, though its key could be.
    mutating func account(for key: AccountKey, isOpening: Bool = false, _ now: Int64) -> Int? {
        guard let index = budgetIndex[key.budget] else { return nil }
        turnWindow(budget: index, now)
        if budgets[index].interval.startMs == key.windowStartMs,
            budgets[index].generation(of: key.scope) == key.generation,
            isOpening || !budgets[index].isPerCall
                || budgets[index].open[key.scope] != nil
        {
            return openAccount(budget: index, scope: key.scope, now)
        }
        if let slot = closing.first(where: { accounts[$0].key == key }) { return slot }
        let slot = addAccount(key, budget: index)
        accounts[slot].isReopened = true
        closing.append(slot)
        return slot
    }

    /// The open account of a budget and scope, where there is one; opens nothing.
    func existingAccount(budget index: Int, scope: String) -> Int? {
        let state = budgets[index]
        guard state.interval.startMs <= lastMs, lastMs < state.interval.endMs else { return nil }
        return state.open[scope]
    }

    private mutating func addAccount(_ key: AccountKey, budget index: Int) -> Int {
        var account = Account(
            key: key,
            budget: index,
            windowEndsMs: budgets[index].interval.endMs,
            rollingMs: budgets[index].rollingMs
        )
        account.ownLimit = budgets[index].ownLimit(of: key.scope)
        if let slot = freeAccounts.popLast() {
            accounts[slot] = account
            return slot
        }
        accounts.append(account)
        return accounts.count - 1
    }

    /// Closes a budget's accounts when their window is over, and opens the next window.
    mutating func turnWindow(budget index: Int, _ now: Int64) {
        guard now >= budgets[index].interval.endMs else { return }
        let definition = budgets[index].definition
        budgets[index].interval = definition.window.interval(containing: now, zone: definition.zone)
        closeAccounts(budget: index)
    }

    /// Moves a budget's open accounts to those that wait for their last hold and balance.
    mutating func closeAccounts(budget index: Int) {
        let open = budgets[index].open
        budgets[index].open = [:]
        for (_, slot) in open.sorted(by: { utf8Precedes($0.key, $1.key) }) { close(account: slot) }
    }

    /// Closes one account: it leaves memory when nothing is held in it and its balance is written.
    mutating func close(account slot: Int) {
        accounts[slot].isOpen = false
        if accounts[slot].openHolds == 0, !accounts[slot].isTouched {
            freeAccounts.append(slot)
        } else {
            closing.append(slot)
        }
    }

    /// Lets closed accounts go that nothing needs any more.
    mutating func sweepClosing() {
        var kept: [Int] = []
        for slot in closing {
            if accounts[slot].openHolds == 0, !accounts[slot].isTouched {
                freeAccounts.append(slot)
            } else {
                kept.append(slot)
            }
        }
        closing = kept
    }

    /// Notes that an account is to stand in the next balance.
    mutating func touch(_ slot: Int) {
        if accounts[slot].isTouched { return }
        accounts[slot].isTouched = true
        touched.append(slot)
    }
}
