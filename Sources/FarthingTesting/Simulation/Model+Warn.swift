import FarthingCore

extension Model {
    /// Its own, else the ones that every budget has in which something adds up.
    private func warningShares(_ definition: Budget) -> [Int64] {
        let own = definition.thresholds.filter { $0.action == .warn }.map(\.atBasisPoints)
        if !own.isEmpty { return own.sorted() }
        if !definition.warnsByDefault || definition.window == .call
            || definition.unit == .concurrent
        {
            return []
        }
        return [3_000, 8_000, 9_500]
    }

    /// The warnings that what is spent sets off, each share once.
    mutating func warnings(_ keys: [AccountKey]) -> [Warning] {
        var warnings: [Warning] = []
        for key in keys {
            guard let definition = budgets[key.budget]?.definition else { continue }
            for share in warningShares(definition)
            where share > accounts[key]?.warnedBasisPoints ?? 0 {
                guard Int128(spent(key)) * 10_000 > Int128(whole(key)) * Int128(share) else {
                    continue
                }
                begin(key)
                accounts[key]?.warnedBasisPoints = share
                warnings.append(
                    Warning(
                        account: key,
                        atBasisPoints: share,
                        spent: spent(key),
                        limit: whole(key)
                    )
                )
            }
        }
        return warnings
    }
}
