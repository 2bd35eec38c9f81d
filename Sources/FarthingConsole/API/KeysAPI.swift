import FarthingCore

/// `/v1/keys`.
package struct KeysAPI: Sendable {
    let desk: ConsoleDesk
    let keys: any KeyDesk

    package init(desk: ConsoleDesk, keys: any KeyDesk) {
        self.desk = desk
        self.keys = keys
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/keys", .principal(.read), list),
            Route("POST", "/v1/keys", .principal(.administer), create),
            Route("GET", "/v1/keys/{key}", .principal(.read), get),
            Route("PATCH", "/v1/keys/{key}", .principal(.administer), edit),
            Route("DELETE", "/v1/keys/{key}", .principal(.administer), revoke),
            Route("POST", "/v1/keys/{key}/rotate", .principal(.administer), rotate),
        ]
    }

    // MARK: Reading

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let state = query.word("state", KeyState.self) ?? .active
        let prefix = query.name("name")
        let page = query.page()
        try query.check()
        let nowMs = desk.clockMs()
        var found = try await desk.store.accessKeys().filter { key in
            key.state(nowMs: nowMs) == state && isVisible(key, to: request.principal)
                && prefix.map { key.name.hasPrefix($0) } ?? true
        }
        found.sort { Self.precedes($0.createdAtMs, $0.id, $1.createdAtMs, $1.id) }
        if let after = page.after {
            let parts = after.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let atMs = Int64(parts[0]) else {
                throw QueryMembers.unknownCursor
            }
            let id = String(parts[1])
            found = found.filter { Self.precedes(atMs, id, $0.createdAtMs, $0.id) }
        }
        return page.answer(
            Array(found.prefix(page.limit + 1)),
            place: { "\($0.createdAtMs) \($0.id)" }
        ) { key, json in
            write(key, nowMs, to: &json)
        }
    }

    /// The newest first.
    private static func precedes(
        _ atMs: Int64,
        _ id: String,
        _ otherAtMs: Int64,
        _ otherID: String
    ) -> Bool {
        atMs == otherAtMs ? utf8Precedes(otherID, id) : atMs > otherAtMs
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        return answer(try await key(of: request))
    }

    // MARK: Making

    private func create(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let nowMs = desk.clockMs()
        var body = try BodyMembers(request)
        let wanted = WantedKey(&body, nowMs: nowMs)
        let note = body.note()
        try body.check()
        try wanted.check(for: request.principal)
        let active = try await desk.store.accessKeys().filter { $0.state(nowMs: nowMs) == .active }
        guard !active.contains(where: { $0.name == wanted.name }) else {
            throw ConsoleError(
                409,
                "already_exists",
                "A key of this name is in use; revoke it first, or choose another name."
            )
        }
        let secret = KeyText.secret()
        // Last of all, since it may make salts: what is refused leaves nothing behind.
        let key = NewAccessKey(
            id: KeyText.id(),
            secret: secret,
            name: wanted.name,
            scope: try await keys.standing(wanted.scope),
            claims: try await keys.standing(wanted.claims),
            expiresAtMs: wanted.expiresAtMs,
            capability: wanted.capability,
            approves: wanted.approves,
            isApproverOnly: wanted.isApproverOnly
        )
        let record = KeyRecord(key, createdAtMs: nowMs)
        try await desk.change([record.edit], keys: [key], by: request.principal, note: note)
        let stored = try await self.key(key.id)
        return ConsoleAnswer.json(201) { json in
            write(stored, nowMs, to: &json)
            json.key("secret")
            json.string(secret)
        }
        .with("location", "/v1/keys/" + key.id)
    }

    private func rotate(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let statement = try await key(of: request)
        var body = try BodyMembers(request)
        let (overlapMs, note) = body.rotation()
        try body.check()
        let nowMs = desk.clockMs()
        guard let old = desk.store.keyRing.find(id: statement.id, nowMs: nowMs) else {
            throw ConsoleError(409, "conflict", "The key is over; make another one.")
        }
        let agent = desk.registry.agent(ofKey: old.id)
        let workspace = desk.registry.workspace(ofKey: old.id)
            .flatMap { desk.registry.workspace($0) }
        guard agent?.oldKeyID != old.id, workspace?.oldKeyID != old.id else {
            throw ConsoleError(409, "conflict", "The key was replaced already.")
        }
        let isOurs = agent == nil && workspace == nil
        let secret = isOurs ? KeyText.secret() : KeyText.agentSecret()
        let key = NewAccessKey(
            id: KeyText.id(),
            secret: secret,
            name: statement.name,
            scope: old.scope
        )
        var rotation = KeyRotation(
            key,
            replacing: old,
            oldExpiresAtMs: statement.expiresAtMs,
            overlapMs: overlapMs,
            nowMs: nowMs
        )
        var record = KeyRecord(rotation.key, createdAtMs: nowMs)
        record.replaces = old.id
        var edits = [record.edit]
        if var agent {
            let version = desk.registry.version(Agent.collection, agent.id)
            rotation.apply(to: &agent)
            edits.append(Self.edit(Agent.collection, agent.id, agent.document, version))
        }
        if var workspace {
            let version = desk.registry.version(Workspace.collection, workspace.id)
            rotation.apply(to: &workspace)
            edits.append(
                Self.edit(Workspace.collection, workspace.id, workspace.document, version)
            )
        }
        try await desk.change(
            edits,
            keys: [rotation.key],
            revoking: rotation.revoking,
            expiring: rotation.expiring,
            by: request.principal,
            note: note
        )
        let stored = try await self.key(key.id)
        return .json { json in
            write(stored, nowMs, to: &json)
            json.key("old_key_ends_at_ms")
            json.int(rotation.oldEndsAtMs)
            json.key("secret")
            json.string(secret)
        }
    }

    // MARK: Changing

    private func edit(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        var key = try await key(of: request)
        let nowMs = desk.clockMs()
        var body = try BodyMembers(request)
        body.refuseNull("note")
        if !body.has("expires_at_ms") { body.fault("expires_at_ms", "must be given") }
        let expiresAtMs = WantedKey.expiry(&body, nowMs: nowMs)
        let note = body.note()
        try body.check()
        guard key.revokedAtMs == nil else {
            throw ConsoleError(409, "conflict", "The key is revoked; make another one.")
        }
        key.expiresAtMs = expiresAtMs
        try await desk.change(
            [KeyRecord(key).edit],
            expiring: [KeyExpiry(id: key.id, atMs: expiresAtMs)],
            by: request.principal,
            note: note
        )
        return answer(try await self.key(key.id))
    }

    private func revoke(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let note = query.note()
        try query.check()
        var key = try await key(of: request)
        if key.revokedAtMs != nil { return .done }
        key.revokedAtMs = desk.clockMs()
        try await desk.change(
            [KeyRecord(key).edit],
            revoking: [key.id],
            by: request.principal,
            note: note
        )
        return .done
    }

    private static func edit(
        _ collection: String,
        _ id: String,
        _ document: [UInt8],
        _ version: Int64?
    ) -> RegistryEdit {
        RegistryEdit(
            collection: collection,
            id: id,
            document: document,
            expects: version.map { .version($0) } ?? .any
        )
    }

    // MARK: Parts of all of them

    /// The key that a path names.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see.
    private func key(of request: ConsoleRequest) async throws -> AccessKeyStatement {
        let key = try await key(request.parameter("key"))
        guard isVisible(key, to: request.principal) else { throw ConsoleError.notFound("key") }
        return key
    }

    private func key(_ id: String) async throws -> AccessKeyStatement {
        guard let key = try await desk.store.accessKeys().first(where: { $0.id == id }) else {
            throw ConsoleError.notFound("key")
        }
        return key
    }

    /// Who has one workspace sees the keys whose calls are for it.
    private func isVisible(_ key: AccessKeyStatement, to principal: Principal?) -> Bool {
        guard let workspace = principal?.workspace else { return true }
        return key.key?.scope[.project] == workspace
    }

    private func answer(_ key: AccessKeyStatement) -> ConsoleAnswer {
        let nowMs = desk.clockMs()
        return .json { write(key, nowMs, to: &$0) }
    }

    private func write(_ key: AccessKeyStatement, _ nowMs: Int64, to json: inout JSONWriter) {
        key.write(to: &json, nowMs: nowMs, workspace: desk.registry.workspace(ofKey: key.id))
    }
}
