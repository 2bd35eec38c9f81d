extension Book {
    /// Says that a hold's call may cost money from now on.
    mutating func dispatch(_ id: HoldID, _ now: Int64) -> Outcome {
        guard let slot = openSlot(id) else { return .refused(closedRefusal(id)) }
        let open = holds[slot]
        if open.approval != nil { return .refused(Refusal(.conflict, holdID: id)) }
        if open.isSent { return .dispatched(sequence: open.sequence) }
        return .dispatched(sequence: record(.dispatch(reference(open)), now))
    }

    /// Sets new totals, or renews the expiry where the totals stay.
    mutating func extend(_ request: ExtendRequest, _ now: Int64) -> Outcome {
        guard let slot = openSlot(request.id) else {
            return .refused(closedRefusal(request.id))
        }
        let open = holds[slot]
        // What others draw from is not given other totals: a repeat would fill it up again.
        if open.approval != nil || (open.isSource && !request.lines.isEmpty) {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        guard request.lines.isEmpty || request.lines.count == open.lines.count,
            request.job?.utf8.count ?? 0 <= ExtendRequest.jobBytesMax,
            isBounded(request.lines, request.output)
        else { return .refused(Refusal(.invalid, holdID: request.id)) }
        var afforded = request.output.wanted
        var worst: Refusal?
        for (index, (line, openLine)) in zip(request.lines, open.lines).enumerated() {
            accounts[openLine.account].advance(to: now)
            let check =
                open.isConverted(index)
                ? Headroom(
                    outputTokens: Int64.max,
                    refusal: standstill(accounts[openLine.account].budget, openLine.account)
                ) : headroom(forExtending: line, openLine, of: open, output: request.output)
            guard budgets[accounts[openLine.account].budget].definition.isEnforced else { continue }
            if let refusal = check.refusal {
                if worst.map({ refusal.code.rank < $0.code.rank }) ?? true { worst = refusal }
            } else {
                afforded = min(afforded, check.outputTokens)
            }
        }
        if var worst {
            worst.holdID = request.id
            return .refused(worst)
        }
        let change = extensionEntry(request, open, outputTokens: afforded)
        let isSame =
            change.expiresAtMs == open.expiresAtMs
            && (change.job == nil || change.job == open.job)
            && change.outputTokens == open.outputTokens
            && (change.held.isEmpty
                || (change.held == open.lines.map(\.held)
                    && change.expected == open.lines.map(\.expected)))
        let sequence = isSame ? open.sequence : record(.extend(change), now)
        return .held(heldNow(at: slot, lines: request.lines, sequence: sequence))
    }

    private func extensionEntry(
        _ request: ExtendRequest,
        _ open: OpenHold,
        outputTokens: Int64
    ) -> Entry.Extension {
        let output = request.output
        let expected =
            output.expected > output.wanted ? output.expected : min(output.expected, outputTokens)
        var held = request.lines.map { $0.amount(outputTokens: outputTokens) }
        // It holds the whole bound already.
        for conversion in open.conversions where held.indices.contains(conversion.line) {
            held[conversion.line] = open.lines[conversion.line].held
        }
        return Entry.Extension(
            hold: reference(open),
            held: held,
            expected: request.lines.indices.map { index in
                if open.isConverted(index) { return open.lines[index].expected }
                let isDrawn = open.lines[index].sourceLine >= 0
                let amount = request.lines[index].amount(outputTokens: expected)
                return isDrawn ? held[index] : max(held[index], amount)
            },
            outputTokens: request.lines.isEmpty ? open.outputTokens : outputTokens,
            expiresAtMs: max(open.expiresAtMs, request.expiresAtMs),
            job: request.job
        )
    }

    /// Replaces a hold by what its call cost, or a settlement by a better one.
    mutating func settle(_ request: SettleRequest, _ now: Int64) -> Outcome {
        if let slot = openSlot(request.id) { return settle(request, openAt: slot, now) }
        guard let record = recalled[request.id] else {
            return .refused(Refusal(.unknownHold, holdID: request.id))
        }
        guard let amounts = charged(request, record)
        else {
            return .refused(Refusal(.invalid, holdID: request.id))
        }
        switch record.state {
        case .released: return .refused(Refusal(.conflict, holdID: request.id))
        case .expired: return settleAgain(.late, request, record, amounts, note: request.note, now)
        case .settled(let evidence):
            if request.evidence > evidence {
                return settleAgain(.better, request, record, amounts, note: request.note, now)
            }
            if request.evidence < evidence {
                return settleAgain(.weaker, request, record, amounts, note: request.note, now)
            }
            if amounts == record.lines.map(\.charged) {
                return settledAlready(record, now)
            }
            return .refused(Refusal(.conflict, holdID: request.id))
        }
    }

    private mutating func settle(
        _ request: SettleRequest,
        openAt slot: Int,
        _ now: Int64
    ) -> Outcome {
        if !holds[slot].isPlain, holds[slot].approval != nil {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        guard let amounts = charged(request, openAt: slot) else {
            return .refused(Refusal(.invalid, holdID: request.id))
        }
        let settlement = Entry.Settlement(
            kind: .settle,
            hold: Entry.HoldReference(
                id: request.id,
                openedSequence: holds[slot].sequence
            ),
            amounts: amounts,
            evidence: request.evidence,
            usage: request.usage,
            note: request.note,
            corrects: nil,
            slot: slot
        )
        var slots = Few<Int>()
        var hasRate = false
        for index in holds[slot].lines.indices {
            slots.append(holds[slot].lines[index].account)
            if holds[slot].lines[index].rateNanos != nil { hasRate = true }
        }
        let rates = hasRate ? holds[slot].lines.map(\.rateNanos) : []
        return book(settlement, slots: slots, rates, isLate: false, now)
    }

    /// Another final amount for a closed hold, whatever the evidence.
    mutating func correct(_ request: SettleRequest, note: String, _ now: Int64) -> Outcome {
        guard let record = recalled[request.id] else {
            let code: RefusalCode = openSlot(request.id) == nil ? .unknownHold : .conflict
            return .refused(Refusal(code, holdID: request.id))
        }
        guard let amounts = charged(request, record)
        else {
            return .refused(Refusal(.invalid, holdID: request.id))
        }
        if case .settled(let evidence) = record.state, evidence == request.evidence,
            amounts == record.lines.map(\.charged)
        {
            return settledAlready(record, now)
        }
        guard request.corrects.map({ $0 == record.closedSequence }) ?? true else {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        return settleAgain(.correct, request, record, amounts, note: note, now)
    }

    private mutating func settleAgain(
        _ kind: Entry.Settlement.Kind,
        _ request: SettleRequest,
        _ record: HoldRecord,
        _ amounts: [Int64],
        note: String,
        _ now: Int64
    ) -> Outcome {
        let settlement = Entry.Settlement(
            kind: kind,
            hold: Entry.HoldReference(id: record.id, openedSequence: record.openedSequence),
            amounts: amounts,
            evidence: request.evidence,
            usage: request.usage,
            note: note,
            corrects: record.closedSequence
        )
        let slots = Few(record.lines.compactMap { account(for: $0.account, now) })
        guard slots.count == record.lines.count else {
            return .refused(Refusal(.unknownBudget, holdID: request.id))
        }
        let rates = Self.rates(record.lines.lazy.map(\.rateNanos))
        return book(settlement, slots: slots, rates, isLate: kind == .late, now)
    }

    /// The rates of some lines; empty where all count dollars, or what is no money.
    static func rates(_ lines: some Collection<Int64?>) -> [Int64?] {
        lines.contains { $0 != nil } ? Array(lines) : []
    }

    private mutating func book(
        _ settlement: Entry.Settlement,
        slots: Few<Int>,
        _ rates: [Int64?],
        isLate: Bool,
        _ now: Int64
    ) -> Outcome {
        for (slot, amount) in zip(slots, settlement.amounts)
        where Int128(accounts[slot].spent) + Int128(amount) > Int128(Account.sumMax) {
            return .refused(Refusal(.invalid, account: accounts[slot].key))
        }
        // Most settlements take nothing past any limit, and need no memory for it.
        let before =
            mayOverrun(slots, settlement.amounts) ? slots.map { accounts[$0].overrun } : []
        let sequence = record(settlement, now)
        let warnings = settlement.kind == .weaker ? [] : warn(accounts: slots, now)
        audit(slots, now)
        var settled = Settled(
            overrunNanos: before.isEmpty ? 0 : overrun(slots, since: before, rates),
            sequence: sequence,
            isLate: isLate,
            warnings: warnings
        )
        state(in: &settled, slots, rates, now)
        return .settled(settled)
    }

    /// Whether the amounts could take an account past its limit, beside all that is held there.
    private func mayOverrun(_ slots: Few<Int>, _ amounts: [Int64]) -> Bool {
        for (slot, amount) in zip(slots, amounts) {
            let used = Int128(accounts[slot].spent) + Int128(accounts[slot].held)
            if used + Int128(amount) > whole(of: slot) { return true }
        }
        return false
    }

    /// By how much the money account that was taken furthest past its limit has gone past it, in
    /// dollars where its line has a rate.
    private func overrun(_ slots: Few<Int>, since before: [Int64], _ rates: [Int64?]) -> Int64 {
        var most: Int64 = 0
        for (index, slot) in slots.enumerated() where isMoney(slot) {
            let growth = accounts[slot].overrun - before[index]
            if growth <= 0 { continue }
            let rate = rates.isEmpty ? nil : rates[index]
            let dollars = rate.map { ExchangeRate.dollars(within: growth, rateNanos: $0) }
            most = max(most, dollars ?? growth)
        }
        return most
    }

    /// Gives a hold back.
    mutating func release(_ id: HoldID, why: String, _ now: Int64) -> Outcome {
        if let slot = openSlot(id) {
            let open = holds[slot]
            if open.approval != nil { return .refused(Refusal(.conflict, holdID: id)) }
            return .released(sequence: record(.release(reference(open), why: why), now))
        }
        guard let record = recalled[id] else {
            return .refused(Refusal(.unknownHold, holdID: id))
        }
        switch record.state {
        case .released, .expired: return .released(sequence: record.closedSequence)
        case .settled: return .refused(Refusal(.alreadySettled, holdID: id))
        }
    }

    private func closedRefusal(_ id: HoldID) -> Refusal {
        guard let record = recalled[id] else { return Refusal(.unknownHold, holdID: id) }
        switch record.state {
        case .expired, .settled(.unknown): return Refusal(.expired, holdID: id)
        case .settled: return Refusal(.alreadySettled, holdID: id)
        case .released: return Refusal(.conflict, holdID: id)
        }
    }

    private func isMoney(_ slot: Int) -> Bool {
        if case .money = budgets[accounts[slot].budget].definition.unit { return true }
        return false
    }

    func reference(_ open: OpenHold) -> Entry.HoldReference {
        Entry.HoldReference(id: open.id, openedSequence: open.sequence)
    }
}
