import FarthingCore

/// The call of a tool: announced by an agent, priced, judged, booked.
extension AgentGovRoutes {
    /// What the ledger has said of a call that may go.
    struct Booked {
        var sequence: Int64
        /// What is spent in its account, without what is held there.
        var spentNanos: Int64
        /// The same with it.
        var usedNanos: Int64
        var remainingNanos: Int64
    }

    /// The longest name of a tool in a call, in characters and in bytes: what a scope can say.
    private static let toolCharactersMax = 200

    func call(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var call = try read(request)
        let rules = call.found.rules
        if !rules.isEmpty {
            await gov.hits.prepare(nowMs: call.nowMs)
            var spentNanos: Int64 = 0
            if rules.contains(where: \.looksAtSpending) {
                spentNanos = try await used(call)
            }
            let verdict = RuleVerdict(
                rules,
                RuleVerdict.Facts(
                    tool: call.tool,
                    category: call.found.tool?.category ?? "",
                    costNanos: call.costNanos,
                    limitNanos: call.limitNanos,
                    spentNanos: spentNanos,
                    isExact: isCompatible
                )
            )
            if !verdict.blocking.isEmpty { throw try await blocked(call, verdict) }
            call = ToolCall(call, verdict)
        }
        try await passRules(call)
        await gov.counts.prepare(call.found.agent, call.found.workspace, nowMs: call.nowMs)
        if !call.verdict.asking.isEmpty {
            return try await guarded(call) { [call] in try await hold(call) }
        }
        let booked = try await guarded(call) { [call] in try await charge(call) }
        return await answer(call, booked, ask: nil)
    }

    // MARK: Reading

    private func read(_ request: ConsoleRequest) throws -> ToolCall {
        var body = try GovBody(request, isLax: isCompatible)
        let shown = body.has("agent_key") ? nil : Self.bearer(request)
        let secret = shown ?? body.text("agent_key", 0...ConsoleAccess.secretBytesMax)
        let tool = body.text(
            "tool_name",
            0...Self.toolCharactersMax,
            bytesMax: Scope.valueBytesMax
        )
        let estimateNanos = body.amount("estimated_cost", .up, usual: 0)
        try body.check()
        let nowMs = desk.clockMs()
        guard let key = desk.store.keyRing.find(Array(secret.utf8).span, nowMs: nowMs),
            !key.isApproverOnly,
            let found = desk.registry.call(key: key.id, tool: tool)
        else {
            throw ConsoleError(401, "unauthenticated", "This is the key of no agent.")
        }
        guard let limitNanos = found.agent.dailyLimitNanos else {
            throw ConsoleError(
                403,
                "no_daily_budget",
                "The agent has no daily budget, so that none of its calls of tools is allowed. "
                    + "Give it one on its page, or with PATCH /v1/agents/\(found.agent.id)."
            )
        }
        if found.tool == nil, gov.unknownTools() == .refuse {
            throw ConsoleError(
                403,
                "unknown_tool",
                "The tool has no registered price, and tools without one are refused. Register "
                    + "it with POST /tools/register."
            )
        }
        return ToolCall(
            key: key,
            found: found,
            tool: tool,
            estimateNanos: estimateNanos,
            limitNanos: limitNanos,
            nowMs: nowMs
        )
    }

    private static func bearer(_ request: ConsoleRequest) -> String? {
        guard let value = request.field("authorization"),
            value.prefix(7).lowercased() == "bearer "
        else { return nil }
        let secret = value.dropFirst(7).drop { $0 == " " }
        return secret.utf8.count <= ConsoleAccess.secretBytesMax ? String(secret) : ""
    }
}
