import FarthingCore

/// Workspaces.
extension AgentGovRoutes {
    /// What stands for a key that is not shown.
    static let maskedKey = "ag-********"

    func addWorkspace(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try GovBody(request, isLax: isCompatible)
        let name = body.text("name", 1...100)
        let description = body.text("description", 0...500, usual: "")
        try body.check()
        guard request.principal?.workspace == nil else {
            throw ConsoleError(403, "forbidden", "Who has one workspace makes no others.")
        }
        let secret = "ag-" + RandomText.hex(bytes: 16)
        let workspace = Workspace(
            id: "ws-" + RandomText.hex(bytes: 8),
            name: name,
            description: description,
            createdAtMs: freeMs(),
            keyID: "key_" + RandomText.hex(bytes: 8)
        )
        var scope = Scope()
        scope[.project] = workspace.id
        let key = NewAccessKey(
            id: workspace.keyID ?? "",
            secret: secret,
            name: name,
            scope: scope
        )
        try await desk.open(workspace, expects: .absent, keys: [key], by: request.principal)
        return .json { json in
            json.key("id")
            json.string(workspace.id)
            json.key("name")
            json.string(name)
            json.key("description")
            json.string(description)
            json.key("api_key")
            json.string(secret)
            json.key("message")
            json.string(
                "The workspace is there. Its key runs it alone; keep it: it is shown this once."
            )
        }
    }

    /// The time, later by so much that no other workspace was made then: lists are in that order.
    private func freeMs() -> Int64 {
        let taken = Set(desk.registry.workspaces.map(\.createdAtMs))
        var ms = desk.clockMs()
        while taken.contains(ms) { ms += 1 }
        return ms
    }

    func workspaces(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let all = desk.registry.workspaces.filter { request.principal?.mayEnter($0.id) ?? true }
        return .json { json in
            json.key("workspaces")
            json.beginArray()
            for workspace in all {
                json.beginObject()
                json.key("id")
                json.string(workspace.id)
                json.key("name")
                json.string(workspace.name)
                json.key("description")
                json.string(workspace.description)
                json.key("api_key")
                json.string(Self.maskedKey)
                json.key("created_at")
                json.string(GovText.time(workspace.createdAtMs))
                json.endObject()
            }
            json.endArray()
            json.key("count")
            json.int(all.count)
        }
    }
}
