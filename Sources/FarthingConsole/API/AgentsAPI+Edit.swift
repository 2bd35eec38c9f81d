import FarthingCore

/// Changes of agents.
extension AgentsAPI {
    func edit(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let old = try agentInUse(of: request)
        var body = try BodyMembers(request)
        body.refuseNull("name", "daily_limit_nanos", "note")
        var new = old
        new.name = body.name("name") ?? old.name
        let limitNanos = body.integer("daily_limit_nanos", 0...Money.maxNanos)
        let note = body.note()
        try body.check()
        try request.refuseEmptyPatch()
        if let limitNanos { new.dailyLimitNanos = limitNanos }
        try await desk.change(
            [edit(new, Revision.expected(request))],
            with: limitNanos == nil ? [] : [setLimit(of: new, note)],
            by: request.principal,
            note: note
        )
        return try await answer(new)
    }

    func retire(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let note = query.note()
        try query.check()
        let expects = try Revision.expectedOrAny(request)
        let agent = try agent(of: request)
        if agent.isRetired { return .done }
        try await update(request, note: note, expects: expects) { agent in
            agent.isRetired = true
            return Change(
                revoking: [agent.keyID, agent.oldKeyID].compactMap(\.self),
                // Nobody spends in its account any more, and others need the place.
                commands: [
                    .setLimit(
                        budget: Workspace.agentsBudget(agent.workspace),
                        scope: agent.account,
                        limit: nil,
                        note: note
                    )
                ]
            )
        }
        try await endWork(of: agent, request, note)
        // Nothing of it begins any more, and what is retired is not stopped besides.
        try await lift(agent, request, note)
        gov.counts.forget(agent.id)
        return .done
    }

    func rotateKey(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        _ = try agentInUse(of: request)
        var body = try BodyMembers(request)
        let (overlapMs, note) = body.rotation()
        try body.check()
        let secret = KeyText.agentSecret()
        let keyID = KeyText.id()
        let nowMs = desk.clockMs()
        var rotation: KeyRotation?
        try await update(request, note: note) { agent in
            let key = NewAccessKey(
                id: keyID,
                secret: secret,
                name: agent.name,
                scope: agent.scope,
                claims: KeyText.agentClaims
            )
            let old = desk.store.keyRing.find(id: agent.keyID, nowMs: nowMs)
            var made = KeyRotation(
                key,
                replacing: old,
                oldExpiresAtMs: old.flatMap { keys.expiresAtMs(ofKey: $0.id) },
                overlapMs: overlapMs,
                nowMs: nowMs
            )
            made.apply(to: &agent)
            rotation = made
            return Change(keys: [made.key], revoking: made.revoking, expiring: made.expiring)
        }
        return .json { json in
            json.key("key")
            AgentView.writeKey(keyID, expiresAtMs: rotation?.key.expiresAtMs, to: &json)
            json.key("old_key_ends_at_ms")
            json.int(rotation?.oldEndsAtMs ?? nowMs)
            json.key("secret")
            json.string(secret)
        }
    }

    // MARK: One change of one agent

    /// What belongs to an edit of an agent, in the same commit.
    struct Change {
        var keys: [NewAccessKey] = []
        var revoking: [String] = []
        var expiring: [KeyExpiry] = []
        var commands: [Command] = []
    }

    /// How often an edit is made again that somebody else's came before.
    private static let attemptsMax = 4

    /// Edits an agent as it stands, whatever others do to it meanwhile.
    ///
    /// - Parameters:
    ///   - expects: what the agent must be; any: whatever it is.
    ///   - change: edits it; may be called more than once.
    /// - Returns: the outcomes of the commands.
    @discardableResult
    func update(
        _ request: ConsoleRequest,
        note: String,
        expects: RegistryEdit.Expectation = .any,
        _ change: (inout Agent) throws -> Change
    ) async throws -> [Outcome] {
        var attempt = 1
        while true {
            let id = request.parameter("agent")
            // In this order: an agent that is newer than its version is found out.
            let version = desk.registry.version(Agent.collection, id)
            var agent = try agentInUse(of: request)
            let beside = try change(&agent)
            do {
                let isAny = expects == .any
                return try await desk.change(
                    [edit(agent, isAny ? version.map { .version($0) } ?? .any : expects)],
                    keys: beside.keys,
                    revoking: beside.revoking,
                    expiring: beside.expiring,
                    with: beside.commands,
                    by: request.principal,
                    note: note
                ).outcomes
            } catch let error as ConsoleError
                where error.code == "stale" && expects == .any && attempt < Self.attemptsMax
            {
                attempt += 1
                if let item = try await desk.store.registryItem(Agent.collection, id) {
                    desk.registry.take([item])
                }
            }
        }
    }
}
