/// The short way of the commonest calls, where nobody takes entries: one line in one account that has
/// room, held and settled within what was held.
///
/// Of such a call both ways make the same: ``hold(_:nowMs:)`` and ``settle(_:nowMs:)`` would judge what
/// nothing here can be, and build what nobody reads. Whatever is not so has nil for an answer; then
/// nothing but time has passed, and the caller goes the long way.
extension Book {
    /// Sets money aside for a call of one line.
    ///
    /// - Parameter near: where the plan's account stood the last time; anything where that is unknown.
    package mutating func holdPlainly(
        _ hold: PlainHold,
        _ plan: PlainPlan,
        near: Int,
        nowMs: Int64
    ) -> PlainHeld? {
        if keepsEntries { return nil }
        let now = pass(to: nowMs)
        guard recalled.isEmpty, hold.expiresAtMs > now, hold.outputTokens >= 0,
            hold.amount >= 0, hold.amount <= Money.maxNanos, !isOutdated(plan.context),
            openSlot(hold.id) == nil,
            let account = plainAccount(of: plan, near: near, now),
            let free = plainRoom(for: hold.amount, in: account)
        else { return nil }
        let sequence = nextSequence
        nextSequence += 1
        let line = OpenHold.Line(account: account, held: hold.amount, expected: hold.amount)
        let slot = add(
            OpenHold(
                id: hold.id,
                lines: Few(only: line),
                expiresAtMs: hold.expiresAtMs,
                createdAtMs: now,
                isSent: hold.isSent,
                outputTokens: hold.outputTokens,
                sequence: sequence,
                context: plan.context
            )
        )
        accounts[account].openHolds += 1
        accounts[account].held += hold.amount
        accounts[account].audit.heldLines += hold.amount
        touch(account)
        return PlainHeld(
            slot: slot,
            account: account,
            remainingNanos: budgets[accounts[account].budget].isMoney ? free : nil,
            sequence: sequence
        )
    }

    /// Books what a hold of one line has cost that stands where ``holdPlainly(_:_:near:nowMs:)`` said.
    package mutating func settlePlainly(
        _ id: HoldID,
        at slot: Int,
        amount: Int64,
        evidence: Evidence,
        nowMs: Int64
    ) -> PlainClosed? {
        if keepsEntries { return nil }
        let now = pass(to: nowMs)
        guard recalled.isEmpty, holds.indices.contains(slot), holds[slot].id == id,
            holds[slot].isOpen, holds[slot].isPlain, !holds[slot].isSource,
            let line = holds[slot].lines.only, line.sourceLine < 0, line.rateNanos == nil,
            amount >= 0, amount <= line.held,
            budgets[accounts[line.account].budget].isPlain, accounts[line.account].ring == nil,
            accounts[line.account].spent <= Account.sumMax - amount,
            !warns(line.account, at: accounts[line.account].spent + amount)
        else { return nil }
        let account = line.account
        let closed = PlainClosed(
            account: accounts[account].sharedKey,
            held: line.held,
            charged: amount,
            openedSequence: holds[slot].sequence,
            closedSequence: nextSequence,
            evidence: evidence
        )
        nextSequence += 1
        accounts[account].openHolds -= 1
        accounts[account].held -= line.held
        accounts[account].expectedBeyondHeld -= line.expected - line.held
        accounts[account].audit.heldLines -= line.held
        // No more than was held: it takes nothing past a limit.
        accounts[account].spent += amount
        accounts[account].audit.settled &+= amount
        touch(account)
        vacate(slot)
        audit(CollectionOfOne(account), now)
        return closed
    }

    /// The open account of a plan, where it is one that the short way can take.
    private mutating func plainAccount(
        of plan: PlainPlan,
        near: Int,
        _ now: Int64
    ) -> Int? {
        if accounts.indices.contains(near), accounts[near].isOpen {
            let budget = accounts[near].budget
            if budgets[budget].isPlain, budgets[budget].isRunning, !budgets[budget].isRemoved,
                now < budgets[budget].interval.endMs, accounts[near].ring == nil,
                accounts[near].sharedKey.value.scope == plan.scope,
                budgets[budget].definition.id == plan.budget
            {
                return near
            }
        }
        guard let index = budgetIndex[plan.budget], !budgets[index].isRemoved,
            budgets[index].isPlain, budgets[index].isRunning
        else { return nil }
        // As the long way would, whatever it says then.
        let slot = openAccount(budget: index, scope: plan.scope, now)
        return accounts[slot].ring == nil ? slot : nil
    }

    /// Whether an account has a warning to set off once so much is spent.
    private func warns(_ account: Int, at spent: Int64) -> Bool {
        let budget = accounts[account].budget
        let count = budgets[budget].warnings.count
        if count == 0 { return false }
        let whole = whole(of: account)
        for place in 0..<count {
            let share = budgets[budget].warnings[place]
            if share <= accounts[account].warnedBasisPoints { continue }
            return Int128(spent) * 10_000 > whole * Int128(share)
        }
        return false
    }

    /// What an account has free beside an amount; nil where that does not fit.
    private func plainRoom(for amount: Int64, in account: Int) -> Int64? {
        let used = Int128(accounts[account].spent) + Int128(accounts[account].held)
        let after = used + Int128(accounts[account].expectedBeyondHeld) + Int128(amount)
        let cap = cap(of: account)
        guard after <= cap, after <= Int128(Account.sumMax), used + Int128(amount) <= cap else {
            return nil
        }
        return Int64(clamping: cap - used - Int128(amount))
    }
}
