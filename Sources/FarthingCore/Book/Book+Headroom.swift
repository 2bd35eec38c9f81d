/// Accounts and budgets are read field by field here and wherever every call comes by: a copy of one
/// counts the references of all that is in it.
extension Book {
    /// What a line finds in its account.
    struct Headroom {
        var outputTokens: Int64
        /// Apart, because it is large and most lines fit.
        private(set) var refused: Boxed<Refusal>?

        init(outputTokens: Int64, refusal: Refusal?) {
            self.outputTokens = outputTokens
            refused = refusal.map(Boxed.init)
        }

        var refusal: Refusal? {
            get { refused?.value }
            set { refused = newValue.map(Boxed.init) }
        }
    }

    /// How many output tokens a new hold's line can have, or why it can have none.
    ///
    /// Admitted is what fits beside what is spent and what the open holds hold or are expected to
    /// need, whichever is more.
    func headroom(for line: HoldLine, slot: Int, output: OutputBound) -> Headroom {
        let budget = accounts[slot].budget
        let cap = cap(of: slot)
        let used = Int128(accounts[slot].spent) + Int128(accounts[slot].held)
        let expectedUsed = used + Int128(accounts[slot].expectedBeyondHeld)
        if !budgets[budget].isRunning, let refusal = standstill(budget, slot) {
            return Headroom(outputTokens: 0, refusal: refusal)
        }

        let largest = Int128(line.amount(outputTokens: max(output.wanted, output.expected)))
        guard expectedUsed + largest <= Int128(Account.sumMax) else {
            return refused(.invalid, slot, needed: line.amount(outputTokens: output.least))
        }
        guard let fits = line.outputTokens(affordedBy: cap - used), fits >= output.least else {
            return refused(.overLimit, slot, needed: line.amount(outputTokens: output.least))
        }
        let granted = line.outputTokens(affordedBy: cap - expectedUsed)
        let expectsMore = output.expected > output.wanted
        let needed = expectsMore ? output.expected : output.least
        guard let granted, granted >= needed else {
            return refused(.expectedOverLimit, slot, needed: line.amount(outputTokens: needed))
        }
        if let threshold = line.thresholdBasisPoints {
            let amount = Int128(
                line.amount(outputTokens: max(min(output.wanted, granted), output.expected))
            )
            if expectedUsed + amount > whole(of: slot) * Int128(threshold) / 10_000 {
                var refusal = self.refusal(.thresholdReached, slot, needed: Int64(amount))
                refusal.thresholdBasisPoints = threshold
                return Headroom(outputTokens: 0, refusal: refusal)
            }
        }
        return Headroom(outputTokens: granted, refusal: nil)
    }

    /// How many output tokens the new total of an open hold's line can have: bound by the limit and
    /// by thresholds that block, not by what others are expected to need.
    func headroom(
        forExtending line: HoldLine,
        _ openLine: OpenHold.Line,
        of open: OpenHold,
        output: OutputBound
    ) -> Headroom {
        let slot = openLine.account
        let heldAlready = openLine.held
        if openLine.sourceLine >= 0 {
            return headroom(forExtending: line, drawn: openLine, of: open, output: output)
        }
        if let refusal = standstill(accounts[slot].budget, slot) {
            return Headroom(outputTokens: 0, refusal: refusal)
        }
        let others =
            Int128(accounts[slot].spent) + Int128(accounts[slot].held) - Int128(heldAlready)
        let largest = Int128(line.amount(outputTokens: max(output.wanted, output.expected)))
        let cap = cap(of: slot)
        guard others + largest <= Int128(Account.sumMax),
            let fits = line.outputTokens(affordedBy: cap - others), fits >= output.least
        else {
            return refused(.overLimit, slot, needed: line.amount(outputTokens: output.least))
        }
        return Headroom(outputTokens: fits, refusal: nil)
    }

    func standstill(_ budget: Int, _ slot: Int) -> Refusal? {
        if budgets[budget].isFrozen { return refusal(.frozen, slot, needed: 0) }
        if budgets[budget].isPaused { return refusal(.paused, slot, needed: 0) }
        if !budgets[budget].pausedScopes.isEmpty,
            budgets[budget].pausedScopes.contains(accounts[slot].key.scope)
        {
            return refusal(.paused, slot, needed: 0)
        }
        return nil
    }

    func refused(_ code: RefusalCode, _ slot: Int, needed: Int64) -> Headroom {
        Headroom(outputTokens: 0, refusal: refusal(code, slot, needed: needed))
    }

    func refusal(_ code: RefusalCode, _ slot: Int, needed: Int64) -> Refusal {
        let account = accounts[slot]
        let state = budgets[account.budget]
        var refusal = Refusal(
            code,
            account: account.key,
            unit: state.definition.unit,
            limit: Int64(clamping: cap(of: slot)),
            spent: account.spent,
            held: account.held,
            needed: needed,
            windowEndsMs: account.windowEndsMs
        )
        if state.blocksAt < 10_000 { refusal.thresholdBasisPoints = state.blocksAt }
        return refusal
    }
}
