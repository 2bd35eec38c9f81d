import FarthingCore

/// Approve: a call that needs a yes is told where to ask for it, or is held open until it is there.
extension MeteredCall {
    /// What the hold says of the approval that the call needs; nil where it needs none.
    var approvalAsk: ApprovalAsk? {
        deliberation?.approvalAsk(under: approvalSubject)
    }

    /// By what a retry finds what was granted.
    var approvalSubject: String {
        let rules = deliberation?.approvalRules ?? []
        guard rules.isEmpty else {
            return plan.scope.approvalSubject(plan.key, rules, loop.gateway)
        }
        if let known = plan.approvalSubject { return known }
        let subject = plan.scope.approvalSubject(plan.key, [], loop.gateway)
        plan.approvalSubject = subject
        return subject
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
        // Those behind it wait for room, and not for a yes.
        leaveLine()
        // The sweep asks again; whoever hangs up asks no more.
        approvalUntilMs = arrivedAtMs + waitMs
    }
}

extension Scope {
    /// What an approval is for: who asks, in which run, for which model or tool, and under which
    /// rules. The amount is compared besides.
    func approvalSubject(_ key: AccessKey, _ rules: [String], _ gateway: GatewayState) -> String {
        var parts = [key.id]
        let dimensions: [Dimension] = [.run, .agent, .provider, .model, .tool]
        for dimension in dimensions { parts.append(self[dimension] ?? "") }
        parts += rules
        return gateway.contentHash(Array(parts.joined(separator: "\u{1F}").utf8))
    }
}
