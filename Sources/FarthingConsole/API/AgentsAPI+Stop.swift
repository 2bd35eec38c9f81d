import FarthingCore

/// Agents that are stopped, and go on.
///
/// Each of these is an edit of the agent's item too, although it may say the same as before: so the
/// journal tells in one place who did it, and why.
extension AgentsAPI {
    func pause(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let (agent, note) = try read(request)
        if try await isPaused(agent) { return try await answer(agent) }
        try await update(request, note: note) { agent in
            Change(commands: [pause(agent, words("paused", request, note))])
        }
        return try await answer(agent)
    }

    func resume(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let (agent, note) = try read(request)
        guard try await isPaused(agent) || agent.isKilled else { return try await answer(agent) }
        try await update(request, note: note) { agent in
            agent.isKilled = false
            return Change(commands: [
                .resume(
                    budget: Workspace.agentsBudget(agent.workspace),
                    scope: agent.account,
                    note: words("resumed", request, note)
                )
            ])
        }
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
        let (agent, note) = try read(request)
        let outcomes = try await update(request, note: note) { agent in
            agent.isKilled = true
            return Change(commands: [pause(agent, words("killed", request, note))])
        }
        // From here on nothing begins, so that what is ended below is all there is.
        let ended = try await endWork(of: agent, request, note)
        var sequence: Int64 = 0
        if case .applied(let applied)? = outcomes.first { sequence = applied }
        return .json { json in
            json.key("released_holds")
            json.int(ended.released)
            json.key("running_holds")
            json.int(ended.running)
            json.key("sequence")
            json.int(sequence)
            json.key("withdrawn_approvals")
            json.int(ended.withdrawn)
        }
    }

    // MARK: Parts

    private func read(_ request: ConsoleRequest) throws -> (agent: Agent, note: String) {
        try QueryMembers(request).check()
        let agent = try agentInUse(of: request)
        var body = try BodyMembers(request)
        body.refuseNull("note")
        let note = body.note()
        try body.check()
        return (agent: agent, note: note)
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
    private func words(_ what: String, _ request: ConsoleRequest, _ note: String) -> String {
        let who = "\(what) by \(request.principal?.name ?? "anybody")"
        return note.isEmpty ? who : who + ": " + note
    }

    // MARK: What an agent had begun

    /// Open holds, and approvals, that are looked through: as many as a book is made for.
    private static let openMax = 1_000_000
    /// Commands of one submission: others wait for its commit.
    private static let commandsMax = 1_000

    /// What was ended of what an agent had begun.
    struct Ended: Sendable {
        /// Holds of which nothing was sent.
        var released: Int64 = 0
        /// Approvals that were open.
        var withdrawn: Int64 = 0
        /// Calls that go on until they end.
        var running: Int64 = 0
    }

    /// Cuts the calls of an agent that run through this server, gives back what it has set aside and
    /// not sent, and takes its approvals back.
    func endWork(
        of agent: Agent,
        _ request: ConsoleRequest,
        _ note: String
    ) async throws -> Ended {
        var ended = Ended()
        let (id, workspace) = (agent.id, agent.workspace)
        let cut = Set(
            await cutter?.cut { $0[.agent] == id && $0[.project] == workspace } ?? []
        )
        for ask in try await gov.asks.pending(of: agent.workspace) where ask.agent == agent.id {
            do {
                _ = try await gov.asks.decide(ask.id, .withdraw, by: request.principal, note: note)
                ended.withdrawn += 1
            } catch let error as ConsoleError where error.status < 500 {
                // Somebody else has decided meanwhile.
            }
        }
        let words = words("withdrawn", request, note)
        let approvals = try await desk.store.approvals(limit: Self.openMax)
            .filter { $0.state.isOpen && isOf(agent, $0.scope, $0.principal) }
        ended.withdrawn += try await apply(
            approvals.map { .withdrawApproval($0.id, note: words) }
        )
        let holds = try await desk.store.openHolds(limit: Self.openMax).filter { hold in
            [agent.keyID, agent.oldKeyID].contains(hold.principal)
                || hold.lines.contains { line in
                    line.account.budget == Workspace.agentsBudget(agent.workspace)
                        && line.account.scope == agent.account
                }
        }
        ended.released = try await apply(
            holds.filter { !$0.isSent }
                .map { .release($0.id, why: self.words("stopped", request, note)) }
        )
        // What was cut is settled by now, or will be in a moment.
        ended.running = Int64(holds.filter { $0.isSent && !cut.contains($0.id) }.count)
        return ended
    }

    private func isOf(_ agent: Agent, _ scope: Scope, _ principal: String) -> Bool {
        [agent.keyID, agent.oldKeyID].contains(principal)
            || scope[.agent] == agent.id && scope[.project] == agent.workspace
    }

    /// Applies commands of which each may come too late.
    ///
    /// - Returns: how many did not.
    private func apply(_ commands: [Command]) async throws -> Int64 {
        var count: Int64 = 0
        var rest = commands[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(Self.commandsMax))
            rest = rest.dropFirst(some.count)
            for outcome in try await desk.store.apply(some, nowMs: desk.clockMs()) {
                switch outcome {
                case .refused, .unchanged: break
                default: count += 1
                }
            }
        }
        return count
    }
}
