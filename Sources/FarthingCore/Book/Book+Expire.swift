extension Book {
    /// Ends every hold whose time is over: what was sent is charged as held, what was not is given
    /// back.
    mutating func expire(_ now: Int64) {
        while let next = expiry.first, next.expiresAtMs <= now {
            guard let open = holds[next.slot] else {
                expiry.remove(slot: next.slot)
                continue
            }
            let slots = open.lines.map(\.account)
            record(
                .expire(reference(open), held: open.lines.map(\.held), isCharged: open.isSent),
                now
            )
            if open.isSent { _ = warn(accounts: slots, now) }
            audit(slots, now)
        }
    }

    /// Writes the counts of repeated refusals that are due.
    mutating func flushRefusals(_ now: Int64) {
        guard let due = refusals.nextFlushMs, due <= now else { return }
        for repeats in refusals.flush(now) { record(.refusals(repeats), now) }
    }

    /// Records the `warn` thresholds that accounts have newly passed, once per window each.
    mutating func warn(accounts slots: [Int], _ now: Int64) -> [Warning] {
        var warnings: [Warning] = []
        for slot in slots {
            if budgets[accounts[slot].budget].warnings.isEmpty { continue }
            let state = budgets[accounts[slot].budget]
            accounts[slot].advance(to: now)
            let whole = Int128(state.definition.limit) + Int128(accounts[slot].topUps)
            for share in state.warnings where share > accounts[slot].warnedBasisPoints {
                guard Int128(accounts[slot].spent) * 10_000 > whole * Int128(share) else { break }
                let warning = Warning(
                    account: accounts[slot].key,
                    atBasisPoints: share,
                    spent: accounts[slot].spent,
                    limit: Int64(clamping: whole)
                )
                record(.warning(warning), now)
                warnings.append(warning)
            }
        }
        return warnings
    }

    /// Compares both ways of adding up for these accounts; a budget that does not add up is frozen.
    mutating func audit(_ slots: [Int], _ now: Int64) {
        for slot in slots where !accounts[slot].isConserved {
            let budget = budgets[accounts[slot].budget]
            if budget.isFrozen { continue }
            record(
                .freeze(
                    budget: budget.definition.id,
                    note: "conservation: an account's sums do not agree with its holds"
                ),
                now
            )
        }
    }
}
