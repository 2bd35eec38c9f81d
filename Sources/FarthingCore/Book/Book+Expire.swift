extension Book {
    /// Ends every hold whose time is over: what was sent is charged as held, what was not is given
    /// back.
    mutating func expire(_ now: Int64) {
        while let next = expiry.first, next.at <= now {
            let open = holds[next.slot]
            guard open.isOpen else {
                expiry.remove(slot: next.slot)
                continue
            }
            let slots = open.lines.map(\.account)
            if let approval = open.approval, let found = approvals[approval] {
                record(.approvalExpire(reference(found)), now)
                audit(slots, now)
                continue
            }
            let isCharged = open.isSent && !open.isSource
            record(
                .expire(reference(open), held: open.lines.map(\.held), isCharged: isCharged),
                now
            )
            if isCharged { _ = warn(accounts: slots, now) }
            audit(slots, now)
        }
        while let due = approvals.firstDue, due.untilMs <= now, let found = approvals[due.id] {
            record(.approvalExpire(reference(found)), now)
        }
    }

    /// Writes the counts of repeated refusals that are due.
    mutating func flushRefusals(_ now: Int64) {
        guard let due = refusals.nextFlushMs, due <= now else { return }
        for repeats in refusals.flush(now) { record(.refusals(repeats), now) }
    }

    /// Records the `warn` thresholds that accounts have newly passed, once per window each.
    mutating func warn(accounts slots: some Sequence<Int>, _ now: Int64) -> [Warning] {
        var warnings: [Warning] = []
        for slot in slots {
            // Read field by field: this is asked of every account at every settlement.
            let budget = accounts[slot].budget
            let count = budgets[budget].warnings.count
            if count == 0 { continue }
            accounts[slot].advance(to: now)
            let whole = whole(of: slot)
            for place in 0..<count {
                let share = budgets[budget].warnings[place]
                if share <= accounts[slot].warnedBasisPoints { continue }
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
    mutating func audit(_ slots: some Sequence<Int>, _ now: Int64) {
        for slot in slots where !accounts[slot].isConserved {
            let budget = accounts[slot].budget
            if budgets[budget].isFrozen { continue }
            record(
                .freeze(
                    budget: budgets[budget].definition.id,
                    note: "conservation: an account's sums do not agree with its holds"
                ),
                now
            )
        }
    }
}
