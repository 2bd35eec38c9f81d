extension Book {
    mutating func open(_ admission: Entry.Admission, _ now: Int64) {
        var lines: [OpenHold.Line] = []
        lines.reserveCapacity(admission.lines.count)
        for line in admission.lines {
            let slot =
                line.slot >= 0
                ? line.slot : account(for: line.account, isOpening: true, now) ?? -1
            precondition(slot >= 0, "a hold names a budget that the journal has made")
            lines.append(
                OpenHold.Line(account: slot, held: 0, expected: 0, rateNanos: line.rateNanos)
            )
        }
        let hold = OpenHold(
            id: admission.id,
            key: admission.key,
            lines: lines,
            expiresAtMs: admission.expiresAtMs,
            createdAtMs: now,
            isSent: admission.isSent,
            outputTokens: admission.outputTokens,
            sequence: nextSequence - 1,
            context: admission.context,
            bound: admission.bound
        )
        let slot = freeHolds.popLast() ?? holds.count
        if slot == holds.count { holds.append(hold) } else { holds[slot] = hold }
        holdIndex[admission.id] = slot
        if let key = admission.key { keys[key.name] = admission.id }
        expiry.set(slot: slot, expiresAtMs: admission.expiresAtMs, order: hold.sequence)
        if let source = admission.source { link(slot, to: source) }
        for (index, line) in admission.lines.enumerated() {
            accounts[lines[index].account].openHolds += 1
            change(slot, index, held: line.held, expected: line.expected)
        }
        if admission.source != nil { useEarmark(of: slot, now) }
    }

    mutating func withHold(
        _ hold: Entry.HoldReference,
        _ change: (inout OpenHold) -> Void
    ) {
        guard let slot = holdIndex[hold.id], var open = holds[slot] else { return }
        holds[slot] = nil
        change(&open)
        holds[slot] = open
    }

    mutating func extend(_ change: Entry.Extension) {
        guard let slot = holdIndex[change.hold.id] else { return }
        for index in change.held.indices {
            lower(slot, index, to: change.held[index])
            self.change(slot, index, held: change.held[index], expected: change.expected[index])
        }
        holds[slot]?.outputTokens = change.outputTokens
        if let job = change.job { holds[slot]?.job = job }
        holds[slot]?.expiresAtMs = change.expiresAtMs
        expiry.set(
            slot: slot,
            expiresAtMs: change.expiresAtMs,
            order: change.hold.openedSequence
        )
    }

    /// Takes a raised limit back as far as a line is to hold less than it was raised for.
    private mutating func lower(_ slot: Int, _ index: Int, to held: Int64) {
        guard let open = holds[slot], !open.raised.isEmpty else { return }
        let line = open.lines[index]
        let unused = min(open.raised[index], max(0, line.held - held))
        guard unused > 0 else { return }
        accounts[line.account].topUps -= unused
        holds[slot]?.raised[index] -= unused
        touch(line.account)
    }

    /// Sets what one line of an open hold holds; what is drawn comes out of its source.
    private mutating func change(_ slot: Int, _ index: Int, held: Int64, expected: Int64) {
        if holds[slot]?.source != nil, let open = holds[slot] {
            let line = open.lines[index]
            draw(held - line.held, for: line, from: openSource(of: open))
        }
        setLine(slot, index, held: held, expected: expected)
    }

    /// Sets what one line of an open hold holds, in the account and in the audit's own sum.
    mutating func setLine(_ slot: Int, _ index: Int, held: Int64, expected: Int64) {
        guard let line = holds[slot]?.lines[index] else { return }
        let account = line.account
        let expected = max(held, expected)
        accounts[account].held += held - line.held
        accounts[account].expectedBeyondHeld += (expected - held) - (line.expected - line.held)
        holds[slot]?.lines[index].held = held
        holds[slot]?.lines[index].expected = expected
        accounts[account].audit.heldLines += (holds[slot]?.lines[index].held ?? 0) - line.held
        touch(account)
    }

    /// Ends an open hold: what it held goes, and what it cost is spent. No amounts gives it all back.
    mutating func close(
        _ hold: Entry.HoldReference,
        amounts: [Int64]?,
        state: HoldRecord.State,
        _ now: Int64
    ) {
        guard let slot = holdIndex[hold.id], let open = holds[slot] else { return }
        let source = open.source == nil ? nil : openSource(of: open)
        var lines: [HoldRecord.Line] = []
        lines.reserveCapacity(open.lines.count)
        for (index, line) in open.lines.enumerated() {
            let charged = amounts.map { $0.isEmpty ? line.held : $0[index] } ?? 0
            accounts[line.account].advance(to: now)
            let excess = excess(in: line.account)
            // What it did not use goes back to where it was drawn from.
            if let source { draw(charged - line.held, for: line, from: source) }
            setLine(slot, index, held: 0, expected: 0)
            accounts[line.account].openHolds -= 1
            lines.append(
                HoldRecord.Line(
                    account: accounts[line.account].key,
                    held: line.held,
                    charged: charged,
                    rateNanos: line.rateNanos
                )
            )
            if charged != 0 {
                accounts[line.account].audit.settled &+= charged
                spend(charged, in: line.account, excessBefore: excess, now)
            }
            if !open.raised.isEmpty {
                let unused = min(open.raised[index], max(0, line.held - charged))
                accounts[line.account].topUps -= unused
                if unused > 0 { touch(line.account) }
                let budget = accounts[line.account].key.budget
                approvals.keepRaise(of: hold.id, in: budget, open.raised[index] - unused)
            }
            retireIfSingle(line.account)
        }
        holds[slot] = nil
        holdIndex[hold.id] = nil
        freeHolds.append(slot)
        expiry.remove(slot: slot)
        if let key = open.key { keys[key.name] = nil }
        // An approval's own hold is nobody's to settle.
        if open.approval != nil { return }
        remember(
            HoldRecord(
                id: hold.id,
                key: open.key,
                state: state,
                lines: lines,
                openedSequence: open.sequence,
                closedSequence: nextSequence - 1,
                conversions: open.conversions
            )
        )
    }
}
