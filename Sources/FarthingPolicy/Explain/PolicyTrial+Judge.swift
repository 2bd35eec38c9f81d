import FarthingCore

extension PolicyTrial {
    /// What would become of a call; nothing is left of it in the book.
    package func judge(_ call: TrialCall, atMs: Int64) -> TrialOutcome {
        var copy = self
        return copy.ask(call, atMs: atMs, isTraced: true).outcome
    }

    /// A call's hold, for ``settle(_:costNanos:tokens:atMs:)``.
    package struct Held: Sendable {
        var id: HoldID
        var lines: [HoldLine]
        var units: [LineUnit]
    }

    /// Has a call judged and, where it is admitted, holds what it needs.
    ///
    /// - Parameters:
    ///   - isTraced: whether the outcome is to say what every account had; costs a walk over all
    ///     accounts.
    ///   - grants: whether an approval that the call needs is given at once.
    package mutating func ask(
        _ call: TrialCall,
        atMs: Int64,
        isTraced: Bool = false,
        grants: Bool = false
    ) -> (outcome: TrialOutcome, held: Held?) {
        var call = call
        // Whose policy it is, is never the caller's to say.
        call.scope[.tenant] = policy.policy.tenant
        var course = TrialCourse(call, isTraced: isTraced, grants: grants)
        while true {
            let next = step(&course, atMs)
            guard case .again = next else {
                guard case .done(let decision, let held, let tokens) = next else { continue }
                return (course.outcome(decision, grantedTokens: tokens), held)
            }
        }
    }

    /// Books what an admitted call really took: its cost in nanos and its tokens, at most what an
    /// account can have.
    package mutating func settle(
        _ held: Held,
        costNanos: Int64,
        tokens: Int64,
        atMs: Int64
    ) {
        let amounts = held.units.map { unit -> Int64 in
            switch unit.unit {
            case .money: min(unit.amount(ofDollars: costNanos), Money.maxNanos)
            case .tokens: tokens
            case .calls: 1
            case .concurrent, .credits: 0
            }
        }
        let request = SettleRequest(id: held.id, amounts: amounts, evidence: .reported)
        _ = book.apply(.settle(request), nowMs: atMs)
        forget()
    }

    /// Gives an admitted call's hold back.
    package mutating func release(_ held: Held, atMs: Int64) {
        _ = book.apply(.release(held.id, why: "trial"), nowMs: atMs)
        forget()
    }

    private enum Next {
        case again
        case done(TrialDecision, Held?, grantedTokens: Int64?)
    }

    /// Judges the call for its present model: rules first, then the book as often as it takes.
    private mutating func step(_ course: inout TrialCourse, _ atMs: Int64) -> Next {
        let call = course.present
        let bound: TrialBound
        do throws(TrialBound.Fault) {
            bound = try TrialBound(call, policy.policy, prices, atMs: atMs)
        } catch {
            course.unpriced(call)
            return .done(.block(.unpriced(error)), nil, grantedTokens: nil)
        }
        let match = match(call.scope, atMs)
        let facts = CallFacts(
            scope: call.scope,
            costNanos: bound.ceilingNanos,
            tokens: bound.ceilingTokens,
            capability: call.capability,
            run: call.run
        )
        let policy = policy
        let prices = prices
        let rung = { [course] (ladder: [String]) -> Rung? in
            // Its next rung is for when the money does not suffice.
            if course.way.isOn(ladder) { return nil }
            return course.rung(ladder, below: bound.ceilingNanos, policy.policy, prices, atMs)
        }
        let verdict = policy.decide(facts, match: match, rung: rung)
        course.judged(call, bound, facts, verdict)
        switch course.way.judge(verdict) {
        case .refuse:
            let cause = verdict.isUnmatched ? TrialCause.unmatched : .rules
            return .done(.block(cause), nil, grantedTokens: nil)
        case .downgrade: return .again
        case .wait(let deadlineMs):
            return .done(.wait(deadlineMs: deadlineMs), nil, grantedTokens: nil)
        case .hold: return hold(&course, bound, match, atMs)
        }
    }

    /// Asks the book until it admits the call, or there is nothing more to be done about its no.
    private mutating func hold(
        _ course: inout TrialCourse,
        _ bound: TrialBound,
        _ match: ScopeMatch,
        _ atMs: Int64
    ) -> Next {
        let policy = policy
        let prices = prices
        let budgets = match.budgetIndices.map { policy.policy.budgets[$0] }
        let isEnforced = policy.policy.isEnforced
        let call = course.present
        let units = budgets.map { prices.rates.lineUnit($0.unit, atMs: atMs) }
        var lines = zip(budgets, units).map { budget, unit in
            bound.line(budget, scope: call.scope.key(per: budget.per), unit)
        }
        if course.isTraced { course.found(trace(budgets, lines, bound, atMs)) }
        let mode = HoldMode(of: isEnforced ? budgets.filter(\.isEnforced) : [])
        let output = bound.output(mode, isStream: call.isStream)
        while true {
            for index in lines.indices where budgets[index].isEnforced && isEnforced {
                lines[index].thresholdBasisPoints = course.way.nextThreshold(of: budgets[index])
            }
            let request = HoldRequest(
                id: nextID(),
                lines: lines,
                output: output,
                expiresAtMs: atMs + PolicyTrial.holdMs,
                isSent: true,
                projectedNanos: min(bound.ceilingNanos, Money.maxNanos),
                approval: course.ask(nextSubject()),
                context: PolicyTrial.nobody
            )
            let outcome = book.apply(.hold(request), nowMs: atMs)
            forget()
            guard case .refused(let refusal) = outcome else {
                guard case .held(let held) = outcome else { continue }
                let decision: TrialDecision = course.way.isDowngraded ? .downgrade : .allow
                let kept = Held(id: held.id, lines: lines, units: units)
                return .done(decision, kept, grantedTokens: held.outputTokens)
            }
            course.refused(refusal)
            if refusal.code == .approvalPending {
                let granted = close(refusal.approvalID, request, grants: course.grants, atMs)
                let kept = granted.map { Held(id: $0.id, lines: lines, units: units) }
                return .done(.approve, kept, grantedTokens: granted?.outputTokens)
            }
            let rung = { [course] (ladder: [String]) in
                course.rung(ladder, below: bound.ceilingNanos, policy.policy, prices, atMs)
            }
            guard refusal.code.isOfRoom else {
                return .done(.block(.budget(refusal)), nil, grantedTokens: nil)
            }
            switch course.way.answered(refusal, budgets: budgets, rung: rung) {
            case .hold: continue
            case .downgrade: return .again
            case .wait(let deadlineMs):
                return .done(.wait(deadlineMs: deadlineMs), nil, grantedTokens: nil)
            case .refuse:
                let stopping = stopping(refusal, request, course.way.stoppedBy, atMs)
                return .done(.block(.budget(stopping)), nil, grantedTokens: nil)
            }
        }
    }

    /// The refusal by the line that stops a call, whichever the book has named.
    private mutating func stopping(
        _ refusal: Refusal,
        _ request: HoldRequest,
        _ line: Int?,
        _ atMs: Int64
    ) -> Refusal {
        guard let line, request.lines[line].budget != refusal.account?.budget else {
            return refusal
        }
        var last = request
        last.id = nextID()
        last.blames = line
        let outcome = book.apply(.hold(last), nowMs: atMs)
        forget()
        guard case .refused(let found) = outcome, found.code.isOfRoom else { return refusal }
        return found
    }

    /// Decides an approval that is asked for, so that none are left waiting.
    ///
    /// - Returns: the call's hold, where the approval is granted and there is room for it.
    private mutating func close(
        _ approval: HoldID?,
        _ request: HoldRequest,
        grants: Bool,
        _ atMs: Int64
    ) -> FarthingCore.Held? {
        guard let approval else { return nil }
        defer { forget() }
        guard grants else {
            let vote = ApprovalVote(id: approval, voter: "nobody", isFor: false)
            _ = book.apply(.vote(vote), nowMs: atMs)
            return nil
        }
        for number in 0..<(request.approval?.terms.needed ?? 0) {
            let vote = ApprovalVote(id: approval, voter: "somebody \(number)", isFor: true)
            _ = book.apply(.vote(vote), nowMs: atMs)
        }
        var request = request
        request.id = nextID()
        guard case .held(let held) = book.apply(.hold(request), nowMs: atMs) else { return nil }
        return held
    }

    private func trace(
        _ budgets: [Budget],
        _ lines: [HoldLine],
        _ bound: TrialBound,
        _ atMs: Int64
    ) -> [TrialLine] {
        var book = book
        _ = book.apply(.tick, nowMs: atMs)
        let statements = book.statements()
        return zip(budgets, lines).map { budget, line in
            let account = statements.first {
                $0.key.budget == budget.id && $0.key.scope == line.scope
            }
            let interval = budget.window.interval(containing: atMs, zone: budget.zone)
            return TrialLine(
                budget: budget,
                scope: line.scope,
                isEnforced: budget.isEnforced && policy.policy.isEnforced,
                needed: line.amount(outputTokens: bound.outputTokens),
                spent: account?.spent ?? 0,
                held: account?.held ?? 0,
                topUps: account?.topUps ?? 0,
                isPaused: account.map { $0.isPaused || $0.isFrozen } ?? false,
                windowEndsMs: account?.windowEndsMs ?? interval.endMs
            )
        }
    }
}
