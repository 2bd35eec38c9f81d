extension Book {
    /// Sets money aside in every line's account, or in none.
    mutating func hold(_ request: HoldRequest, _ now: Int64) -> Outcome {
        if openSlot(request.id) != nil || !recalled.isEmpty,
            let repeated = repeatedHold(request)
        {
            return repeated
        }
        if isOutdated(request.context) { return .refused(Refusal(.unknownBudget)) }
        if let code = misfit(request) {
            return refuse(request, Refused(refusal: Refusal(code)), now)
        }
        guard let budgets = budgets(of: request) else {
            return refuse(request, Refused(refusal: Refusal(.unknownBudget)), now)
        }
        if request.key != nil, let refusal = keyRefusal(request) { return .refused(refusal) }
        switch decide(request, budgets, now) {
        case .refused(let refused): return refuse(request, refused, now)
        case .admitted(let admission):
            let (slot, sequence) = record(admission, now)
            return .held(heldNow(at: slot, lines: request.lines, sequence: sequence))
        }
    }

    /// Hold and settle in one entry, for what has a fixed price.
    mutating func charge(_ request: HoldRequest, _ now: Int64) -> Outcome {
        if let record = recalled[request.id] {
            return settledAlready(record, now)
        }
        // The id names another hold, which must not be lost sight of.
        if openSlot(request.id) != nil {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        if isOutdated(request.context) { return .refused(Refusal(.unknownBudget)) }
        if let code = misfit(request) {
            return refuse(request, Refused(refusal: Refusal(code)), now)
        }
        guard let budgets = budgets(of: request) else {
            return refuse(request, Refused(refusal: Refusal(.unknownBudget)), now)
        }
        if let refusal = keyRefusal(request) { return .refused(refusal) }
        switch decide(request, budgets, now) {
        case .refused(let refused): return refuse(request, refused, now)
        case .admitted(let admission):
            let amounts = admission.lines.map { line in
                unit(of: line.slot) == .concurrent ? 0 : line.held
            }
            let sequence = record(.charge(admission, amounts: amounts), now)
            let slots = admission.lines.map(\.slot)
            var settled = Settled(sequence: sequence, warnings: warn(accounts: slots, now))
            let rates = Self.rates(admission.lines.lazy.map(\.rateNanos))
            state(in: &settled, slots, rates, now)
            return .settled(settled)
        }
    }

    /// The outcome of the hold with the same id, where there is one.
    private func repeatedHold(_ request: HoldRequest) -> Outcome? {
        if let slot = openSlot(request.id) {
            if holds[slot].approval != nil {
                return .refused(Refusal(.conflict, holdID: request.id))
            }
            let sequence = holds[slot].sequence
            var held = heldNow(at: slot, lines: request.lines, sequence: sequence)
            held.isRepeated = true
            return .held(held)
        }
        guard let record = recalled[request.id] else { return nil }
        var refusal = Refusal(.alreadySettled, holdID: request.id)
        refusal.sequence = record.closedSequence
        return .refused(refusal)
    }

    /// What the client's idempotency key says against a new hold.
    private func keyRefusal(_ request: HoldRequest) -> Refusal? {
        guard let key = request.key else { return nil }
        if let id = keys[key.name], let slot = openSlot(id) {
            let isSame = holds[slot].key?.contentHash == key.contentHash
            return Refusal(isSame ? .inFlight : .keyConflict, holdID: id)
        }
        if let id = recalledKeys[key.name], let record = recalled[id] {
            if record.key?.contentHash != key.contentHash {
                return Refusal(.keyConflict, holdID: id)
            }
            if case .settled = record.state { return Refusal(.alreadySettled, holdID: id) }
        }
        return nil
    }

    /// A refusal on its way out of ``admit(_:source:_:)``.
    struct Refused {
        let refusal: Refusal
        /// False for one that an entry tells of already.
        var isNews = true
    }

    /// Whether a hold is admitted.
    enum Verdict {
        case admitted(Entry.Admission)
        indirect case refused(Refused)
    }

    private mutating func decide(
        _ request: HoldRequest,
        _ budgets: Few<Int>,
        _ now: Int64
    ) -> Verdict {
        let source = request.source.flatMap { openSlot($0) }
        if request.source != nil, let refusal = misfit(source: source, of: request) {
            return .refused(Refused(refusal: refusal))
        }
        guard let ask = request.approval else {
            let granted = request.approvalSubject.flatMap { earmark(for: request, $0) }
            return admit(request, budgets, source: granted ?? source, now)
        }
        return admit(request, budgets, asking: ask, source: source, now)
    }

    /// - Parameters:
    ///   - lineBudgets: the budget of each line, as ``budgets(of:)`` finds them.
    ///   - source: where the hold stands from which lines are drawn; nil for none.
    mutating func admit(
        _ request: HoldRequest,
        _ lineBudgets: Few<Int>,
        source: Int?,
        _ now: Int64
    ) -> Verdict {
        var slots = Few<Int>()
        var worst: Boxed<Refusal>?
        var afforded = request.output.wanted
        var blamed: Boxed<Refusal>?
        for place in request.lines.indices {
            let line = request.lines[place]
            let index = lineBudgets[place]
            let slot: Int
            let check: Headroom
            if let from = source.flatMap({ drawn(from: $0, budget: index) }) {
                slot = from.account
                accounts[slot].advance(to: now)
                check = headroom(
                    for: line,
                    slot: slot,
                    left: from.held,
                    output: request.output,
                    source: source.map { reference(holds[$0]) }
                )
            } else {
                slot = openAccount(budget: index, scope: line.scope, call: request.id, now)
                check = headroom(for: line, slot: slot, output: request.output)
            }
            slots.append(slot)
            if let refused = check.refused {
                let code = refused.value.code
                if budgets[index].definition.isEnforced || code == .invalid {
                    if worst.map({ code.rank < $0.value.code.rank }) ?? true { worst = refused }
                    if place == request.blames, code.isOfRoom { blamed = refused }
                } else {
                    accounts[slot].wouldRefuse += 1
                }
            } else if budgets[index].definition.isEnforced {
                afforded = min(afforded, check.outputTokens)
            }
        }
        if request.expiresAtMs <= now,
            RefusalCode.expired.rank < worst?.value.code.rank ?? Int.max
        {
            worst = Boxed(Refusal(.expired))
        }
        if let worst {
            var refusal = worst.value
            if refusal.code.isOfRoom {
                refusal = blamed?.value ?? refusal
                refusal.reached = reached(request, slots, source)
            }
            for slot in slots { retireIfSingle(slot) }
            return .refused(Refused(refusal: refusal))
        }
        return .admitted(admission(request, slots, source: source, outputTokens: afforded))
    }

    private func admission(
        _ request: HoldRequest,
        _ slots: Few<Int>,
        source: Int?,
        outputTokens: Int64
    ) -> Entry.Admission {
        let output = request.output
        // A stream may be expected to need more than its first tranche; what is cut to fit is not.
        let expected =
            output.expected > output.wanted ? output.expected : min(output.expected, outputTokens)
        var lines: [Entry.Admission.Line] = []
        lines.reserveCapacity(slots.count)
        for index in request.lines.indices {
            let line = request.lines[index]
            let slot = slots[index]
            let held = line.amount(outputTokens: outputTokens)
            // What is drawn is bound by its source, which holds what more is expected.
            let isDrawn = source.map { drawn(from: $0, budget: accounts[slot].budget) != nil }
            lines.append(
                Entry.Admission.Line(
                    account: accounts[slot].key,
                    held: held,
                    expected: isDrawn == true
                        ? held : max(held, line.amount(outputTokens: expected)),
                    rateNanos: line.rateNanos,
                    slot: slot
                )
            )
        }
        return Entry.Admission(
            id: request.id,
            key: request.key,
            lines: lines,
            outputTokens: outputTokens,
            expiresAtMs: request.expiresAtMs,
            isSent: request.isSent,
            projectedNanos: request.projectedNanos,
            source: source.map { holds[$0].id },
            bound: request.bound,
            context: request.context
        )
    }

    /// The line of a source from which a budget's line is drawn; nil where the source has none.
    private func drawn(from source: Int, budget index: Int) -> OpenHold.Line? {
        sourcePlace(ofBudget: index, in: source).map { holds[source].lines[$0] }
    }

    /// What is wrong with a request whatever the accounts say: amounts out of bounds, two lines for
    /// one account (each would be judged without the other).
    private func misfit(_ request: HoldRequest) -> RefusalCode? {
        guard isBounded(request.lines, request.output),
            (0...Money.maxNanos).contains(request.projectedNanos),
            request.bound?.isBounded ?? true, request.approval?.isBounded ?? true
        else { return .invalid }
        for index in request.lines.indices {
            if let rate = request.lines[index].rateNanos, !(1...Money.maxNanos).contains(rate) {
                return .invalid
            }
            for other in request.lines[..<index]
            where other.budget == request.lines[index].budget
                && (other.scope == request.lines[index].scope || request.approval != nil)
            {
                return .invalid
            }
        }
        return nil
    }

    /// The budget of each line; nil when there is none for one of them.
    private func budgets(of request: HoldRequest) -> Few<Int>? {
        var found = Few<Int>()
        for place in request.lines.indices {
            guard let index = budgetIndex[request.lines[place].budget],
                !budgets[index].isRemoved
            else { return nil }
            found.append(index)
        }
        return found
    }

    /// Whether amounts are within their bounds; else it is the caller's mistake, not the budget's.
    func isBounded(_ lines: [HoldLine], _ output: OutputBound) -> Bool {
        lines.count <= HoldRequest.linesMax
            && output.least >= 0 && output.wanted >= output.least && output.expected >= 0
            && lines.allSatisfy { line in
                line.base >= 0 && line.perMillionOutput >= 0
                    && line.base <= Money.maxNanos && line.perMillionOutput <= Money.maxNanos
                    && line.amount(outputTokens: max(output.wanted, output.expected))
                        <= Money.maxNanos
            }
    }

    func unit(of slot: Int) -> BudgetUnit { budgets[accounts[slot].budget].definition.unit }
}
