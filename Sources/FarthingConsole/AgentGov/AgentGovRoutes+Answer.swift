import FarthingCore

/// What agents are told of their calls.
extension AgentGovRoutes {
    func answer(_ call: ToolCall, _ booked: Booked, ask: ToolAsk?) async -> ConsoleAnswer {
        let calls = await calls(call, booked)
        return .json { json in
            json.key("status")
            json.literalString("approved")
            json.key("agent")
            json.string(call.found.agent.name)
            json.key("tool")
            json.string(call.tool)
            json.key("estimated_cost")
            json.amount(call.estimateNanos)
            json.key("actual_cost")
            json.amount(call.costNanos)
            json.key("cost_source")
            json.literalString(call.found.tool == nil ? "client_estimate" : "registry")
            json.key("spent_today")
            json.amount(booked.usedNanos)
            json.key("remaining")
            json.amount(booked.remainingNanos)
            json.key("calls_today")
            json.int(calls)
            if let ask {
                json.key("approval_id")
                json.string(ask.id)
                json.key("approval_status")
                json.literalString("pending")
                json.key("message")
                json.literalString(
                    "The money is held; wait with the call until somebody has approved it."
                )
            }
            guard !call.verdict.warning.isEmpty else { return }
            json.key("policy_warnings")
            json.beginArray()
            for hit in call.verdict.warning { json.string("\(hit.rule.name): \(hit.reason)") }
            json.endArray()
        }
    }

    /// How many calls the agent has made today, with this one.
    private func calls(_ call: ToolCall, _ booked: Booked) async -> Int64 {
        let agent = call.found.agent
        let known = gov.counts.add(
            agent.id,
            sequence: booked.sequence,
            spentNanos: booked.spentNanos
        )
        if let known { return known }
        await gov.counts.prepare(agent, call.found.workspace, nowMs: call.nowMs)
        return max(1, gov.counts.calls(of: agent.id) ?? 1)
    }

    /// Why the ledger does not book the call.
    func refusal(_ refusal: Refusal, _ call: ToolCall) -> ConsoleError {
        let agent = call.found.agent
        switch refusal.code {
        case .approvalPending, .approvalDenied, .tooManyApprovals: return needsApproval(refusal)
        default: break
        }
        let own = call.found.workspace.agentsBudget
        if let account = refusal.account, account.budget != own {
            return self.refusal(refusal, byOther: account)
        }
        switch refusal.code {
        case .paused:
            return ConsoleError(
                429,
                "paused",
                "The agent \(agent.name) is paused. Somebody who may must resume it: POST "
                    + "/agents/{agent_key}/resume."
            )
        case .overLimit, .expectedOverLimit:
            let isStopped = refusal.code == .overLimit
            let used = Int64(clamping: Int128(refusal.spent) + Int128(refusal.held))
            let currency = call.found.workspace.currency
            return ConsoleError(
                429,
                "budget_exceeded",
                "The daily budget would be exceeded: \(GovText.cents(used)) of "
                    + "\(GovText.cents(refusal.limit)) \(currency) is spent, and this call costs "
                    + "\(GovText.cents(call.costNanos))."
                    + (isStopped
                        ? " The agent \(agent.name) is paused now; resume it with POST "
                            + "/agents/{agent_key}/resume." : "")
            )
        // Whoever stops everything, a tenant or an agent does it by such a refusal.
        case .rule: return ConsoleError(403, "rule", refusal.text(in: .english))
        case .frozen: return ConsoleError(429, "frozen", refusal.text(in: .english))
        case .expired: return ConsoleError(503, "clock_behind", refusal.text(in: .english))
        default:
            return ConsoleError(409, refusal.code.rawValue, refusal.text(in: .english))
        }
    }

    /// Why a call waits for a yes that the policy asks for: where it is given, the same call is announced
    /// again.
    private func needsApproval(_ refusal: Refusal) -> ConsoleError {
        var text = refusal.text(in: .english)
        if let id = refusal.approvalID {
            text +=
                " It is \(id): whoever may decides it on the page of approvals, or with POST "
                + "/v1/approvals/\(id)/approve; then announce the call again."
        }
        switch refusal.code {
        case .tooManyApprovals: return ConsoleError(429, "too_many_approvals", text)
        case .approvalDenied: return ConsoleError(403, "approval_denied", text)
        default: return ConsoleError(403, "approval_pending", text)
        }
    }

    /// Why a budget of the policy does not take the call; the agent stays as it is.
    private func refusal(_ refusal: Refusal, byOther account: AccountKey) -> ConsoleError {
        let text = refusal.text(in: .english)
        switch refusal.code {
        case .paused, .frozen: return ConsoleError(429, "budget_" + refusal.code.rawValue, text)
        case _ where refusal.code.isOfRoom: return ConsoleError(429, "budget_exceeded", text)
        case .expired: return ConsoleError(503, "clock_behind", text)
        default: return ConsoleError(409, refusal.code.rawValue, text)
        }
    }

    /// What an agent is told whose call rules refuse.
    static func blocked(_ verdict: RuleVerdict) -> ConsoleError {
        let count = verdict.blocking.count
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("error")
        json.string("The call is refused by a rule.")
        json.key("violations")
        json.beginArray()
        for hit in verdict.blocking {
            json.beginObject()
            json.key("policy_id")
            json.int(hit.rule.number)
            json.key("name")
            json.string(hit.rule.name)
            json.key("reason")
            json.string(hit.reason)
            json.endObject()
        }
        json.endArray()
        json.key("message")
        json.string(count == 1 ? "1 rule refuses the call." : "\(count) rules refuse the call.")
        json.endObject()
        var error = ConsoleError(403, "rule", "A rule refuses the call.")
        error.detailJSON = json.bytes
        return error
    }
}
