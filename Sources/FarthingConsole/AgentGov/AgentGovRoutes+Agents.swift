import FarthingCore

/// Agents: made, resumed and reset.
extension AgentGovRoutes {
    func registerAgent(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try GovBody(request, isLax: isCompatible)
        let name = body.text("name", 1...100)
        let limitNanos = body.amount("daily_budget", .down, isPositive: true)
        let workspaceID = body.text("workspace_id", 0...50, usual: Workspace.usual)
        try body.check()
        let workspace = try await desk.workspace(workspaceID, for: request.principal)
        let secret = "ag-" + RandomText.hex(bytes: 16)
        let agent = Agent(
            id: "ag_" + RandomText.hex(bytes: 8),
            name: name,
            workspace: workspace.id,
            keyID: "key_" + RandomText.hex(bytes: 8),
            dailyLimitNanos: limitNanos,
            createdAtMs: desk.clockMs()
        )
        try await desk.change(
            [
                RegistryEdit(
                    collection: Agent.collection,
                    id: agent.id,
                    document: agent.document,
                    expects: .absent
                )
            ],
            keys: [
                NewAccessKey(
                    id: agent.keyID,
                    secret: secret,
                    name: name,
                    scope: agent.scope,
                    claims: Self.agentClaims
                )
            ],
            with: [
                .setLimit(
                    budget: workspace.agentsBudget,
                    scope: agent.account,
                    limit: limitNanos,
                    note: "daily budget of a new agent"
                )
            ],
            by: request.principal
        )
        return .json { json in
            json.key("api_key")
            json.string(secret)
            json.key("name")
            json.string(name)
            json.key("daily_budget")
            json.amount(limitNanos)
            json.key("workspace_id")
            json.string(workspace.id)
            json.key("message")
            json.string("The agent is registered. Keep its key: it is shown this once.")
        }
    }

    /// What an agent may say of its calls: everything but whose they are.
    private static var agentClaims: [Match.Term] {
        guard let any = Glob("*") else { return [] }
        return [.user, .run, .session, .tool].map { Match.Term(dimension: $0, pattern: any) }
    }

    func resume(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let (agent, workspace) = try agent(of: request)
        // Whoever has stopped it decides when it goes on, and this asks nobody.
        guard gov.killSwitch?.stops(agent: agent.id) != true else {
            throw ConsoleError(
                409,
                "killed",
                "The agent \(agent.name) is stopped by the kill switch. An operator must lift that in "
                    + "the console: POST /v1/agents/\(agent.id)/resume, or the agent's page."
            )
        }
        let isPaused = try await gov.account(of: agent, workspace).isPaused
        if isPaused {
            let note = "resumed by \(request.principal?.name ?? "anybody")"
            let budget = workspace.agentsBudget
            try await desk.changeAccounts(
                of: budget,
                scope: agent.account,
                .resume,
                with: [
                    .resume(budget: budget, scope: agent.account, note: note),
                    .reset(budget: budget, scope: agent.account, note: note),
                ],
                by: request.principal
            )
            gov.counts.forget(agent.id)
            guard try await !gov.account(of: agent, workspace).isPaused else {
                throw ConsoleError(
                    409,
                    "paused",
                    "All agents of the workspace are paused. Resume its budget "
                        + "\(workspace.agentsBudget) first."
                )
            }
        }
        return .json { json in
            json.key("status")
            json.string(isPaused ? "resumed" : "already_active")
            json.key("name")
            json.string(agent.name)
            guard isPaused else { return }
            json.key("daily_budget")
            json.amount(agent.dailyLimitNanos ?? 0)
            json.key("message")
            json.string("The agent may call again; what it has spent today is counted anew.")
        }
    }

    func reset(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let (agent, workspace) = try agent(of: request)
        let isPaused = try await gov.account(of: agent, workspace).isPaused
        let note = "reset by \(request.principal?.name ?? "anybody")"
        let budget = workspace.agentsBudget
        try await desk.changeAccounts(
            of: budget,
            scope: agent.account,
            .reset,
            with: [.reset(budget: budget, scope: agent.account, note: note)],
            by: request.principal
        )
        gov.counts.forget(agent.id)
        return .json { json in
            json.key("status")
            json.string("reset")
            json.key("name")
            json.string(agent.name)
            json.key("daily_budget")
            json.amount(agent.dailyLimitNanos ?? 0)
            json.key("spent_today")
            json.int(0)
            json.key("calls_today")
            json.int(0)
            json.key("message")
            json.string(
                isPaused
                    ? "What the agent spends today is counted anew. It is still paused: resume it."
                    : "What the agent spends today is counted anew."
            )
        }
    }

    /// The agent that a path names, by its id or by its key.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see.
    private func agent(of request: ConsoleRequest) throws -> (Agent, Workspace) {
        let name = request.parameter("agent_key")
        var found = desk.registry.agent(name)
        if found == nil, name.utf8.count <= ConsoleAccess.secretBytesMax,
            let key = desk.store.keyRing.find(Array(name.utf8).span, nowMs: desk.clockMs())
        {
            found = desk.registry.agent(ofKey: key.id)
        }
        guard let agent = found, !agent.isRetired,
            request.principal?.mayEnter(agent.workspace) ?? true,
            let workspace = desk.registry.workspace(agent.workspace)
        else {
            throw ConsoleError(404, "not_found", "There is no agent with this key or id.")
        }
        return (agent, workspace)
    }
}
