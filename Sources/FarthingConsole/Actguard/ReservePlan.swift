import FarthingCore

/// What a reservation counts in, and what the rules say of it.
struct ReservePlan {
    /// Tokens that are held: nobody knows how many a run will take, and a budget of tokens that is
    /// used up lets none begin.
    private static let tokensHeld: Int64 = 1

    let key: AccessKey
    /// The tenant in it.
    let scope: Scope
    let lines: [BudgetLine]
    private let policy: CompiledPolicy
    private let match: ScopeMatch
    private let budgets: [Budget]
    private let context: CallContext

    /// - Throws: ``ConsoleError`` 422 where more budgets match than one hold can count in, or one counts
    ///   a currency without a rate.
    init(
        _ key: AccessKey,
        _ scope: Scope,
        plan: String?,
        _ calls: any CallDesk,
        nowMs: Int64
    ) throws {
        policy = calls.policy
        let prices = calls.prices
        var whole = scope
        whole[.tenant] = policy.policy.tenant
        self.key = key
        self.scope = whole
        match = policy.match(whole, atMs: nowMs)
        lines = policy.lines(match, whole, prices.rates, atMs: nowMs)
        budgets = match.budgetIndices.map { [policy] in policy.policy.budgets[$0] }
        guard lines.count <= HoldRequest.linesMax else {
            throw ConsoleError(422, "invalid", "More budgets match than one call can count in.")
        }
        guard !lines.contains(where: \.lineUnit.lacksRate) else {
            throw ConsoleError(
                422,
                "invalid",
                "A budget that matches counts a currency of which no exchange rate is known."
            )
        }
        context = CallContext(
            principal: key.id,
            // As of a tool: which models the run calls is not known.
            provider: "none",
            modelRequested: "actguard",
            modelResolved: "actguard",
            policyID: policy.policy.id,
            policyVersion: policy.revision,
            isEnforced: policy.policy.isEnforced,
            priceBook: prices.hash,
            scope: whole,
            reasons: plan.map { ["plan " + $0] } ?? []
        )
    }

    /// What came of asking for a hold.
    enum Answer {
        case held(Held)
        case refused(Refusal)
    }

    /// Asks for a hold: rules, thresholds and limits decide.
    ///
    /// - Parameters:
    ///   - ceilingNanos: the most that the run may cost, in dollars.
    ///   - recordsRefusal: false where a refusal for lack of room is not the last word.
    func hold(
        _ id: HoldID,
        ceilingNanos: Int64,
        expiresAtMs: Int64,
        recordsRefusal: Bool,
        _ keyedHash: ([UInt8]) -> String,
        ask: (Command) async throws -> Outcome
    ) async throws -> Answer {
        var way = Deliberation(requested: "")
        let facts = CallFacts(
            scope: scope,
            costNanos: ceilingNanos,
            tokens: Self.tokensHeld,
            capability: key.capability
        )
        // Which models a run will call is not known, so that there is none to go down to.
        let verdict = policy.decide(facts, match: match) { _ in nil }
        if case .refuse = way.judge(verdict) {
            let refused = RefusedCall(
                id,
                verdict,
                projectedNanos: ceilingNanos,
                context: context.refused(by: verdict, way)
            )
            return try Self.answer(await ask(.refuse(refused)))
        }
        var isLast = false
        while true {
            let request = request(id, ceilingNanos, expiresAtMs, way, keyedHash, isLast: isLast)
            let answer = try Self.answer(await ask(.hold(request)))
            guard case .refused(let refusal) = answer, refusal.code.isOfRoom, !isLast else {
                return answer
            }
            if refusal.sequence != nil { return answer }
            if !refusal.reached.isEmpty, mayDecideAgain(way) {
                // A client's patience is three seconds: nobody waits for room.
                if case .hold = way.answered(refusal, budgets: budgets, rung: { _ in nil }) {
                    continue
                }
            }
            guard recordsRefusal else { return answer }
            // Once more, so that the journal has the last word.
            isLast = true
        }
    }

    private func mayDecideAgain(_ way: Deliberation) -> Bool {
        way.isRemarkable
            || zip(lines, budgets).contains { $0.isEnforced && way.nextThreshold(of: $1) != nil }
    }

    private func request(
        _ id: HoldID,
        _ ceilingNanos: Int64,
        _ expiresAtMs: Int64,
        _ way: Deliberation,
        _ keyedHash: ([UInt8]) -> String,
        isLast: Bool
    ) -> HoldRequest {
        let cost = CostBound(baseNanos: ceilingNanos, outputRate: .free)
        var held = lines.map { $0.hold(cost, tokens: Self.tokensHeld) }
        for (index, budget) in budgets.enumerated() where lines[index].isEnforced {
            held[index].thresholdBasisPoints = way.nextThreshold(of: budget)
        }
        var request = HoldRequest(
            id: id,
            // By it the ledger knows an id again whose hold is over.
            key: IdempotencyKey(
                name: IdempotencyKey.name(
                    hash: SHA256Hash.of(Array("actguard \(id)".utf8))
                ),
                contentHash: ""
            ),
            lines: held,
            expiresAtMs: expiresAtMs,
            // Its run may spend from now on, out of our sight.
            isSent: true,
            projectedNanos: ceilingNanos,
            recordsRefusal: isLast,
            blames: isLast ? way.stoppedBy : nil,
            recordsThreshold: isLast,
            bound: HoldBound(nanosUSD: ceilingNanos, tokens: Self.tokensHeld),
            context: context.decided(way)
        )
        if way.approval != nil || budgets.contains(where: \.hasApprovals) {
            let subject = subject(way.approvalRules, keyedHash)
            request.approval = way.approvalAsk(under: subject)
            request.approvalSubject = subject
        }
        return request
    }

    /// By what a retry finds what was granted: who asks, for which run, and under which rules.
    private func subject(_ rules: [String], _ keyedHash: ([UInt8]) -> String) -> String {
        let parts = [key.id, scope[.run] ?? "", scope[.agent] ?? "", "actguard"] + rules
        return keyedHash(Array(parts.joined(separator: "\u{1F}").utf8))
    }

    private static func answer(_ outcome: Outcome) throws -> Answer {
        switch outcome {
        case .held(let held): return .held(held)
        case .refused(let refusal): return .refused(refusal)
        default:
            throw ConsoleError(503, "outcome_unknown", "The ledger's answer was none to a hold.")
        }
    }
}
