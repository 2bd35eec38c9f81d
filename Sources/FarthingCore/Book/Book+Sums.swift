extension Book {
    /// An account's sums at a time, as a balance entry states them; nil when it is not in memory.
    ///
    /// For verifiers that replay a journal and compare.
    package func sums(of key: AccountKey, atMs nowMs: Int64) -> Entry.Balance? {
        guard let index = budgetIndex[key.budget] else { return nil }
        var slot = budgets[index].open[key.scope]
        if slot.map({ accounts[$0].key != key }) ?? true {
            slot = closing.first { accounts[$0].key == key }
        }
        guard let slot else { return nil }
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
}
