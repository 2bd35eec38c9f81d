import FarthingCore

/// `/v1/agents`.
package struct AgentsAPI: Sendable {
    let gov: AgentGov
    let keys: any KeyDesk
    let cutter: (any CallCutter)?

    var desk: ConsoleDesk { gov.desk }
    var figures: AgentFigures { AgentFigures(desk: desk, keys: keys) }

    /// - Parameters:
    ///   - gov: the one whose listeners serve agent-gov's API: what it remembers of an agent is
    ///     forgotten where the agent is changed here.
    ///   - cutter: ends calls that run through this server; nil where none do.
    package init(_ gov: AgentGov, keys: any KeyDesk, cutter: (any CallCutter)? = nil) {
        self.gov = gov
        self.keys = keys
        self.cutter = cutter
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/agents", .principal(.read), list),
            Route("POST", "/v1/agents", .principal(.operate), create),
            Route("GET", "/v1/agents/{agent}", .principal(.read), get),
            Route("PATCH", "/v1/agents/{agent}", .principal(.operate), edit),
            Route("DELETE", "/v1/agents/{agent}", .principal(.operate), retire),
            Route("POST", "/v1/agents/{agent}/pause", .principal(.operate), pause),
            Route("POST", "/v1/agents/{agent}/resume", .principal(.operate), resume),
            Route("POST", "/v1/agents/{agent}/reset", .principal(.operate), reset),
            Route("POST", "/v1/agents/{agent}/kill", .principal(.operate), kill),
            Route("POST", "/v1/agents/{agent}/rotate-key", .principal(.operate), rotateKey),
        ]
    }

    // MARK: Reading

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let asked = query.text("workspace", 1...50)
        let prefix = query.name("name")
        let listing = AgentListing(
            figures: figures,
            state: query.word("state", AgentView.State.self),
            order: query.word("order", AgentListing.Order.self) ?? .name,
            page: query.page()
        )
        try query.check()
        let workspace = try desk.filter(asked, for: request.principal)
        let agents = desk.registry.agents(of: workspace, after: nil, limit: Int.max) { agent in
            agent.isRetired == (listing.state == .retired)
                && prefix.map { agent.name.hasPrefix($0) } ?? true
        }
        let lines = try await listing.lines(of: agents)
        let shown = Array(lines.prefix(listing.page.limit))
        let unknown = shown.filter { $0.account == nil }.map(\.agent)
        let accounts = try await figures.accounts(of: unknown)
        var views: [(line: AgentListing.Line, view: AgentView?)] = []
        for line in lines {
            let isShown = views.count < shown.count
            let account = line.account ?? accounts[line.agent.id]
            let view = isShown ? try await figures.view(line.agent, account) : nil
            views.append((line: line, view: view))
        }
        return listing.page.answer(views, place: { listing.place($0.line) }) { item, json in
            item.view?.write(to: &json)
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        return try await answer(agent(of: request))
    }

    // MARK: Making

    private func create(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        body.refuseNull("name", "workspace", "daily_limit_nanos", "note")
        for member in ["name", "daily_limit_nanos"] where !body.has(member) {
            body.fault(member, "must be given")
        }
        let name = body.name("name") ?? ""
        let limitNanos = body.integer("daily_limit_nanos", 0...Money.maxNanos) ?? 0
        let workspaceID = body.text("workspace", 1...50) ?? Workspace.usual
        let note = body.note()
        try body.check()
        let workspace = try await desk.workspace(workspaceID, for: request.principal)
        let secret = KeyText.agentSecret()
        let agent = Agent(
            id: "ag_" + RandomText.hex(bytes: 8),
            name: name,
            workspace: workspace.id,
            keyID: KeyText.id(),
            dailyLimitNanos: limitNanos,
            createdAtMs: desk.clockMs()
        )
        try await desk.change(
            [edit(agent, .absent)],
            keys: [
                NewAccessKey(
                    id: agent.keyID,
                    secret: secret,
                    name: name,
                    scope: agent.scope,
                    claims: KeyText.agentClaims
                )
            ],
            with: [setLimit(of: agent, note)],
            by: request.principal,
            note: note
        )
        let view = try await figures.view(agent)
        return ConsoleAnswer.json(201) { json in
            view.write(to: &json)
            json.key("secret")
            json.string(secret)
        }
        .with("location", "/v1/agents/" + agent.id)
        .with("etag", Revision.etag(view.version))
    }

    // MARK: Parts of all of them

    /// The agent that a path names.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see.
    func agent(of request: ConsoleRequest) throws -> Agent {
        guard let agent = desk.registry.agent(request.parameter("agent")),
            request.principal?.mayEnter(agent.workspace) ?? true
        else { throw ConsoleError.notFound("agent") }
        return agent
    }

    /// The same, of one that is in use.
    ///
    /// - Throws: ``ConsoleError`` 404 as above, 409 where it is retired.
    func agentInUse(of request: ConsoleRequest) throws -> Agent {
        let agent = try agent(of: request)
        guard !agent.isRetired else {
            throw ConsoleError(409, "retired", "The agent is retired; make another one.")
        }
        return agent
    }

    /// The answer that shows an agent as it stands.
    func answer(_ agent: Agent) async throws -> ConsoleAnswer {
        let view = try await figures.view(desk.registry.agent(agent.id) ?? agent)
        return ConsoleAnswer.json { view.write(to: &$0) }
            .with("etag", Revision.etag(view.version))
    }

    func edit(_ agent: Agent, _ expects: RegistryEdit.Expectation) -> RegistryEdit {
        RegistryEdit(
            collection: Agent.collection,
            id: agent.id,
            document: agent.document,
            expects: expects
        )
    }

    /// Has the agent's account hold to its limit.
    func setLimit(of agent: Agent, _ note: String) -> Command {
        .setLimit(
            budget: Workspace.agentsBudget(agent.workspace),
            scope: agent.account,
            limit: agent.dailyLimitNanos ?? 0,
            note: note
        )
    }
}

extension ConsoleDesk {
    /// The workspace of which a list is asked: the one that is named, else the only one that the
    /// principal may see; nil for all.
    ///
    /// - Throws: ``ConsoleError`` 404 for one that is not there, or that the principal may not see.
    func filter(_ asked: String?, for principal: Principal?) throws -> String? {
        guard let asked else { return principal?.workspace }
        guard principal?.mayEnter(asked) ?? true, registry.workspace(asked) != nil else {
            throw ConsoleError.notFound("workspace")
        }
        return asked
    }
}
