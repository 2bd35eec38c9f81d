import FarthingCore

/// Approve: a call that needs a yes is told where to ask for it, or is held open until it is there.
extension MeteredCall {
    /// What the hold says of the approval that the call needs; nil where it needs none.
    var approvalAsk: ApprovalAsk? {
        deliberation?.approvalAsk(by: plan.key, for: plan.scope, loop.gateway)
    }

    /// The approval is asked for and not decided yet.
    func awaitApproval(_ refusal: Refusal) {
        guard let waitMs = deliberation?.approval?.waitMs, waitMs > 0, !isLast, !isClientGone,
            loop.nowMs < arrivedAtMs + waitMs
        else {
            end()
            client?.refuse(refusal, self)
            return
        }
        // The sweep asks again; whoever hangs up asks no more.
        approvalUntilMs = arrivedAtMs + waitMs
    }
}

extension Deliberation {
    /// The approval that a hold asks for; nil where it needs none.
    ///
    /// A retry finds it by who asks, in which run, for which model or tool, and under which rules.
    func approvalAsk(
        by key: AccessKey,
        for scope: Scope,
        _ gateway: GatewayState
    ) -> ApprovalAsk? {
        guard let terms = approval else { return nil }
        var parts = [key.id, String(limitIsReason)]
        let dimensions: [Dimension] = [.run, .agent, .provider, .model, .tool]
        for dimension in dimensions { parts.append(scope[dimension] ?? "") }
        parts += approvalSources.sorted()
        return ApprovalAsk(
            subject: gateway.contentHash(Array(parts.joined(separator: "\u{1F}").utf8)),
            terms: terms,
            reasons: approvalReasons,
            limitIsReason: limitIsReason
        )
    }
}
