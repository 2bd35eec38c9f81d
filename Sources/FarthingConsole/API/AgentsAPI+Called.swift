import FarthingCore

/// Agents that nobody has registered, by the names that their calls say.
extension AgentsAPI {
    var called: CalledAgents { CalledAgents(desk: desk, killSwitch: kills.killSwitch) }

    /// The agent that a path names, where it is known by its calls alone; nil for one that is registered,
    /// and for none.
    func calledAgent(of request: ConsoleRequest) async throws -> CalledAgent? {
        let name = request.parameter("agent")
        guard request.principal?.workspace == nil, desk.registry.agent(name) == nil else {
            return nil
        }
        return try await called.find(name)
    }

    /// - Throws: ``ConsoleError`` 409 `no_account` where nothing is counted for it by itself.
    func pause(
        _ agent: CalledAgent,
        _ request: ConsoleRequest,
        note: String
    ) async throws -> ConsoleAnswer {
        guard !agent.accounts.isEmpty else {
            throw ConsoleError(
                409,
                "no_account",
                "No budget is counted for this agent by itself, so that there is nothing to pause; "
                    + "kill stops it."
            )
        }
        let note = words("paused", request, note)
        let running = agent.accounts.filter { !$0.isPaused }
        if !running.isEmpty {
            try await desk.apply(
                running.map { .pause(budget: $0.key.budget, scope: $0.key.scope, note: note) }
            )
        }
        return try await answer(agent)
    }

    func resume(
        _ agent: CalledAgent,
        _ request: ConsoleRequest,
        note: String
    ) async throws -> ConsoleAnswer {
        let said = words("resumed", request, note)
        let paused = agent.accounts.filter(\.isPaused)
        if !paused.isEmpty {
            try await desk.apply(
                paused.map { .resume(budget: $0.key.budget, scope: $0.key.scope, note: said) }
            )
        }
        // Last, so that an agent of which only the half was done is stopped still.
        if agent.isKilled {
            try await kills.lift(.agent(agent.name), by: request.principal, note: note)
        }
        return try await answer(agent)
    }

    /// The answer that shows one as it stands.
    func answer(_ agent: CalledAgent) async throws -> ConsoleAnswer {
        let now = try await called.find(agent.name) ?? agent
        return .json { now.write(to: &$0) }
    }
}
