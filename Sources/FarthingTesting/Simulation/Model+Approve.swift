import FarthingCore

/// Calls that wait for a human's yes, said plainly.
extension Model {
    struct ApprovalFacts: Sendable {
        var id: HoldID
        var principal: String
        var scope: Scope
        var ask: ApprovalAsk
        var lines: [Line]
        var source: HoldID?
        var untilMs: Int64
        var state = ApprovalState.pending
        var votes: [ApprovalVote] = []
        var earmark: Int?
        var usedBy: HoldID?

        struct Line: Sendable {
            var line: HoldLine
            var amount: Int64
            /// The account whose limit was raised, and by how much.
            var raised: (AccountKey, Int64)?
        }

        var isAgreed: Bool { votes.filter(\.isFor).count >= ask.terms.needed }
    }

    func approvalIndex(_ id: HoldID) -> Int? { approvals.lastIndex { $0.id == id } }

    /// What becomes of a hold that needs a yes: the money that was granted, or a refusal.
    mutating func approved(_ request: HoldRequest, _ ask: ApprovalAsk) -> Result<Int, Refused> {
        let mine = approvals.indices.filter {
            approvals[$0].ask.subject == ask.subject
                && approvals[$0].principal == request.context.principal
        }
        for index in mine
        where approvals[index].state.isOpen && covers(index, request) && answers(index, ask) {
            if approvals[index].state == .pending, approvals[index].isAgreed { _ = grant(index) }
            guard let earmark = approvals[index].earmark else {
                return .failure(waiting(.approvalPending, index))
            }
            return judged(request, source: earmark)
        }
        if let index = mine.last(where: {
            approvals[$0].state == .denied && approvals[$0].untilMs > nowMs
        }) {
            return .failure(waiting(.approvalDenied, index))
        }
        return .failure(Refused(refusal: asked(request, ask)))
    }

    private func covers(_ index: Int, _ request: HoldRequest) -> Bool {
        request.lines.allSatisfy { line in
            approvals[index].lines.contains {
                $0.line.budget == line.budget && $0.line.scope == line.scope
                    && amount(line, request.output.wanted) <= $0.amount
            }
        }
    }

    /// Whether a yes to what was asked is one to this, too: as many votes, and the same limits lifted.
    private func answers(_ index: Int, _ ask: ApprovalAsk) -> Bool {
        let before = approvals[index].ask
        let (old, new) = (before.terms, ask.terms)
        if new.needed > old.needed { return false }
        if new.needed == old.needed {
            if new.group < old.group { return false }
            if new.group == old.group {
                if new.withinMs < old.withinMs { return false }
                if new.withinMs == old.withinMs, new.waitMs < old.waitMs { return false }
            }
        }
        return before.limitIsReason || !ask.limitIsReason
    }

    private func waiting(_ code: RefusalCode, _ index: Int) -> Refused {
        var refusal = Refusal(code)
        refusal.approvalID = approvals[index].id
        return Refused(refusal: refusal)
    }

    private mutating func asked(_ request: HoldRequest, _ ask: ApprovalAsk) -> Refusal {
        var whole = request
        whole.output.least = request.output.wanted
        let source = request.source.flatMap(openHold)
        let refusal = against(whole, source).refusal
        if let refusal {
            let isLimit = [.overLimit, .expectedOverLimit].contains(refusal.code)
            guard isLimit, ask.limitIsReason,
                refusal.reached.allSatisfy({ $0.basisPoints == nil })
            else { return refusedForGood(refusal, request) }
        }
        if approvalIndex(request.id) != nil {
            return refusedForGood(Refusal(.conflict, holdID: request.id), request)
        }
        let waiting = approvals.filter {
            $0.state == .pending && $0.principal == request.context.principal
        }
        if waiting.count >= 100 { return refusedForGood(Refusal(.tooManyApprovals), request) }
        let tokens = max(request.output.wanted, request.output.expected)
        approvals.append(
            ApprovalFacts(
                id: request.id,
                principal: request.context.principal,
                scope: request.context.scope,
                ask: ask,
                lines: request.lines.map { line in
                    ApprovalFacts.Line(line: line, amount: amount(line, tokens))
                },
                source: source == nil ? nil : request.source,
                untilMs: nowMs + ask.terms.withinMs
            )
        )
        return self.waiting(.approvalPending, approvals.count - 1).refusal
    }

    mutating func vote(_ vote: ApprovalVote) -> Outcome {
        var refusal = Refusal(.unknownApproval)
        refusal.approvalID = vote.id
        guard !vote.voter.isEmpty else {
            refusal.code = .invalid
            return .refused(refusal)
        }
        guard let index = approvalIndex(vote.id) else { return .refused(refusal) }
        if approvals[index].principal == vote.voter {
            refusal.code = .selfApproval
            return .refused(refusal)
        }
        refusal.code = .conflict
        if let earlier = approvals[index].votes.first(where: { $0.voter == vote.voter }) {
            if earlier.isFor != vote.isFor { return .refused(refusal) }
        } else {
            if approvals[index].state != .pending { return .refused(refusal) }
            approvals[index].votes.append(vote)
            if !vote.isFor {
                approvals[index].state = .denied
                approvals[index].untilMs = nowMs + approvals[index].ask.terms.withinMs
            }
        }
        if approvals[index].state == .pending, approvals[index].isAgreed,
            let refusal = grant(index)
        {
            return .refused(refusal)
        }
        return .applied(sequence: 0)
    }

    mutating func withdraw(_ id: HoldID) -> Outcome {
        var refusal = Refusal(.unknownApproval)
        refusal.approvalID = id
        guard let index = approvalIndex(id) else { return .refused(refusal) }
        if approvals[index].state == .withdrawn { return .applied(sequence: 0) }
        refusal.code = .conflict
        guard approvals[index].state.isOpen else { return .refused(refusal) }
        takeBack(index, as: .withdrawn)
        return .applied(sequence: 0)
    }

    /// Sets aside what was asked for, or says why it cannot be.
    private mutating func grant(_ index: Int) -> Refusal? {
        let approval = approvals[index]
        let id = HoldID(random: ~approval.id.high, approval.id.low)
        var against: [Refusal] = []
        var lines: [HoldFacts.Line] = []
        var raised: [(place: Int, more: (AccountKey, Int64)?)] = []
        let source = approval.source.flatMap(openHold)
        if let id = approval.source, source == nil { against = [Refusal(.expired, holdID: id)] }
        for (place, line) in approval.lines.enumerated() where against.first?.code != .expired {
            // A place among running calls is for calls that run.
            if budgets[line.line.budget]?.definition.unit == .concurrent { continue }
            // One in shadow that is gone takes no part.
            if let facts = budgets[line.line.budget], facts.isRemoved, !facts.definition.isEnforced
            {
                continue
            }
            var asked = HoldLine(budget: line.line.budget, scope: line.line.scope, base: 0)
            asked.base = line.amount
            guard let candidate = candidate(asked, id, source) else {
                against = [Refusal(.unknownBudget)]
                break
            }
            var (reasons, _) = judge(candidate, OutputBound(), source)
            var more: Int64?
            if approval.ask.limitIsReason, candidate.isEnforced, candidate.from == nil,
                !reasons.isEmpty,
                reasons.allSatisfy({ [.overLimit, .expectedOverLimit].contains($0.code) })
            {
                more = missing(line.amount, candidate.key)
                reasons = []
            }
            if candidate.isEnforced { against += reasons }
            raised.append((place, more.map { (candidate.key, $0) }))
            lines.append(
                HoldFacts.Line(
                    account: candidate.key,
                    held: line.amount,
                    expected: line.amount,
                    sourceLine: candidate.from,
                    rateNanos: line.line.rateNanos
                )
            )
        }
        if var refusal = weightiest(against) {
            refusal.approvalID = approval.id
            return refusal
        }
        for case let (_, (key, amount)?) in raised {
            begin(key)
            accounts[key]?.events.append(Event(kind: .topUp, amount: amount, atMs: nowMs))
        }
        for (place, more) in raised { approvals[index].lines[place].raised = more }
        add(
            HoldFacts(
                id: id,
                key: nil,
                lines: lines,
                expiresAtMs: nowMs + approval.ask.terms.withinMs,
                isSent: false,
                outputTokens: 0,
                scope: approval.scope,
                source: source,
                approval: index
            )
        )
        approvals[index].state = .granted
        approvals[index].earmark = holds.count - 1
        approvals[index].untilMs = nowMs + approval.ask.terms.withinMs
        return nil
    }

    /// The least by which the limit must grow so that the amount fits, found by trying.
    private func missing(_ amount: Int64, _ key: AccountKey) -> Int64 {
        guard let definition = budgets[key.budget]?.definition else { return 0 }
        let needed = Int128(spent(key)) + Int128(expected(key)) + Int128(amount)
        let share = Int128(blocksAt(definition))
        var low: Int128 = 0
        var high: Int128 = 4_000_000_000_000_000_000
        while high - low > 1 {
            let middle = (low + high) / 2
            if (Int128(whole(key)) + middle) * share / 10_000 >= needed {
                high = middle
            } else {
                low = middle
            }
        }
        return Int64(high)
    }

    /// Ends what nobody has used: the money goes back, and limits that were raised are as before.
    mutating func takeBack(_ index: Int, as state: ApprovalState) {
        if let earmark = approvals[index].earmark, approvals[index].state == .granted {
            _ = end(earmark, state: .expired, amounts: nil)
            for line in approvals[index].lines {
                guard let (key, amount) = line.raised else { continue }
                accounts[key]?.events.append(Event(kind: .topUp, amount: -amount, atMs: nowMs))
            }
        }
        approvals[index].state = state
    }

    /// By how much limits are raised for each of an approval's lines: what its call did not use is
    /// taken back, once that is over.
    func raises(of facts: ApprovalFacts) -> [Int64] {
        let user = facts.usedBy.flatMap { byID[$0] }
        return facts.lines.map { line in
            guard let user, holds[user].state != .open, !holds[user].raised.isEmpty,
                let place = holds[user].lines.firstIndex(where: {
                    $0.account.budget == line.line.budget
                })
            else { return line.raised?.1 ?? 0 }
            return holds[user].raised[place]
        }
    }

    /// By how much open approvals, and the calls that use one, have raised an account's limit.
    func raised(_ key: AccountKey) -> Int64 {
        let granted = approvals.filter { $0.state == .granted }.flatMap(\.lines)
            .reduce(0) { $0 + ($1.raised?.0 == key ? $1.raised?.1 ?? 0 : 0) }
        return holds.filter { !$0.raised.isEmpty }.reduce(granted) { sum, hold in
            zip(hold.lines, hold.raised).reduce(sum) { $0 + ($1.0.account == key ? $1.1 : 0) }
        }
    }
}
