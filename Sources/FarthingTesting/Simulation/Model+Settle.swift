import FarthingCore

extension Model {
    func dispatchable(_ id: HoldID) -> Int? {
        byID[id].flatMap { holds[$0].state == .open ? $0 : nil }
    }

    mutating func dispatch(_ id: HoldID) -> Outcome {
        guard let index = dispatchable(id) else { return .refused(whyNotOpen(id)) }
        if holds[index].approval != nil { return .refused(Refusal(.conflict, holdID: id)) }
        holds[index].isSent = true
        return .dispatched(sequence: 0)
    }

    /// New totals, bound by limits and blocking thresholds and by nobody's expectations.
    mutating func extend(_ request: ExtendRequest) -> Outcome {
        guard let index = dispatchable(request.id) else { return .refused(whyNotOpen(request.id)) }
        let hold = holds[index]
        if hold.approval != nil || (hold.isSource && !request.lines.isEmpty) {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        guard request.lines.isEmpty || request.lines.count == hold.lines.count,
            isWellFormed(request.lines, request.output)
        else { return .refused(Refusal(.invalid, holdID: request.id)) }
        var against: [Refusal] = []
        var granted = request.output.wanted
        for (position, (line, own)) in zip(request.lines, hold.lines).enumerated() {
            let key = own.account
            if hold.exchanges[position] != nil {
                // The whole bound is there already.
                if budgets[key.budget]?.definition.isEnforced == true { against += standstill(key) }
                continue
            }
            guard budgets[key.budget]?.definition.isEnforced == true else { continue }
            if own.sourceLine != nil {
                let left = left(own, hold)
                var (refusals, tokens) = judge(
                    line,
                    key,
                    left: own.held + (left ?? 0),
                    source: nil,
                    request.output
                )
                if left == nil, refusals.contains(where: { $0.code == .allowanceExceeded }) {
                    refusals.removeAll { $0.code == .allowanceExceeded }
                    refusals.append(Refusal(.expired, account: key))
                }
                against += refusals
                granted = min(granted, tokens)
                continue
            }
            against += standstill(key)
            let free = cap(key) - spent(key) - (held(key) - own.held)
            let least = amount(line, request.output.least)
            if least > free { against.append(refusal(.overLimit, key, needed: least)) }
            granted = min(granted, most(line, within: free, upTo: request.output.wanted))
        }
        if var refusal = weightiest(against) {
            refusal.holdID = request.id
            return .refused(refusal)
        }
        for (position, line) in request.lines.enumerated() {
            let own = hold.lines[position]
            if hold.exchanges[position] != nil { continue }
            let total = amount(line, granted)
            if !hold.raised.isEmpty {
                let unused = min(hold.raised[position], max(0, own.held - total))
                if unused > 0 {
                    holds[index].raised[position] -= unused
                    accounts[own.account]?.events.append(
                        Event(kind: .topUp, amount: -unused, atMs: nowMs)
                    )
                }
            }
            take(total - own.held, own, of: hold)
            holds[index].lines[position].held = total
            holds[index].lines[position].expected =
                own.sourceLine == nil ? amount(line, need(request.output, granted)) : 0
        }
        if !request.lines.isEmpty { holds[index].outputTokens = granted }
        if let job = request.job { holds[index].job = job }
        holds[index].expiresAtMs = max(hold.expiresAtMs, request.expiresAtMs)
        if !request.lines.isEmpty, holds[index] != hold { isTouched = true }
        return heldNow(index, request.lines, isRepeated: false)
    }

    mutating func settle(_ request: SettleRequest) -> Outcome {
        guard let index = byID[request.id] else {
            return .refused(Refusal(.unknownHold, holdID: request.id))
        }
        if holds[index].approval != nil {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        guard let amounts = charged(request, holds[index]) else {
            return .refused(Refusal(.invalid, holdID: request.id))
        }
        switch holds[index].state {
        case .open:
            let overrun = end(index, state: .settled(request.evidence), amounts: amounts)
            return settled(index, overrun: overrun)
        case .released: return .refused(Refusal(.conflict, holdID: request.id))
        case .expired: return replace(index, amounts, request.evidence, isLate: true)
        case .settled(let evidence) where order(request.evidence) > order(evidence):
            return replace(index, amounts, request.evidence, isLate: false)
        case .settled(let evidence) where order(request.evidence) < order(evidence):
            lastSettledIsOver = holds[index].lines.contains { !isCurrent($0.account) }
            return told(Settled(sequence: 0), of: index)
        case .settled:
            if amounts == holds[index].lines.map(\.charged) {
                return told(Settled(sequence: 0, isRepeated: true), of: index, isAgain: true)
            }
            return .refused(Refusal(.conflict, holdID: request.id))
        }
    }

    /// An operator's word counts whatever the evidence.
    mutating func correct(_ request: SettleRequest) -> Outcome {
        guard let index = byID[request.id] else {
            return .refused(Refusal(.unknownHold, holdID: request.id))
        }
        if holds[index].state == .open {
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        guard let amounts = charged(request, holds[index]) else {
            return .refused(Refusal(.invalid, holdID: request.id))
        }
        if holds[index].state == .settled(request.evidence),
            amounts == holds[index].lines.map(\.charged)
        {
            return told(Settled(sequence: 0, isRepeated: true), of: index, isAgain: true)
        }
        return replace(index, amounts, request.evidence, isLate: false)
    }

    mutating func release(_ id: HoldID) -> Outcome {
        guard let index = byID[id] else { return .refused(Refusal(.unknownHold, holdID: id)) }
        switch holds[index].state {
        case .open where holds[index].approval != nil:
            return .refused(Refusal(.conflict, holdID: id))
        case .open: _ = end(index, state: .released, amounts: nil)
        case .released, .expired: break
        case .settled: return .refused(Refusal(.alreadySettled, holdID: id))
        }
        return .released(sequence: 0)
    }

    /// Posts the difference between what was charged and what is now known.
    private mutating func replace(
        _ index: Int,
        _ amounts: [Int64],
        _ evidence: Evidence,
        isLate: Bool
    ) -> Outcome {
        lastSettledIsOver = holds[index].lines.contains { !isCurrent($0.account) }
        var overrun: Int64 = 0
        for (line, amount) in zip(holds[index].lines.indices, amounts) {
            let difference = amount - holds[index].lines[line].charged
            let over = post(difference, in: holds[index].lines[line].account)
            overrun = max(overrun, dollars(over, rateNanos: holds[index].lines[line].rateNanos))
            holds[index].lines[line].charged = amount
            if difference < 0, !holds[index].raised.isEmpty {
                // What a yes raised a limit by is for what the call cost, and no more.
                let unused = min(holds[index].raised[line], -difference)
                holds[index].raised[line] -= unused
                accounts[holds[index].lines[line].account]?.events.append(
                    Event(kind: .topUp, amount: -unused, atMs: nowMs)
                )
            }
        }
        holds[index].state = .settled(evidence)
        if let key = holds[index].key { byKey[key.name] = index }
        return settled(index, overrun: overrun, isLate: isLate)
    }

    private mutating func settled(_ index: Int, overrun: Int64, isLate: Bool = false) -> Outcome {
        let warnings = warnings(holds[index].lines.map(\.account))
        return told(
            Settled(overrunNanos: overrun, sequence: 0, isLate: isLate, warnings: warnings),
            of: index
        )
    }

    /// What each line is charged: what it held where nothing is said, nothing for concurrency.
    private func charged(_ request: SettleRequest, _ hold: HoldFacts) -> [Int64]? {
        let amounts = request.amounts.isEmpty ? hold.lines.map(\.held) : request.amounts
        guard amounts.count == hold.lines.count,
            amounts.allSatisfy({ $0 >= 0 && $0 <= 900_000_000_000_000_000 })
        else { return nil }
        return zip(exchanged(amounts, request, hold), hold.lines).map {
            isConcurrent($1.account) ? 0 : $0
        }
    }

    private func whyNotOpen(_ id: HoldID) -> Refusal {
        guard let index = byID[id] else { return Refusal(.unknownHold, holdID: id) }
        switch holds[index].state {
        case .expired, .settled(.unknown): return Refusal(.expired, holdID: id)
        case .settled: return Refusal(.alreadySettled, holdID: id)
        case .released, .open: return Refusal(.conflict, holdID: id)
        }
    }

    private func order(_ evidence: Evidence) -> Int {
        let ascending: [Evidence] = [.unknown, .estimated, .metered, .reported, .invoiced]
        return ascending.firstIndex(of: evidence) ?? -1
    }
}
