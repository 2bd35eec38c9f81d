extension Book {
    /// Sets money aside in every line's account, or in none.
    mutating func hold(_ request: HoldRequest, _ now: Int64) -> Outcome {
        if let repeated = repeatedHold(request) { return repeated }
        if isOutdated(request.context) { return .refused(Refusal(.unknownBudget)) }
        if let refusal = misfit(request) { return refuse(request, Refused(refusal: refusal), now) }
        if let refusal = keyRefusal(request) { return .refused(refusal) }
        switch decide(request, now) {
        case .failure(let refused): return refuse(request, refused, now)
        case .success(let admission):
            let sequence = record(.hold(admission), now)
            return .held(heldNow(request.id, lines: request.lines, sequence: sequence))
        }
    }

    /// Hold and settle in one entry, for what has a fixed price.
    mutating func charge(_ request: HoldRequest, _ now: Int64) -> Outcome {
        if let record = recalled[request.id] {
            return .settled(Settled(sequence: record.closedSequence, isRepeated: true))
        }
        // The id names another hold, which must not be lost sight of.
        if holdIndex[request.id] != nil {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        if isOutdated(request.context) { return .refused(Refusal(.unknownBudget)) }
        if let refusal = misfit(request) { return refuse(request, Refused(refusal: refusal), now) }
        if let refusal = keyRefusal(request) { return .refused(refusal) }
        switch decide(request, now) {
        case .failure(let refused): return refuse(request, refused, now)
        case .success(let admission):
            let amounts = admission.lines.map { line in
                unit(of: line.slot) == .concurrent ? 0 : line.held
            }
            let sequence = record(.charge(admission, amounts: amounts), now)
            let warnings = warn(accounts: admission.lines.map(\.slot), now)
            return .settled(Settled(sequence: sequence, warnings: warnings))
        }
    }

    /// The outcome of the hold with the same id, where there is one.
    private func repeatedHold(_ request: HoldRequest) -> Outcome? {
        if let slot = holdIndex[request.id], let open = holds[slot] {
            if open.approval != nil { return .refused(Refusal(.conflict, holdID: request.id)) }
            var held = heldNow(request.id, lines: request.lines, sequence: open.sequence)
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
        if let id = keys[key.name], let slot = holdIndex[id], let open = holds[slot] {
            let isSame = open.key?.contentHash == key.contentHash
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

    /// A refusal on its way out of ``admit(_:_:)``.
    struct Refused: Error {
        let refusal: Refusal
        /// False for one that an entry tells of already.
        var isNews = true
    }

    private mutating func decide(
        _ request: HoldRequest,
        _ now: Int64
    ) -> Result<Entry.Admission, Refused> {
        let source = request.source.flatMap { holdIndex[$0] }
        if let refusal = misfit(source: source, of: request) {
            return .failure(Refused(refusal: refusal))
        }
        guard let ask = request.approval else {
            let granted = request.approvalSubject.flatMap { earmark(for: request, $0) }
            return admit(request, source: granted ?? source, now)
        }
        return admit(request, asking: ask, source: source, now)
    }

    /// - Parameter source: where the hold stands from which lines are drawn; nil for none.
    mutating func admit(
        _ request: HoldRequest,
        source: Int?,
        _ now: Int64
    ) -> Result<Entry.Admission, Refused> {
        var slots: [Int] = []
        slots.reserveCapacity(request.lines.count)
        var worst: Refusal?
        var afforded = request.output.wanted
        var blamed: Refusal?
        for (place, line) in request.lines.enumerated() {
            guard let index = budgetIndex[line.budget] else {
                return .failure(Refused(refusal: Refusal(.unknownBudget)))
            }
            let slot: Int
            let check: Headroom
            if let from = source.flatMap({ drawn(from: $0, budget: index) }) {
                slot = from.account
                if budgets[index].rollingMs != nil { accounts[slot].advance(to: now) }
                check = headroom(
                    for: line,
                    slot: slot,
                    left: from.held,
                    output: request.output,
                    source: source.flatMap { holds[$0] }.map(reference)
                )
            } else {
                slot = openAccount(budget: index, scope: line.scope, call: request.id, now)
                check = headroom(for: line, slot: slot, output: request.output)
            }
            slots.append(slot)
            if let refusal = check.refusal {
                if budgets[index].definition.isEnforced || refusal.code == .invalid {
                    if worst.map({ refusal.code.rank < $0.code.rank }) ?? true { worst = refusal }
                    if place == request.blames, refusal.code.isOfRoom { blamed = refusal }
                } else {
                    accounts[slot].wouldRefuse += 1
                }
            } else if budgets[index].definition.isEnforced {
                afforded = min(afforded, check.outputTokens)
            }
        }
        if request.expiresAtMs <= now, RefusalCode.expired.rank < worst?.code.rank ?? Int.max {
            worst = Refusal(.expired)
        }
        if var worst {
            if worst.code.isOfRoom {
                worst = blamed ?? worst
                worst.reached = reached(request, slots, source)
            }
            for slot in slots { retireIfSingle(slot) }
            return .failure(Refused(refusal: worst))
        }
        return .success(admission(request, slots, source: source, outputTokens: afforded))
    }

    private func admission(
        _ request: HoldRequest,
        _ slots: [Int],
        source: Int?,
        outputTokens: Int64
    ) -> Entry.Admission {
        let output = request.output
        // A stream may be expected to need more than its first tranche; what is cut to fit is not.
        let expected =
            output.expected > output.wanted ? output.expected : min(output.expected, outputTokens)
        var lines: [Entry.Admission.Line] = []
        lines.reserveCapacity(slots.count)
        for (line, slot) in zip(request.lines, slots) {
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
            source: source.flatMap { holds[$0]?.id },
            bound: request.bound,
            context: request.context
        )
    }

    /// The line of a source from which a budget's line is drawn; nil where the source has none.
    private func drawn(from source: Int, budget index: Int) -> OpenHold.Line? {
        sourcePlace(ofBudget: index, in: source).flatMap { holds[source]?.lines[$0] }
    }

    /// What is wrong with a request whatever the accounts say: amounts out of bounds, two lines for
    /// one account (each would be judged without the other), a budget that there is not.
    private func misfit(_ request: HoldRequest) -> Refusal? {
        let lines = request.lines
        if let refusal = malformed(lines, request.output) { return refusal }
        guard (0...Money.maxNanos).contains(request.projectedNanos),
            request.bound?.isBounded ?? true, request.approval?.isBounded ?? true,
            lines.allSatisfy({ $0.rateNanos.map { (1...Money.maxNanos).contains($0) } ?? true })
        else { return Refusal(.invalid) }
        for (index, line) in lines.enumerated() {
            for other in lines[..<index]
            where other.budget == line.budget
                && (other.scope == line.scope || request.approval != nil)
            {
                return Refusal(.invalid)
            }
        }
        for line in lines {
            guard let index = budgetIndex[line.budget], !budgets[index].isRemoved else {
                return Refusal(.unknownBudget)
            }
        }
        return nil
    }

    /// Whether amounts are within their bounds; the caller's mistake, not the budget's.
    func malformed(_ lines: [HoldLine], _ output: OutputBound) -> Refusal? {
        let isBounded =
            lines.count <= HoldRequest.linesMax
            && output.least >= 0 && output.wanted >= output.least && output.expected >= 0
            && lines.allSatisfy { line in
                line.base >= 0 && line.perMillionOutput >= 0
                    && line.base <= Money.maxNanos && line.perMillionOutput <= Money.maxNanos
                    && line.amount(outputTokens: max(output.wanted, output.expected))
                        <= Money.maxNanos
            }
        return isBounded ? nil : Refusal(.invalid)
    }

    func unit(of slot: Int) -> BudgetUnit { budgets[accounts[slot].budget].definition.unit }
}
