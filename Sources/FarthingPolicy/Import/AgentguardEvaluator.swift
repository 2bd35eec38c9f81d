import FarthingCore

/// Decides as agentguard-spend 0.1.9 does, its quirks included: what a ``Policy`` cannot say of them
/// (`docs/import.md`). For comparisons; nothing that Farthing runs is decided by it.
public enum AgentguardEvaluator {
    /// What the peer decides about a call.
    ///
    /// - Parameters:
    ///   - price: the price of a model by its exact name; nil for none.
    ///   - spentCents: what the window of that kind around this moment has under the call's own
    ///     ``AgentguardScope/spendKey``.
    public static func decide(
        _ call: AgentguardCall,
        under policy: AgentguardPolicy,
        price: (_ model: String) -> AgentguardPrice?,
        spentCents: (AgentguardWindow) -> Int64
    ) -> AgentguardDecision {
        var decision = AgentguardDecision(
            action: .allow,
            projectedCents: 0,
            windowSpendBefore: 0,
            windowSpendAfter: 0,
            provider: call.provider.isEmpty ? inferredProvider(of: call.model) : call.provider,
            modelRequested: call.model,
            modelResolved: call.model,
            reason: .scopeMismatch,
            reasonsCount: 1
        )
        guard policy.scope.covers(call.scope) else { return decision }
        if let required = policy.requiredCapability,
            call.capabilityClaim.map({ $0 < required }) ?? true
        {
            decision.action = .block
            decision.reason = .capabilityTooLow
            return decision
        }
        func cents(_ model: String) -> Int64? {
            price(model)?.cents(inputTokens: call.inputTokens, outputTokens: call.outputTokens)
        }
        guard let requested = cents(call.model) else {
            decision.action = policy.mode == .enforce ? .block : .allow
            decision.reason = .unknownModel
            return decision
        }
        decision.reason = .withinBudget
        decision.projectedCents = requested
        decision.windowSpendAfter = requested
        judge(policy.caps, requested, spentCents, &decision)
        if policy.mode == .shadow, decision.action > .shadow { decision.action = .shadow }
        if !policy.caps.isEmpty {
            switch decision.action {
            case .allow: decision.chargedCents = requested
            case .downgrade: decision.chargedCents = cents(decision.modelResolved) ?? requested
            case .shadow, .block: break
            }
        }
        return decision
    }

    /// The first listed of the strictest caps that are exceeded wins.
    private static func judge(
        _ caps: [AgentguardPolicy.Cap],
        _ requested: Int64,
        _ spentCents: (AgentguardWindow) -> Int64,
        _ decision: inout AgentguardDecision
    ) {
        for (index, cap) in caps.enumerated() {
            let before = spentCents(cap.window)
            let after = Int128(before) + Int128(requested)
            guard after > Int128(cap.amountCents), cap.action > decision.action else { continue }
            decision.reasonsCount =
                decision.triggeredCapIndex == nil ? 1 : decision.reasonsCount + 1
            decision.reason = .capExceeded
            decision.action = cap.action
            decision.triggeredCapIndex = index
            decision.windowSpendBefore = before
            decision.windowSpendAfter = Int64(clamping: after)
            if cap.action == .downgrade, let target = cap.downgradeTo, !target.isEmpty {
                decision.modelResolved = target
            }
        }
    }

    /// The provider that the peer guesses from a model's name.
    public static func inferredProvider(of model: String) -> String {
        if ["gpt-", "o1", "o3"].contains(where: model.hasPrefix) { return "openai" }
        if model.hasPrefix("claude-") { return "anthropic" }
        if model.hasPrefix("gemini-") { return "gemini" }
        if model.contains("claude-"), model.contains("-v") { return "bedrock" }
        if ["amazon.", "anthropic.", "meta."].contains(where: model.hasPrefix) { return "bedrock" }
        return "unknown"
    }
}
