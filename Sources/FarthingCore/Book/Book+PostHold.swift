extension Book {
    /// Opens a hold; where it stands from then on.
    @discardableResult
    mutating func open(_ admission: Entry.Admission, _ now: Int64) -> Int {
        var lines = Few<OpenHold.Line>()
        for index in admission.lines.indices {
            let known = admission.lines[index].slot
            let account =
                known >= 0
                ? known
                : account(for: admission.lines[index].account, isOpening: true, now) ?? -1
            precondition(account >= 0, "a hold names a budget that the journal has made")
            lines.append(
                OpenHold.Line(
                    account: account,
                    held: 0,
                    expected: 0,
                    rateNanos: admission.lines[index].rateNanos
                )
            )
        }
        let slot = add(
            OpenHold(
                id: admission.id,
                lines: lines,
                expiresAtMs: admission.expiresAtMs,
                createdAtMs: now,
                isSent: admission.isSent,
                outputTokens: admission.outputTokens,
                sequence: nextSequence - 1,
                context: admission.context
            )
        )
        if admission.key != nil || admission.bound != nil {
            holds[slot].withRare {
                $0.key = admission.key
                $0.bound = admission.bound
            }
            if let key = admission.key { keys[key.name] = admission.id }
        }
        if let source = admission.source { link(slot, to: source) }
        for index in admission.lines.indices {
            accounts[lines[index].account].openHolds += 1
            let held = admission.lines[index].held
            change(slot, index, held: held, expected: admission.lines[index].expected)
        }
        if admission.source != nil { useEarmark(of: slot, now) }
        return slot
    }

    /// Puts an open hold where it can be found and expires.
    mutating func add(_ hold: OpenHold) -> Int {
        let slot = freeHolds.popLast() ?? holds.count
        holdIndex.add(hold.id, slot: slot)
        expiry.set(slot: slot, at: hold.expiresAtMs, order: hold.sequence)
        if slot == holds.count { holds.append(hold) } else { holds[slot] = hold }
        return slot
    }

    mutating func extend(_ change: Entry.Extension) {
        guard let slot = openSlot(change.hold.id) else { return }
        for index in change.held.indices {
            lower(slot, index, to: change.held[index])
            self.change(slot, index, held: change.held[index], expected: change.expected[index])
        }
        holds[slot].outputTokens = change.outputTokens
        if let job = change.job { holds[slot].withRare { $0.job = job } }
        holds[slot].expiresAtMs = change.expiresAtMs
        expiry.set(
            slot: slot,
            at: change.expiresAtMs,
            order: change.hold.openedSequence
        )
    }

    /// Takes a raised limit back as far as a line is to hold less than it was raised for.
    private mutating func lower(_ slot: Int, _ index: Int, to held: Int64) {
        if holds[slot].isPlain { return }
        let raised = holds[slot].raised
        if raised.isEmpty { return }
        let line = holds[slot].lines[index]
        let unused = min(raised[index], max(0, line.held - held))
        guard unused > 0 else { return }
        accounts[line.account].topUps -= unused
        holds[slot].withRare { $0.raised[index] -= unused }
        touch(line.account)
    }

    /// Sets what one line of an open hold holds; what is drawn comes out of its source.
    private mutating func change(_ slot: Int, _ index: Int, held: Int64, expected: Int64) {
        if let source = openSource(of: slot) {
            let line = holds[slot].lines[index]
            draw(held - line.held, for: line, from: source)
        }
        setLine(slot, index, held: held, expected: expected)
    }

    /// Sets what one line of an open hold holds, in the account and in the audit's own sum.
    mutating func setLine(_ slot: Int, _ index: Int, held: Int64, expected: Int64) {
        let line = holds[slot].lines[index]
        let account = line.account
        let expected = max(held, expected)
        accounts[account].held += held - line.held
        accounts[account].expectedBeyondHeld += (expected - held) - (line.expected - line.held)
        holds[slot].lines[index].held = held
        holds[slot].lines[index].expected = expected
        accounts[account].audit.heldLines += holds[slot].lines[index].held - line.held
        touch(account)
    }

    /// Ends a hold that is open, as ``close(at:amounts:state:_:)``.
    mutating func close(
        _ hold: Entry.HoldReference,
        amounts: [Int64]?,
        state: HoldRecord.State,
        _ now: Int64
    ) {
        guard let slot = openSlot(hold.id) else { return }
        close(at: slot, amounts: amounts, state: state, now)
    }

    /// Ends an open hold: what it held goes, and what it cost is spent. No amounts gives it all back.
    mutating func close(
        at slot: Int,
        amounts: [Int64]?,
        state: HoldRecord.State,
        _ now: Int64
    ) {
        let source = openSource(of: slot)
        let raised = holds[slot].isPlain ? [] : holds[slot].raised
        var lines: [HoldRecord.Line] = []
        lines.reserveCapacity(holds[slot].lines.count)
        for index in holds[slot].lines.indices {
            let line = holds[slot].lines[index]
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
            if !raised.isEmpty {
                let unused = min(raised[index], max(0, line.held - charged))
                accounts[line.account].topUps -= unused
                if unused > 0 { touch(line.account) }
                let budget = accounts[line.account].key.budget
                approvals.keepRaise(of: holds[slot].id, in: budget, raised[index] - unused)
            }
            retireIfSingle(line.account)
        }
        remove(at: slot, lines, state)
    }

    /// Takes an open hold away from where it stands.
    mutating func vacate(_ slot: Int) {
        holdIndex.remove(holds[slot].id, slot: slot)
        expiry.remove(slot: slot)
        holds[slot] = OpenHold.vacant
        freeHolds.append(slot)
    }

    /// Forgets an open hold, and remembers how it ended.
    private mutating func remove(
        at slot: Int,
        _ lines: [HoldRecord.Line],
        _ state: HoldRecord.State
    ) {
        let isPlain = holds[slot].isPlain
        let id = holds[slot].id
        let key = isPlain ? nil : holds[slot].key
        let record = HoldRecord(
            id: id,
            key: key,
            state: state,
            lines: lines,
            openedSequence: holds[slot].sequence,
            closedSequence: nextSequence - 1,
            conversions: isPlain ? [] : holds[slot].conversions
        )
        let isEarmark = !isPlain && holds[slot].approval != nil
        vacate(slot)
        if let key { keys[key.name] = nil }
        // An approval's own hold is nobody's to settle.
        if !isEarmark { remember(record) }
    }
}
