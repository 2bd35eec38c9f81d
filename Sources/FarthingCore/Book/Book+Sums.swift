extension Book {
    /// An account's sums at a time, as a balance entry states them; nil when it is not in memory.
    ///
    /// For verifiers that replay a journal and compare.
    package func sums(of key: AccountKey, atMs nowMs: Int64) -> Entry.Balance? {
        guard let slot = slot(of: key) else { return nil }
        var account = accounts[slot]
        account.advance(to: nowMs)
        return Entry.Balance(
            account: key,
            spent: account.spent,
            held: account.held,
            topUps: account.topUps,
            overrun: account.overrun
        )
    }

    /// Where an account stands that is in memory.
    private func slot(of key: AccountKey) -> Int? {
        guard let index = budgetIndex[key.budget] else { return nil }
        let slot = budgets[index].open[key.scope]
        if let slot, accounts[slot].key == key { return slot }
        return closing.first { accounts[$0].key == key }
    }

    /// The account that an entry with this key would find; nil where it would open one at zero.
    ///
    /// - Parameter isOpening: as for ``account(for:isOpening:_:)``.
    func existingAccount(for key: AccountKey, isOpening: Bool) -> Int? {
        guard let index = budgetIndex[key.budget] else { return nil }
        // Most new accounts are of the window that is open: nothing that closes is searched.
        if budgets[index].interval.startMs == key.windowStartMs,
            budgets[index].generation(of: key.scope) == key.generation,
            isOpening || !budgets[index].isPerCall
        {
            return budgets[index].open[key.scope]
        }
        return slot(of: key)
    }
}
