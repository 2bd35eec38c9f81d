/// Holds that are drawn from another: a run's allowance, an approval's earmark.
extension Book {
    /// Where the hold stands from which a hold is drawn; nil when it is over, or there is none.
    func openSource(of open: OpenHold) -> Int? {
        guard let source = open.source, let slot = openSlot(source.id),
            holds[slot].sequence == source.openedSequence
        else { return nil }
        return slot
    }

    /// The same for the hold that stands in a place.
    func openSource(of slot: Int) -> Int? {
        if holds[slot].isPlain { return nil }
        return openSource(of: holds[slot])
    }

    /// The line of the source from which a line is still drawn: both must count in one account.
    func sourceLine(of line: OpenHold.Line, in source: Int?) -> OpenHold.Line? {
        guard let source, line.sourceLine >= 0 else { return nil }
        let from = holds[source].lines[line.sourceLine]
        return from.account == line.account ? from : nil
    }

    /// The place of a budget's line in a source; nil for a budget that the source does not have.
    func sourcePlace(ofBudget index: Int, in source: Int) -> Int? {
        holds[source].lines.firstIndex { accounts[$0.account].budget == index }
    }

    /// What is wrong with a request's source; nil where nothing is, or where there is none.
    func misfit(source: Int?, of request: HoldRequest) -> Refusal? {
        guard let id = request.source else { return nil }
        guard let source else { return Refusal(.expired, holdID: id) }
        // An approval's money is for the call that was approved, and found by that alone.
        if holds[source].approval != nil { return Refusal(.conflict, holdID: id) }
        for (index, line) in request.lines.enumerated() {
            guard let budget = budgetIndex[line.budget],
                sourcePlace(ofBudget: budget, in: source) != nil
            else { continue }
            // Each of two lines would be judged without the other.
            if request.lines[..<index].contains(where: { $0.budget == line.budget }) {
                return Refusal(.invalid)
            }
        }
        return nil
    }

    /// How many output tokens a line can have that is bound by what a source has left.
    func headroom(
        for line: HoldLine,
        slot: Int,
        left: Int64,
        output: OutputBound,
        source: Entry.HoldReference?
    ) -> Headroom {
        if let refusal = standstill(accounts[slot].budget, slot) {
            return Headroom(outputTokens: 0, refusal: refusal)
        }
        let largest = Int128(line.amount(outputTokens: max(output.wanted, output.expected)))
        let needed = line.amount(outputTokens: output.least)
        guard
            Int128(accounts[slot].held) + Int128(accounts[slot].spent) + largest
                <= Int128(Account.sumMax)
        else { return refused(.invalid, slot, needed: needed) }
        guard let fits = line.outputTokens(affordedBy: Int128(left)), fits >= output.least else {
            var refusal = refusal(.allowanceExceeded, slot, needed: needed)
            refusal.limit = left
            refusal.spent = 0
            refusal.held = 0
            refusal.thresholdBasisPoints = nil
            refusal.holdID = source?.id
            return Headroom(outputTokens: 0, refusal: refusal)
        }
        return Headroom(outputTokens: fits, refusal: nil)
    }

    /// How many output tokens the new total of a drawn line can have: what it has, and what its
    /// source has left. A source that is over gives nothing more.
    func headroom(
        forExtending line: HoldLine,
        drawn openLine: OpenHold.Line,
        of open: OpenHold,
        output: OutputBound
    ) -> Headroom {
        let from = sourceLine(of: openLine, in: openSource(of: open))
        var check = headroom(
            for: line,
            slot: openLine.account,
            left: openLine.held + (from?.held ?? 0),
            output: output,
            source: open.source
        )
        if from == nil, check.refusal?.code == .allowanceExceeded {
            check.refusal = Refusal(.expired, account: accounts[openLine.account].key)
        }
        return check
    }

    /// Notes which lines of a hold that was just opened are drawn from its source.
    mutating func link(_ slot: Int, to id: HoldID) {
        guard let source = openSlot(id) else { return }
        let from = holds[source]
        let reference = reference(from)
        holds[slot].withRare { $0.source = reference }
        for index in holds[slot].lines.indices {
            let account = holds[slot].lines[index].account
            let place = from.lines.firstIndex { $0.account == account }
            holds[slot].lines[index].sourceLine = place ?? -1
        }
        holds[source].isSource = true
    }

    /// Takes what a line grows by out of its source, or gives back what it shrinks by.
    mutating func draw(_ amount: Int64, for line: OpenHold.Line, from source: Int?) {
        guard amount != 0, let source, let left = sourceLine(of: line, in: source) else { return }
        // Only a line in shadow takes more than there is.
        let held = max(0, left.held - amount)
        setLine(
            source,
            line.sourceLine,
            held: held,
            expected: held + (left.expected - left.held)
        )
    }

    /// Puts a hold in the place of the earmark from which it was drawn, which is over with that.
    mutating func useEarmark(of slot: Int, _ now: Int64) {
        let child = holds[slot]
        guard let source = openSource(of: child), let approval = holds[source].approval else {
            return
        }
        let earmark = holds[source]
        close(at: source, amounts: nil, state: .released, now)
        holds[slot].withRare { $0.source = earmark.source }
        for index in child.lines.indices {
            let place = child.lines[index].sourceLine
            holds[slot].lines[index].sourceLine = place < 0 ? -1 : earmark.lines[place].sourceLine
        }
        if let granted = approvals[approval], granted.lines.contains(where: { $0.topUp > 0 }) {
            let raised = child.lines.map { granted.topUp(of: accounts[$0.account].key.budget) }
            holds[slot].withRare { $0.raised = raised }
        }
        let sequence = nextSequence - 1
        approvals.close(approval, as: .used) {
            $0.usedBy = child.id
            $0.changedSequence = sequence
        }
    }
}
