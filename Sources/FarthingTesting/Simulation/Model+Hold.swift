import FarthingCore

extension Model {
    /// One line of a request with the account that it means.
    struct Candidate {
        var line: HoldLine
        var key: AccountKey
        var isEnforced: Bool
    }

    mutating func hold(_ request: HoldRequest) -> Outcome {
        if let index = byID[request.id] {
            guard holds[index].state == .open else {
                return .refused(Refusal(.alreadySettled, holdID: request.id))
            }
            return heldNow(index, request.lines, isRepeated: true)
        }
        switch admit(request) {
        case .failure(let refused): return .refused(refused.refusal)
        case .success(let index): return heldNow(index, request.lines, isRepeated: false)
        }
    }

    /// A hold that is settled at once at what it holds.
    mutating func charge(_ request: HoldRequest) -> Outcome {
        if let index = byID[request.id] {
            guard holds[index].state == .open else {
                return .settled(Settled(sequence: 0, isRepeated: true))
            }
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        switch admit(request) {
        case .failure(let refused): return .refused(refused.refusal)
        case .success(let index):
            let amounts = holds[index].lines.map { isConcurrent($0.account) ? 0 : $0.held }
            _ = end(index, state: .settled(.reported), amounts: amounts)
            return .settled(
                Settled(sequence: 0, warnings: warnings(holds[index].lines.map(\.account)))
            )
        }
    }

    struct Refused: Error { var refusal: Refusal }

    /// Opens the hold where nothing speaks against it, else gives the weightiest of what does.
    private mutating func admit(_ request: HoldRequest) -> Result<Int, Refused> {
        var against: [Refusal] = []
        let candidates = request.lines.compactMap { candidate($0, request.id) }
        if !isWellFormed(request.lines, request.output)
            || Set(request.lines.map { [$0.budget, $0.scope] }).count < request.lines.count
        {
            against.append(Refusal(.invalid))
        }
        if candidates.count < request.lines.count { against.append(Refusal(.unknownBudget)) }
        if !against.isEmpty { refusedCount += 1 }
        if against.isEmpty, let refusal = keyRefusal(request) { against.append(refusal) }
        var granted = request.output.wanted
        if against.isEmpty {
            if request.expiresAtMs <= nowMs { against.append(Refusal(.expired)) }
            for candidate in candidates {
                let (refusals, tokens) = judge(candidate, request.output)
                if candidate.isEnforced {
                    against += refusals
                    granted = min(granted, tokens)
                } else if !refusals.isEmpty {
                    wouldRefuse[candidate.key, default: 0] += 1
                }
            }
            if !against.isEmpty { refusedCount += 1 }
        }
        if let refusal = weightiest(against) {
            pauseWhereAsked(refusal)
            // A call that does not come about leaves no account of its own.
            for candidate in candidates
            where budgets[candidate.key.budget]?.definition.window == .call {
                wouldRefuse[candidate.key] = nil
            }
            return .failure(Refused(refusal: refusal))
        }
        return .success(open(request, candidates, granted))
    }

    private mutating func open(
        _ request: HoldRequest,
        _ candidates: [Candidate],
        _ granted: Int64
    ) -> Int {
        let index = holds.count
        holds.append(
            HoldFacts(
                id: request.id,
                key: request.key,
                lines: candidates.map { candidate in
                    HoldFacts.Line(
                        account: candidate.key,
                        held: amount(candidate.line, granted),
                        expected: amount(candidate.line, need(request.output, granted))
                    )
                },
                expiresAtMs: request.expiresAtMs,
                isSent: request.isSent,
                outputTokens: granted
            )
        )
        for candidate in candidates { begin(candidate.key) }
        if !candidates.isEmpty { isTouched = true }
        open.append(index)
        byID[request.id] = index
        return index
    }

    /// What speaks against a line, and how many output tokens it can have.
    private func judge(_ candidate: Candidate, _ output: OutputBound) -> ([Refusal], Int64) {
        let key = candidate.key
        let line = candidate.line
        var against = standstill(key)
        let free = cap(key) - spent(key) - expected(key)
        let least = amount(line, output.least)
        if spent(key) + held(key) + least > cap(key) {
            against.append(refusal(.overLimit, key, needed: least))
        }
        // What is expected beyond the first tranche must fit as well.
        let isTranche = output.expected > output.wanted
        let needed = amount(line, isTranche ? output.expected : output.least)
        if needed > free { against.append(refusal(.expectedOverLimit, key, needed: needed)) }
        let tokens = most(line, within: free, upTo: output.wanted)
        if let share = line.thresholdBasisPoints, against.isEmpty {
            let amount = amount(line, max(tokens, output.expected))
            let used = Int128(spent(key)) + Int128(expected(key)) + Int128(amount)
            if used * 10_000 > Int128(whole(key)) * Int128(share) {
                var refusal = refusal(.thresholdReached, key, needed: amount)
                refusal.thresholdBasisPoints = share
                against.append(refusal)
            }
        }
        return (against, tokens)
    }

    func standstill(_ key: AccountKey) -> [Refusal] {
        guard let facts = budgets[key.budget] else { return [] }
        var against: [Refusal] = []
        if facts.isFrozen { against.append(refusal(.frozen, key, needed: 0)) }
        if facts.isPaused || facts.pausedScopes.contains(key.scope) {
            against.append(refusal(.paused, key, needed: 0))
        }
        return against
    }

    private func candidate(_ line: HoldLine, _ id: HoldID) -> Candidate? {
        guard let facts = budgets[line.budget], !facts.isRemoved else { return nil }
        var scope = line.scope
        if facts.definition.window == .call {
            scope = scope.isEmpty ? "call=\(id)" : "\(scope),call=\(id)"
        }
        guard let key = currentKey(line.budget, scope) else { return nil }
        return Candidate(line: line, key: key, isEnforced: facts.definition.isEnforced)
    }

    private func keyRefusal(_ request: HoldRequest) -> Refusal? {
        guard let key = request.key else { return nil }
        if let index = open.first(where: { holds[$0].key?.name == key.name }) {
            let isSame = holds[index].key == key
            return Refusal(isSame ? .inFlight : .keyConflict, holdID: holds[index].id)
        }
        guard let index = byKey[key.name] else { return nil }
        if holds[index].key != key { return Refusal(.keyConflict, holdID: holds[index].id) }
        guard case .settled = holds[index].state else { return nil }
        return Refusal(.alreadySettled, holdID: holds[index].id)
    }

    /// A `pause` threshold that has refused a call keeps the account paused.
    private mutating func pauseWhereAsked(_ refusal: Refusal) {
        guard refusal.code == .overLimit, let key = refusal.account,
            let definition = budgets[key.budget]?.definition, definition.window != .call
        else { return }
        let pauses = definition.thresholds.filter { $0.action == .pause }.map(\.atBasisPoints)
        if pauses.contains(blocksAt(definition)) {
            budgets[key.budget]?.pausedScopes.insert(key.scope)
        }
    }

    // MARK: Amounts

    func isWellFormed(_ lines: [HoldLine], _ output: OutputBound) -> Bool {
        guard lines.count <= 64, output.least >= 0, output.wanted >= output.least,
            output.expected >= 0
        else { return false }
        return lines.allSatisfy { line in
            line.base >= 0 && line.perMillionOutput >= 0
                && line.base <= 900_000_000_000_000_000
                && line.perMillionOutput <= 900_000_000_000_000_000
                && exact(line, max(output.wanted, output.expected)) <= 900_000_000_000_000_000
        }
    }

    /// The amount for so many output tokens, rounded up.
    func amount(_ line: HoldLine, _ tokens: Int64) -> Int64 { Int64(exact(line, tokens)) }

    private func exact(_ line: HoldLine, _ tokens: Int64) -> Int128 {
        let millionths = Int128(line.perMillionOutput) * Int128(tokens)
        let whole = millionths / 1_000_000
        return Int128(line.base) + whole + (millionths % 1_000_000 == 0 ? 0 : 1)
    }

    /// The most tokens up to a bound whose amount fits, found by halving.
    func most(_ line: HoldLine, within free: Int64, upTo bound: Int64) -> Int64 {
        if amount(line, bound) <= free { return bound }
        var low: Int64 = -1
        var high = bound
        while high - low > 1 {
            let middle = (low + high) / 2
            if amount(line, middle) <= free { low = middle } else { high = middle }
        }
        return low
    }

    /// How many tokens are expected in the end when so many are granted.
    func need(_ output: OutputBound, _ granted: Int64) -> Int64 {
        output.expected > output.wanted ? output.expected : min(output.expected, granted)
    }

    func weightiest(_ against: [Refusal]) -> Refusal? {
        for code in RefusalCode.allCases {
            if let refusal = against.first(where: { $0.code == code }) { return refusal }
        }
        return nil
    }

    func refusal(_ code: RefusalCode, _ key: AccountKey, needed: Int64) -> Refusal {
        guard let definition = budgets[key.budget]?.definition else { return Refusal(code) }
        let blocksAt = blocksAt(definition)
        return Refusal(
            code,
            account: key,
            unit: definition.unit,
            limit: cap(key),
            spent: spent(key),
            held: held(key),
            needed: needed,
            windowEndsMs: accounts[key]?.windowEndsMs ?? currentWindow(definition).end,
            thresholdBasisPoints: blocksAt < 10_000 ? blocksAt : nil
        )
    }

    /// A hold as its owner is told of it.
    func heldNow(_ index: Int, _ lines: [HoldLine], isRepeated: Bool) -> Outcome {
        let hold = holds[index]
        var freeTokens = Int64.max
        var remaining: Int64?
        for (position, line) in hold.lines.enumerated() {
            guard let definition = budgets[line.account.budget]?.definition, definition.isEnforced
            else { continue }
            let free = max(0, cap(line.account) - spent(line.account) - held(line.account))
            if position < lines.count, lines[position].perMillionOutput > 0 {
                let perMillion = Int128(lines[position].perMillionOutput)
                freeTokens = min(freeTokens, Int64(Int128(free) * 1_000_000 / perMillion))
            }
            if remaining == nil, case .money = definition.unit { remaining = free }
        }
        return .held(
            Held(
                id: hold.id,
                outputTokens: hold.outputTokens,
                freeOutputTokens: freeTokens,
                remainingNanos: remaining,
                sequence: 0,
                isRepeated: isRepeated
            )
        )
    }
}
