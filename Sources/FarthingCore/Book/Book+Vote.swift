/// Those who decide on approvals.
extension Book {
    /// Counts a vote. One against denies; the last one that was missing sets the money aside. Where
    /// that has no room the vote counts all the same, and the next vote or try finds it.
    mutating func count(_ vote: ApprovalVote, _ now: Int64) -> Outcome {
        guard vote.isBounded else { return refused(.invalid, vote.id) }
        guard let approval = approvals[vote.id] else { return refused(.unknownApproval, vote.id) }
        if vote.voter.utf8.elementsEqual(approval.context.principal.utf8) {
            return refused(.selfApproval, vote.id)
        }
        var sequence = nextSequence
        if let earlier = approval.votes.first(where: { $0.voter == vote.voter }) {
            guard earlier.isFor == vote.isFor else { return refused(.conflict, vote.id) }
            sequence = earlier.sequence
        } else {
            guard approval.state == .pending, approval.votes.count < Book.votesMax else {
                return refused(.conflict, vote.id)
            }
            record(.approvalVote(reference(approval), vote), now)
        }
        if let found = approvals[vote.id], found.state == .pending,
            found.votesFor >= found.ask.terms.needed, let refusal = grant(found, now)
        {
            return .refused(refusal)
        }
        return .applied(sequence: sequence)
    }

    /// The most votes on one approval: as many as can be asked for, and some who come while there is
    /// no room for it.
    static let votesMax = 64

    private func refused(_ code: RefusalCode, _ id: HoldID) -> Outcome {
        var refusal = Refusal(code)
        refusal.approvalID = id
        return .refused(refusal)
    }

    /// Takes an open approval back.
    mutating func withdraw(_ id: HoldID, _ note: String, _ now: Int64) -> Outcome {
        guard note.utf8.count <= ApprovalVote.noteBytesMax else { return refused(.invalid, id) }
        guard let approval = approvals[id] else { return refused(.unknownApproval, id) }
        if approval.state == .withdrawn { return .applied(sequence: approval.changedSequence) }
        guard approval.state.isOpen else { return refused(.conflict, id) }
        let outcome = applied(.approvalWithdraw(reference(approval), note: note), now)
        return outcome
    }

    /// Sets aside what was asked for, in the accounts of this moment; why not, where there is no room.
    mutating func grant(_ approval: Approval, _ now: Int64) -> Refusal? {
        var source: Int?
        if let id = approval.source {
            source = openSlot(id)
            if source == nil { return refusal(Refusal(.expired, holdID: id), approval) }
        }
        var lines: [Entry.ApprovalGrant.Line] = []
        var worst: Refusal?
        for line in approval.lines {
            guard let index = budgetIndex[line.budget] else {
                return refusal(Refusal(.unknownBudget), approval)
            }
            // A place among running calls is for calls that run.
            if budgets[index].definition.unit == .concurrent { continue }
            if budgets[index].isRemoved {
                // Where it only counted, nothing is left to count in.
                if !budgets[index].definition.isEnforced { continue }
                return refusal(Refusal(.unknownBudget), approval)
            }
            let (granted, against) = earmark(line, of: approval, budget: index, source, now)
            lines.append(granted)
            if let against, budgets[index].definition.isEnforced,
                worst.map({ against.code.rank < $0.code.rank }) ?? true
            {
                worst = against
            }
        }
        if let worst {
            for line in lines { retireIfSingle(line.slot) }
            return refusal(worst, approval)
        }
        record(
            .approvalGrant(
                Entry.ApprovalGrant(
                    approval: reference(approval),
                    earmark: approval.earmarkID,
                    lines: lines,
                    source: source.map { holds[$0].id },
                    untilMs: now + approval.ask.terms.withinMs
                )
            ),
            now
        )
        return nil
    }

    private func refusal(_ refusal: Refusal, _ approval: Approval) -> Refusal {
        var refusal = refusal
        refusal.approvalID = approval.id
        return refusal
    }

    /// One line of the money to be set aside, and what speaks against it.
    private mutating func earmark(
        _ line: Approval.Line,
        of approval: Approval,
        budget index: Int,
        _ source: Int?,
        _ now: Int64
    ) -> (Entry.ApprovalGrant.Line, Refusal?) {
        let asked = HoldLine(budget: line.budget, scope: line.scope, base: line.amount)
        let slot: Int
        var check: Headroom
        var topUp: Int64 = 0
        if let source, let place = sourcePlace(ofBudget: index, in: source) {
            let from = holds[source].lines[place]
            slot = from.account
            accounts[slot].advance(to: now)
            check = headroom(
                for: asked,
                slot: slot,
                left: from.held,
                output: OutputBound(),
                source: reference(holds[source])
            )
        } else {
            let call = approval.earmarkID
            slot = openAccount(budget: index, scope: line.scope, call: call, now)
            check = headroom(for: asked, slot: slot, output: OutputBound())
            if approval.ask.lifts(line.budget), budgets[index].definition.isEnforced,
                check.refusal?.code == .overLimit || check.refusal?.code == .expectedOverLimit,
                let missing = missing(line.amount, in: slot)
            {
                topUp = missing
                check.refusal = nil
            }
        }
        let granted = Entry.ApprovalGrant.Line(
            account: accounts[slot].key,
            held: line.amount,
            rateNanos: line.rateNanos,
            topUp: topUp,
            slot: slot
        )
        return (granted, check.refusal)
    }

    /// By how much an account's limit must be raised for an amount, to the unit; nil for more than
    /// can be counted.
    private func missing(_ amount: Int64, in slot: Int) -> Int64? {
        let budget = accounts[slot].budget
        let used =
            Int128(accounts[slot].spent) + Int128(accounts[slot].held)
            + Int128(accounts[slot].expectedBeyondHeld) + Int128(amount)
        let blocksAt = max(1, Int128(budgets[budget].blocksAt))
        // The smallest whole of which the share that may be used is enough.
        let whole = (used * 10_000 + blocksAt - 1) / blocksAt
        let topUp = whole - self.whole(of: slot)
        guard topUp > 0, topUp <= Int128(Money.maxNanos),
            Int128(accounts[slot].topUps) + topUp <= Int128(Account.sumMax)
        else { return nil }
        return Int64(topUp)
    }
}
