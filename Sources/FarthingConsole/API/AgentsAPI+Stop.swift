import FarthingCore

/// Agents that are stopped, and go on.
///
/// Each of these is an edit of the agent's item too, although it may say the same as before: so the
/// journal tells in one place who did it, and why.
extension AgentsAPI {
    func pause(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        if let agent = try await calledAgent(of: request) {
            return try await pause(agent, request, note: note(of: request))
        }
        let (agent, note) = try read(request)
        if try await isPaused(agent) { return try await answer(agent) }
        try await update(request, note: note) { agent in
            Change(commands: [pause(agent, words("paused", request, note))])
        }
        return try await answer(agent)
    }

    func resume(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        if let agent = try await calledAgent(of: request) {
            return try await resume(agent, request, note: note(of: request))
        }
        let (agent, note) = try read(request)
        if try await isPaused(agent) {
            try await update(request, note: note) { agent in
                Change(commands: [
                    .resume(
                        budget: Workspace.agentsBudget(agent.workspace),
                        scope: agent.account,
                        note: words("resumed", request, note)
                    )
                ])
            }
        }
        // Last, so that an agent of which only the half was done is stopped still.
        try await lift(agent, request, note)
        gov.counts.forget(agent.id)
        return try await answer(agent)
    }

    func reset(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let (agent, note) = try read(request)
        try await update(request, note: note) { agent in
            Change(commands: [
                .reset(
                    budget: Workspace.agentsBudget(agent.workspace),
                    scope: agent.account,
                    note: words("reset", request, note)
                )
            ])
        }
        gov.counts.forget(agent.id)
        return try await answer(agent)
    }

    func kill(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        if let agent = try await calledAgent(of: request) {
            let outcome = try await kills.kill(
                .agent(agent.name),
                by: request.principal,
                note: note(of: request)
            )
            return .json { outcome.write(to: &$0) }
        }
        let (agent, note) = try read(request)
        let outcome = try await kills.kill(.agent(agent.id), by: request.principal, note: note)
        gov.counts.forget(agent.id)
        return .json { outcome.write(to: &$0) }
    }

    /// Lets a stopped agent go again, where it is stopped.
    func lift(_ agent: Agent, _ request: ConsoleRequest, _ note: String) async throws {
        guard kills.killSwitch.stops(agent: agent.id) else { return }
        do {
            try await kills.lift(.agent(agent.id), by: request.principal, note: note)
        } catch let error as ConsoleError where error.status == 404 {
            // Somebody else has lifted it.
        }
    }

    // MARK: Parts

    private func read(_ request: ConsoleRequest) throws -> (agent: Agent, note: String) {
        let agent = try agentInUse(of: request)
        return (agent: agent, note: try note(of: request))
    }

    private func note(of request: ConsoleRequest) throws -> String {
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        body.refuseNull("note")
        let note = body.note()
        try body.check()
        return note
    }

    private func isPaused(_ agent: Agent) async throws -> Bool {
        try await figures.accounts(of: [agent])[agent.id]?.isPaused ?? false
    }

    private func pause(_ agent: Agent, _ note: String) -> Command {
        .pause(
            budget: Workspace.agentsBudget(agent.workspace),
            scope: agent.account,
            note: note
        )
    }

    /// What the entry of a command says: what was done, by whom, and why.
    func words(_ what: String, _ request: ConsoleRequest, _ note: String) -> String {
        let who = "\(what) by \(request.principal?.name ?? "anybody")"
        return note.isEmpty ? who : who + ": " + note
    }

    // MARK: What an agent had begun

    /// Open holds, and approvals, that are looked through: as many as a book is made for.
    private static let openMax = 1_000_000
    /// Commands of one submission: others wait for its commit.
    private static let commandsMax = 1_000

    /// Cuts the calls of an agent that run through this server, gives back what it has set aside and
    /// not sent, and takes its approvals back.
    func endWork(
        of agent: Agent,
        _ request: ConsoleRequest,
        _ note: String
    ) async throws {
        let (id, workspace) = (agent.id, agent.workspace)
        await kills.cut { $0[.agent] == id && $0[.project] == workspace }
        for ask in try await gov.asks.pending(of: agent.workspace) where ask.agent == agent.id {
            do {
                _ = try await gov.asks.decide(ask.id, .withdraw, by: request.principal, note: note)
            } catch let error as ConsoleError where error.status < 500 {
                // Somebody else has decided meanwhile.
            }
        }
        let words = words("withdrawn", request, note)
        let approvals = try await desk.store.approvals(limit: Self.openMax)
            .filter { $0.state.isOpen && isOf(agent, $0.scope, $0.principal) }
        try await apply(approvals.map { .withdrawApproval($0.id, note: words) })
        let holds = try await desk.store.openHolds(limit: Self.openMax).filter { hold in
            [agent.keyID, agent.oldKeyID].contains(hold.principal)
                || hold.lines.contains { line in
                    line.account.budget == Workspace.agentsBudget(agent.workspace)
                        && line.account.scope == agent.account
                }
        }
        try await apply(
            holds.filter { !$0.isSent }
                .map { .release($0.id, why: self.words("stopped", request, note)) }
        )
    }

    private func isOf(_ agent: Agent, _ scope: Scope, _ principal: String) -> Bool {
        [agent.keyID, agent.oldKeyID].contains(principal)
            || scope[.agent] == agent.id && scope[.project] == agent.workspace
    }

    /// Applies commands of which each may come too late.
    private func apply(_ commands: [Command]) async throws {
        var rest = commands[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(Self.commandsMax))
            rest = rest.dropFirst(some.count)
            _ = try await desk.store.apply(some, nowMs: desk.clockMs())
        }
    }
}
