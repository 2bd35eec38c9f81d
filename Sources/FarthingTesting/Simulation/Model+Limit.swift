import FarthingCore

/// Limits of single accounts, and what a settlement tells of one, said plainly.
extension Model {
    /// The limit of an account without its top-ups: what its holder was given, else what all have.
    func limit(_ key: AccountKey) -> Int64 {
        ownLimit(key) ?? budgets[key.budget]?.definition.limit ?? 0
    }

    func ownLimit(_ key: AccountKey) -> Int64? {
        guard let facts = budgets[key.budget] else { return nil }
        if let own = facts.ownLimits[key.scope] { return own }
        guard facts.definition.window == .call else { return nil }
        // The account of one call is named after its holder and the call.
        return facts.ownLimits.first { scope, _ in
            key.scope.hasPrefix(scope.isEmpty ? "call=" : scope + ",call=")
        }?.value
    }

    mutating func setLimit(_ budget: String, _ scope: String, _ limit: Int64?) -> Outcome {
        if let limit, limit < 0 || limit > 900_000_000_000_000_000 {
            return .refused(Refusal(.invalid))
        }
        if scope.utf8.count > 26_816 { return .refused(Refusal(.invalid)) }
        guard let facts = budgets[budget], !facts.isRemoved else {
            return .refused(Refusal(.unknownBudget))
        }
        if facts.ownLimits[scope] == limit { return .unchanged }
        budgets[budget]?.ownLimits[scope] = limit
        return .applied(sequence: 0)
    }

    /// A settlement with what its first enforced account of money has left and has spent.
    ///
    /// - Parameter isAgain: whether it came before: of what is over nothing is told then.
    func told(_ settled: Settled, of index: Int, isAgain: Bool = false) -> Outcome {
        var settled = settled
        let first = holds[index].lines.first { line in
            guard let definition = budgets[line.account.budget]?.definition,
                definition.isEnforced, case .money = definition.unit
            else { return false }
            return true
        }
        guard let first else { return .settled(settled) }
        let key = first.account
        if isAgain, !isOpen(key) { return .settled(settled) }
        let free = max(0, cap(key) - spent(key) - held(key))
        settled.remainingNanos = dollars(free, rateNanos: first.rateNanos)
        // Where more was given back than was spent there are no dollars.
        settled.spentNanos =
            first.rateNanos == nil
            ? spent(key) : max(0, dollars(spent(key), rateNanos: first.rateNanos))
        return .settled(settled)
    }
}
