import FarthingCore
import FarthingPolicy

/// `/v1/workspaces`.
package struct WorkspacesAPI: Sendable {
    let desk: ConsoleDesk

    package init(desk: ConsoleDesk) { self.desk = desk }

    package var routes: [Route] {
        [
            Route("GET", "/v1/workspaces", .principal(.read), list),
            Route("POST", "/v1/workspaces", .principal(.administer), create),
            Route("GET", "/v1/workspaces/{workspace}", .principal(.read), get),
            Route("PATCH", "/v1/workspaces/{workspace}", .principal(.administer), edit),
        ]
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        try query.check()
        if request.principal?.mayEnter(Workspace.usual) ?? true {
            // The one that is always there is made by the first who looks for it.
            _ = try await desk.workspace(Workspace.usual, for: request.principal)
        }
        let all = desk.registry.workspaces.filter { request.principal?.mayEnter($0.id) ?? true }
        // Their order never changes, and none is ever removed.
        var shown = all[...]
        if let after = page.after {
            guard let index = all.firstIndex(where: { $0.id == after }) else {
                throw QueryMembers.unknownCursor
            }
            shown = all[(index + 1)...]
        }
        return page.answer(Array(shown.prefix(page.limit + 1)), place: \.id) { workspace, json in
            write(workspace, version(of: workspace.id), to: &json)
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let workspace = try await desk.workspace(
            request.parameter("workspace"),
            for: request.principal
        )
        return answer(workspace, version(of: workspace.id))
    }

    private func create(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        body.refuseNull("name", "description", "currency", "zone", "note")
        if !body.has("name") { body.fault("name", "must be given") }
        let name = body.name("name") ?? ""
        let description = body.text("description", 0...500) ?? ""
        let currency = body.text("currency", 3...3) ?? "USD"
        if !currencyCodes.contains(currency) {
            body.fault("currency", "must be the code of a currency in ISO 4217, as USD")
        }
        let zone = zone(&body) ?? "UTC"
        let note = body.note()
        try body.check()
        guard request.principal?.workspace == nil else {
            throw ConsoleError(403, "forbidden", "Who has one workspace makes no others.")
        }
        let secret = KeyText.agentSecret()
        let workspace = Workspace(
            id: "ws-" + RandomText.hex(bytes: 8),
            name: name,
            description: description,
            currency: currency,
            zone: zone,
            createdAtMs: desk.clockMs(),
            keyID: KeyText.id()
        )
        var scope = Scope()
        scope[.project] = workspace.id
        let key = NewAccessKey(
            id: workspace.keyID ?? "",
            secret: secret,
            name: name,
            scope: scope
        )
        try await desk.open(
            workspace,
            expects: .absent,
            keys: [key],
            by: request.principal,
            note: note
        )
        let version = version(of: workspace.id)
        return ConsoleAnswer.json(201) { json in
            write(workspace, version, to: &json)
            json.key("secret")
            json.string(secret)
        }
        .with("location", "/v1/workspaces/" + workspace.id)
        .with("etag", Revision.etag(version))
    }

    private func edit(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let old = try await desk.workspace(
            request.parameter("workspace"),
            for: request.principal
        )
        var body = try BodyMembers(request)
        body.refuseNull("name", "description", "zone", "note")
        var new = old
        new.name = body.name("name") ?? old.name
        new.description = body.text("description", 0...500) ?? old.description
        new.zone = zone(&body) ?? old.zone
        let note = body.note()
        try body.check()
        try request.refuseEmptyPatch()
        let expects = try Revision.expected(request)
        let done = try await desk.change(
            [edit(new, expects)],
            by: request.principal,
            note: note
        )
        let version = done.items.first?.version ?? 1
        guard new.zone != old.zone else { return answer(new, version) }
        do {
            // What was spent in the day that the new zone has is found in the journal.
            try await desk.policies.putInForce()
        } catch {
            // It must not say what is not in force.
            try await desk.change(
                [edit(old, .version(version))],
                by: request.principal,
                note: "the zone could not be put in force"
            )
            throw error
        }
        return answer(new, version)
    }

    private func edit(
        _ workspace: Workspace,
        _ expects: RegistryEdit.Expectation
    ) -> RegistryEdit {
        RegistryEdit(
            collection: Workspace.collection,
            id: workspace.id,
            document: workspace.document,
            expects: expects
        )
    }

    private func zone(_ body: inout BodyMembers) -> String? {
        guard let zone = body.text("zone", 1...64) else { return nil }
        guard desk.zone(zone) != nil else {
            body.fault("zone", "must be the IANA name of a time zone, as Europe/Berlin")
            return nil
        }
        return zone
    }

    private func version(of id: String) -> Int64 {
        desk.registry.version(Workspace.collection, id) ?? 1
    }

    // MARK: Answers

    private func answer(_ workspace: Workspace, _ version: Int64) -> ConsoleAnswer {
        ConsoleAnswer.json { write(workspace, version, to: &$0) }
            .with("etag", Revision.etag(version))
    }

    private func write(_ workspace: Workspace, _ version: Int64, to json: inout JSONWriter) {
        let nowMs = desk.clockMs()
        let keyID = workspace.keyID.flatMap { desk.store.keyRing.find(id: $0, nowMs: nowMs)?.id }
        json.key("created_at_ms")
        json.int(workspace.createdAtMs)
        json.key("currency")
        json.string(workspace.currency)
        json.key("description")
        json.string(workspace.description)
        json.key("id")
        json.string(workspace.id)
        json.key("key_id")
        json.string(keyID)
        json.key("name")
        json.string(workspace.name)
        json.key("version")
        json.int(version)
        json.key("zone")
        json.string(workspace.zone)
    }
}
