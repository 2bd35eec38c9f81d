extension Book {
    /// Sets money aside in every line's account, or in none.
    mutating func hold(_ request: HoldRequest, _ now: Int64) -> Outcome {
        if let repeated = repeatedHold(request) { return repeated }
        if let refusal = misfit(request) { return refuse(request, refusal, now) }
        if let refusal = keyRefusal(request) { return .refused(refusal) }
        switch admit(request, now) {
        case .failure(let refused): return refuse(request, refused.refusal, now)
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
        if let refusal = misfit(request) { return refuse(request, refusal, now) }
        if let refusal = keyRefusal(request) { return .refused(refusal) }
        switch admit(request, now) {
        case .failure(let refused): return refuse(request, refused.refusal, now)
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
    struct Refused: Error { let refusal: Refusal }

    private mutating func admit(
        _ request: HoldRequest,
        _ now: Int64
    ) -> Result<Entry.Admission, Refused> {
        var slots: [Int] = []
        slots.reserveCapacity(request.lines.count)
        var worst: Refusal?
        var afforded = request.output.wanted
        for line in request.lines {
            guard let index = budgetIndex[line.budget] else {
                return .failure(Refused(refusal: Refusal(.unknownBudget)))
            }
            var scope = line.scope
            if budgets[index].definition.window == .call {
                scope += (scope.isEmpty ? "call=" : ",call=") + request.id.description
            }
            let slot = openAccount(budget: index, scope: scope, now)
            slots.append(slot)
            let check = headroom(for: line, slot: slot, output: request.output)
            if let refusal = check.refusal {
                if budgets[index].definition.isEnforced || refusal.code == .invalid {
                    if worst.map({ refusal.code.rank < $0.code.rank }) ?? true { worst = refusal }
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
        if let worst {
            for slot in slots { retireIfSingle(slot) }
            return .failure(Refused(refusal: worst))
        }
        return .success(admission(request, slots: slots, outputTokens: afforded))
    }

    private func admission(
        _ request: HoldRequest,
        slots: [Int],
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
            lines.append(
                Entry.Admission.Line(
                    account: accounts[slot].key,
                    held: held,
                    expected: max(held, line.amount(outputTokens: expected)),
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
            context: request.context
        )
    }

    /// What is wrong with a request whatever the accounts say: amounts out of bounds, two lines for
    /// one account (each would be judged without the other), a budget that there is not.
    private func misfit(_ request: HoldRequest) -> Refusal? {
        let lines = request.lines
        if let refusal = malformed(lines, request.output) { return refusal }
        guard (0...Money.maxNanos).contains(request.projectedNanos) else {
            return Refusal(.invalid)
        }
        for (index, line) in lines.enumerated() {
            for other in lines[..<index]
            where other.budget == line.budget && other.scope == line.scope {
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

    /// A hold as it stands, for the one who asked for it.
    func heldNow(_ id: HoldID, lines: [HoldLine], sequence: Int64) -> Held {
        guard let slot = holdIndex[id], let openLines = holds[slot]?.lines,
            let outputTokens = holds[slot]?.outputTokens
        else { preconditionFailure("a hold that was just recorded is open") }
        var freeTokens = Int64.max
        var remaining: Int64?
        for (index, line) in openLines.enumerated() {
            let budget = accounts[line.account].budget
            guard budgets[budget].definition.isEnforced else { continue }
            let used = accounts[line.account].used(at: lastMs)
            let free = max(0, budgets[budget].cap(topUps: accounts[line.account].topUps) - used)
            if index < lines.count {
                var slope = lines[index]
                slope.base = 0
                freeTokens = min(freeTokens, slope.outputTokens(affordedBy: free) ?? 0)
            }
            if remaining == nil, case .money = budgets[budget].definition.unit {
                remaining = Int64(clamping: free)
            }
        }
        return Held(
            id: id,
            outputTokens: outputTokens,
            freeOutputTokens: freeTokens,
            remainingNanos: remaining,
            sequence: sequence
        )
    }

    /// Records a refusal, or counts it when the same one was recorded within the second.
    private mutating func refuse(
        _ request: HoldRequest,
        _ refusal: Refusal,
        _ now: Int64
    ) -> Outcome {
        let lacksRoom = refusal.code == .overLimit || refusal.code == .expectedOverLimit
        if lacksRoom, !request.recordsRefusal { return .refused(refusal) }
        var refusal = refusal
        let source = RefusalLog.Source(
            principal: request.context.principal,
            code: refusal.code,
            account: refusal.account
        )
        if let first = refusals.count(source, now) {
            refusal.sequence = first
            pauseIfAsked(refusal, now)
            return .refused(refusal)
        }
        refusal.sequence = nextSequence
        let window = refusal.account.flatMap { budgetIndex[$0.budget] }.map {
            budgets[$0].definition.window
        }
        record(
            .refusal(
                Entry.Refused(
                    id: request.id,
                    refusal: refusal,
                    window: window,
                    // Where it is what was refused, the entry itself stays within bounds.
                    projectedNanos: min(max(0, request.projectedNanos), Money.maxNanos),
                    context: request.context
                )
            ),
            now
        )
        pauseIfAsked(refusal, now)
        return .refused(refusal)
    }

    /// Keeps an account paused whose `pause` threshold refused a call.
    private mutating func pauseIfAsked(_ refusal: Refusal, _ now: Int64) {
        guard refusal.code == .overLimit, let account = refusal.account,
            let index = budgetIndex[account.budget], budgets[index].pausesAtBlock,
            budgets[index].definition.window != .call,
            !budgets[index].pausedScopes.contains(account.scope)
        else { return }
        record(
            .pause(budget: account.budget, scope: account.scope, note: "pause threshold reached"),
            now
        )
    }

    func unit(of slot: Int) -> BudgetUnit { budgets[accounts[slot].budget].definition.unit }
}
