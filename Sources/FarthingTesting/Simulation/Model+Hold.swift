import FarthingCore

extension Model {
    /// One line of a request with the account that it means.
    struct Candidate {
        var line: HoldLine
        var key: AccountKey
        var isEnforced: Bool
        /// The line of the source from which it is to be drawn.
        var from: Int?
    }

    mutating func hold(_ request: HoldRequest) -> Outcome {
        if let index = byID[request.id] {
            guard holds[index].state == .open else {
                return .refused(Refusal(.alreadySettled, holdID: request.id))
            }
            if holds[index].approval != nil {
                return .refused(Refusal(.conflict, holdID: request.id))
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
                return told(Settled(sequence: 0, isRepeated: true), of: index, isAgain: true)
            }
            return .refused(Refusal(.conflict, holdID: request.id))
        }
        switch admit(request) {
        case .failure(let refused): return .refused(refused.refusal)
        case .success(let index):
            let amounts = holds[index].lines.map { isConcurrent($0.account) ? 0 : $0.held }
            _ = end(index, state: .settled(.reported), amounts: amounts)
            let warnings = warnings(holds[index].lines.map(\.account))
            return told(Settled(sequence: 0, warnings: warnings), of: index)
        }
    }

    struct Refused: Error { var refusal: Refusal }

    /// Opens the hold where nothing speaks against it, else gives the weightiest of what does.
    private mutating func admit(_ request: HoldRequest) -> Result<Int, Refused> {
        let budgetNames = request.lines.map(\.budget)
        var against: [Refusal] = []
        if !isWellFormed(request.lines, request.output) || !isWellFormed(request)
            || Set(request.lines.map { [$0.budget, $0.scope] }).count < request.lines.count
            || (request.approval != nil && Set(budgetNames).count < budgetNames.count)
        {
            against.append(Refusal(.invalid))
        }
        if budgetNames.contains(where: { budgets[$0]?.isRemoved ?? true }) {
            against.append(Refusal(.unknownBudget))
        }
        if against.isEmpty, let refusal = keyRefusal(request) {
            return .failure(Refused(refusal: refusal))
        }
        if against.isEmpty, let refusal = sourceRefusal(request) { against.append(refusal) }
        if let refusal = weightiest(against) {
            return .failure(Refused(refusal: refusedForGood(refusal, request)))
        }
        if let ask = request.approval { return approved(request, ask) }
        return judged(request, source: request.source.flatMap(openHold))
    }

    /// The same once it is known from what it is drawn.
    mutating func judged(_ request: HoldRequest, source: Int?) -> Result<Int, Refused> {
        let (refusal, granted) = against(request, source)
        if let refusal {
            return .failure(Refused(refusal: refusedForGood(refusal, request)))
        }
        let candidates = request.lines.compactMap { candidate($0, request.id, source) }
        return .success(open(request, candidates, granted, source))
    }

    /// The weightiest of what speaks against a request, and the output that it can have.
    mutating func against(
        _ request: HoldRequest,
        _ source: Int?
    ) -> (refusal: Refusal?, granted: Int64) {
        var against: [Refusal] = []
        var blamed: [Refusal] = []
        var granted = request.output.wanted
        var reached: [ReachedThreshold] = []
        if request.expiresAtMs <= nowMs { against.append(Refusal(.expired)) }
        let candidates = request.lines.compactMap { candidate($0, request.id, source) }
        for (place, candidate) in candidates.enumerated() {
            let (refusals, tokens) = judge(candidate, request.output, source)
            if candidate.isEnforced {
                against += refusals
                if place == request.blames { blamed = refusals }
                granted = min(granted, tokens)
                if !refusals.isEmpty {
                    reached.append(self.reached(place, refusals, candidate, request))
                }
            } else if !refusals.isEmpty {
                wouldRefuse[candidate.key, default: 0] += 1
            }
        }
        var refusal = weightiest(against)
        let ofRoom: [RefusalCode] = [
            .allowanceExceeded, .overLimit, .expectedOverLimit, .thresholdReached,
        ]
        if let code = refusal?.code, ofRoom.contains(code) {
            // What the caller blames is told, where that one does lack room.
            let own = weightiest(blamed)
            if let own, ofRoom.contains(own.code) { refusal = own }
            refusal?.reached = reached
        }
        if refusal != nil || request.approval != nil {
            // A call that does not come about leaves no account of its own.
            for candidate in candidates
            where budgets[candidate.key.budget]?.definition.window == .call
                && candidate.from == nil
            {
                wouldRefuse[candidate.key] = nil
            }
        }
        return (refusal: refusal, granted: granted)
    }

    private func isWellFormed(_ request: HoldRequest) -> Bool {
        guard let ask = request.approval else { return true }
        return !ask.subject.isEmpty && ask.subject.utf8.count <= 512
    }

    /// By how much a line that was refused passes its budget's limit or a share of it.
    private func reached(
        _ place: Int,
        _ refusals: [Refusal],
        _ candidate: Candidate,
        _ request: HoldRequest
    ) -> ReachedThreshold {
        if candidate.from != nil {
            return ReachedThreshold(
                line: place,
                basisPoints: nil,
                passedBasisPoints: 0,
                isLimit: true
            )
        }
        let key = candidate.key
        let byShare = refusals.first { $0.code == .thresholdReached }
        let tokens = max(request.output.least, request.output.expected)
        let needed = byShare?.needed ?? amount(candidate.line, tokens)
        let used = Int128(spent(key)) + Int128(expected(key)) + Int128(needed)
        var passed = Int64.max
        if whole(key) > 0 {
            let (share, rest) = (used * 10_000).quotientAndRemainder(dividingBy: Int128(whole(key)))
            passed = Int64(clamping: rest > 0 ? share + 1 : share)
        }
        return ReachedThreshold(
            line: place,
            basisPoints: candidate.line.thresholdBasisPoints,
            passedBasisPoints: passed,
            isLimit: byShare == nil
        )
    }

    private mutating func open(
        _ request: HoldRequest,
        _ candidates: [Candidate],
        _ granted: Int64,
        _ source: Int?
    ) -> Int {
        let index = add(
            HoldFacts(
                id: request.id,
                key: request.key,
                lines: candidates.map { candidate in
                    HoldFacts.Line(
                        account: candidate.key,
                        held: amount(candidate.line, granted),
                        expected: candidate.from == nil
                            ? amount(candidate.line, need(request.output, granted)) : 0,
                        sourceLine: candidate.from,
                        rateNanos: candidate.line.rateNanos
                    )
                },
                expiresAtMs: request.expiresAtMs,
                isSent: request.isSent,
                outputTokens: granted,
                scope: request.context.scope,
                bound: request.bound,
                source: source
            )
        )
        replaceEarmark(index)
        return index
    }

    /// Opens a hold as it is.
    @discardableResult
    mutating func add(_ hold: HoldFacts) -> Int {
        let index = holds.count
        holds.append(hold)
        for line in hold.lines {
            begin(line.account)
            take(line.held, line, of: hold)
        }
        if let source = hold.source { holds[source].isSource = true }
        if !hold.lines.isEmpty { isTouched = true }
        open.append(index)
        byID[hold.id] = index
        return index
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

    /// As many dollars as an amount in another currency pays for, and no more than any amount is.
    func dollars(_ amount: Int64, rateNanos: Int64?) -> Int64 {
        guard let rateNanos else { return amount }
        let dollars = Int128(amount) * 1_000_000_000 / Int128(rateNanos)
        return Int64(min(dollars, 900_000_000_000_000_000))
    }

    /// A hold as its owner is told of it.
    func heldNow(_ index: Int, _ lines: [HoldLine], isRepeated: Bool) -> Outcome {
        let hold = holds[index]
        var freeTokens = Int64.max
        var remaining: Int64?
        for (position, line) in hold.lines.enumerated() {
            guard let definition = budgets[line.account.budget]?.definition, definition.isEnforced
            else { continue }
            let free =
                line.sourceLine == nil
                ? max(0, cap(line.account) - spent(line.account) - held(line.account))
                : left(line, hold) ?? 0
            if position < lines.count, lines[position].perMillionOutput > 0 {
                let perMillion = Int128(lines[position].perMillionOutput)
                let tokens = Int128(free) * 1_000_000 / perMillion
                freeTokens = min(freeTokens, Int64(clamping: tokens))
            }
            if remaining == nil, case .money = definition.unit {
                remaining = dollars(free, rateNanos: line.rateNanos)
            }
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
