import FarthingCore

/// `/v1/agents`.
package struct AgentsAPI: Sendable {
    let gov: AgentGov
    let keys: any KeyDesk
    let kills: Kills

    var desk: ConsoleDesk { gov.desk }
    var figures: AgentFigures { AgentFigures(desk: desk, keys: keys, killSwitch: kills.killSwitch) }

    /// - Parameters:
    ///   - gov: the one whose listeners serve agent-gov's API: what it remembers of an agent is
    ///     forgotten where the agent is changed here.
    ///   - kills: stops agents as it stops all else.
    package init(_ gov: AgentGov, keys: any KeyDesk, kills: Kills) {
        self.gov = gov
        self.keys = keys
        var kills = kills
        kills.asks = gov.asks
        self.kills = kills
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
        let agents = AgentListing.Candidates(registry: desk.registry, workspace: workspace) {
            $0.isRetired == (listing.state == .retired)
                && prefix.map($0.name.hasPrefix) ?? true
        }
        // Behind those that are registered.
        let calledPlace = CalledAgents.name(behind: listing.page.after)
        let lines =
            calledPlace != nil
            ? [] : try await listing.lines(of: agents) { try await desk.store.accounts() }
        let shown = Array(lines.prefix(listing.page.limit))
        let unknown = shown.filter { $0.account == nil }.map(\.agent)
        let accounts = try await figures.accounts(of: unknown)
        let found = try await figures.views(
            shown.map { ($0.agent, $0.account ?? accounts[$0.agent.id]) }
        )
        var rows = lines.enumerated().map { index, line in
            Row.registered(line, index < found.count ? found[index] : nil)
        }
        if workspace == nil {
            rows += try await called.list(
                after: calledPlace,
                limit: listing.page.limit + 1 - lines.count,
                state: listing.state,
                fits: { name in prefix.map { name.hasPrefix($0) } ?? true }
            ).map { .called($0) }
        }
        return listing.page.answer(rows, place: { $0.place(in: listing) }) { row, json in
            switch row {
            case .registered(_, let view): view?.write(to: &json)
            case .called(let agent): agent.write(to: &json)
            }
        }
    }

    /// A line of the list.
    private enum Row {
        /// The view is nil for the one behind the page, of which only that it is there is told.
        case registered(AgentListing.Line, AgentView?)
        case called(CalledAgent)

        func place(in listing: AgentListing) -> String {
            switch self {
            case .registered(let line, _): listing.place(line)
            case .called(let agent): CalledAgents.place(agent)
            }
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        if let agent = try await calledAgent(of: request) { return try await answer(agent) }
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
        let workspaceID =
            body.text("workspace", 1...50) ?? request.principal?.workspace
            ?? Workspace.usual
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
