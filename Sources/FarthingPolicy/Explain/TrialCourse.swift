import FarthingCore

/// A call on its way through a trial: its deliberation, and the steps so far.
struct TrialCourse {
    let call: TrialCall
    /// Whether the outcome is to say what every account had.
    let isTraced: Bool
    /// Whether an approval that the call needs is given at once.
    let grants: Bool
    var way: Deliberation
    private(set) var steps: [TrialStep] = []

    init(_ call: TrialCall, isTraced: Bool, grants: Bool) {
        self.call = call
        self.isTraced = isTraced
        self.grants = grants
        way = Deliberation(requested: call.model)
    }

    /// The call for the model that it is judged for now.
    var present: TrialCall { call.renamed(to: way.model) }

    /// The approval that a hold needs.
    func ask(_ subject: String) -> ApprovalAsk? {
        way.approval.map { terms in
            ApprovalAsk(
                subject: subject,
                terms: terms,
                reasons: way.approvalReasons,
                limitIsReason: way.limitIsReason,
                lifts: way.liftedBudgets
            )
        }
    }

    /// The first model of a ladder that was not tried and takes the call for less.
    ///
    /// Of a stated cost nobody knows what another model would come to: there the first other one
    /// takes the call, at the same cost.
    func rung(
        _ ladder: [String],
        below nanos: Int64,
        _ policy: Policy,
        _ prices: PriceBook,
        _ atMs: Int64
    ) -> Rung? {
        for model in ladder where !way.models.contains(model) {
            let other = call.renamed(to: model)
            if call.statedNanos != nil, call.otherNanos[model] == nil {
                return Rung(model: model, boundNanos: nanos)
            }
            guard let bound = try? TrialBound(other, policy, prices, atMs: atMs),
                bound.ceilingNanos < nanos
            else { continue }
            return Rung(model: model, boundNanos: bound.ceilingNanos)
        }
        return nil
    }

    mutating func unpriced(_ call: TrialCall) {
        let facts = CallFacts(
            scope: call.scope,
            costNanos: nil,
            tokens: call.inputTokens,
            capability: call.capability,
            run: call.run
        )
        steps.append(TrialStep(model: call.model, bound: nil, facts: facts))
    }

    mutating func judged(
        _ call: TrialCall,
        _ bound: TrialBound,
        _ facts: CallFacts,
        _ verdict: Verdict
    ) {
        steps.append(
            TrialStep(model: call.model, bound: bound, facts: facts, verdict: verdict)
        )
    }

    mutating func found(_ lines: [TrialLine]) { steps[steps.count - 1].lines = lines }

    mutating func refused(_ refusal: Refusal) { steps[steps.count - 1].refusals.append(refusal) }

    func outcome(_ decision: TrialDecision, grantedTokens: Int64?) -> TrialOutcome {
        var reasons = way.reasons
        // What a call needs that is blocked all the same is nothing to say.
        var approval: ApprovalTerms?
        switch decision {
        case .approve, .wait:
            reasons += way.approvalReasons
            approval = way.approval
        case .block(.rules), .block(.unmatched): reasons += steps.last?.verdict?.reasons ?? []
        case .block, .allow, .downgrade: break
        }
        return TrialOutcome(
            decision: decision,
            model: way.model,
            approval: approval,
            liftsLimit: approval != nil && way.limitIsReason,
            steps: steps,
            reasons: reasons,
            shadowReasons: way.shadowReasons,
            grantedTokens: grantedTokens
        )
    }
}
