import FarthingCore

/// `/v1/tools`.
package struct ToolsAPI: Sendable {
    let desk: ConsoleDesk

    package init(desk: ConsoleDesk) { self.desk = desk }

    package var routes: [Route] {
        let path = "/v1/tools/{workspace}/{tool}"
        return [
            Route("GET", "/v1/tools", .principal(.read), list),
            Route("GET", path, .principal(.read), get),
            Route("PUT", path, .principal(.operate), put),
            Route("DELETE", path, .principal(.operate), remove),
        ]
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let asked = query.text("workspace", 1...50)
        let category = query.name("category")
        let prefix = query.name("name")
        let page = query.page()
        try query.check()
        let workspace = try desk.filter(asked, for: request.principal)
        // A workspace's tools are priced by hand: they are few.
        var tools = desk.registry.tools(of: workspace).filter { tool in
            category.map { tool.category == $0 } ?? true
                && prefix.map { tool.name.hasPrefix($0) } ?? true
        }
        .sorted { utf8Precedes($0.id, $1.id) }
        if let after = page.after { tools = tools.filter { utf8Precedes(after, $0.id) } }
        return page.answer(Array(tools.prefix(page.limit + 1)), place: \.id) { tool, json in
            write(tool, version(of: tool) ?? 1, to: &json)
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let (name, workspace) = try await place(request)
        guard let tool = desk.registry.tool(workspace.id, name) else {
            throw ConsoleError.notFound("tool")
        }
        return answer(tool, version(of: tool) ?? 1)
    }

    private func put(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let (name, workspace) = try await place(request)
        try Self.check(name)
        var body = try BodyMembers(request)
        body.refuseNull("cost_nanos", "description", "category", "guards", "note")
        if !body.has("cost_nanos") { body.fault("cost_nanos", "must be given") }
        let old = desk.registry.tool(workspace.id, name)
        let tool = RegisteredTool(
            name: name,
            workspace: workspace.id,
            costNanos: body.integer("cost_nanos", 0...Money.maxNanos) ?? 0,
            description: body.text("description", 0...500) ?? "",
            category: body.name("category") ?? "",
            guards: body.toolGuards("guards"),
            registeredAtMs: old?.registeredAtMs ?? desk.clockMs()
        )
        let note = body.note()
        try body.check()
        let expects = try Revision.expectedByPut(request, version: old.flatMap(version(of:)))
        let done = try await desk.change(
            [
                RegistryEdit(
                    collection: RegisteredTool.collection,
                    id: tool.id,
                    document: tool.document,
                    expects: expects
                )
            ],
            by: request.principal,
            note: note
        )
        let answer = answer(tool, done.items.first?.version ?? 1, isNew: old == nil)
        guard old == nil else { return answer }
        let segment = FormText.encode(name)
        return answer.with("location", "/v1/tools/\(workspace.id)/\(segment)")
    }

    private func remove(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let note = query.note()
        try query.check()
        let expects = try Revision.expectedOrAny(request)
        let (name, workspace) = try await place(request)
        guard let tool = desk.registry.tool(workspace.id, name) else {
            throw ConsoleError.notFound("tool")
        }
        try await desk.change(
            [
                RegistryEdit(
                    collection: RegisteredTool.collection,
                    id: tool.id,
                    document: nil,
                    expects: expects
                )
            ],
            by: request.principal,
            note: note
        )
        return .done
    }

    // MARK: Parts

    private func place(
        _ request: ConsoleRequest
    ) async throws -> (name: String, workspace: Workspace) {
        let workspace = try await desk.workspace(
            request.parameter("workspace"),
            for: request.principal
        )
        return (name: request.parameter("tool"), workspace: workspace)
    }

    private static func check(_ name: String) throws {
        let isFit =
            (1...100).contains(name.unicodeScalars.count) && !RegisteredTool.normal(name).isEmpty
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard !isFit else { return }
        var error = ConsoleError(422, "invalid", "The tool's name is none.")
        error.faults = [
            ConsoleError.Fault(
                "tool",
                "must have 1 to 100 characters, some of them to be seen, and no control characters"
            )
        ]
        throw error
    }

    /// Nil for one that is not there any more.
    private func version(of tool: RegisteredTool) -> Int64? {
        desk.registry.version(RegisteredTool.collection, tool.id)
    }

    // MARK: Answers

    private func answer(
        _ tool: RegisteredTool,
        _ version: Int64,
        isNew: Bool = false
    ) -> ConsoleAnswer {
        ConsoleAnswer.json(isNew ? 201 : 200) { write(tool, version, to: &$0) }
            .with("etag", Revision.etag(version))
    }

    private func write(_ tool: RegisteredTool, _ version: Int64, to json: inout JSONWriter) {
        json.key("category")
        json.string(tool.category)
        json.key("cost_nanos")
        json.int(tool.costNanos)
        json.key("currency")
        json.string(desk.registry.workspace(tool.workspace)?.currency ?? "USD")
        json.key("description")
        json.string(tool.description)
        json.key("guards")
        tool.guards.write(to: &json)
        json.key("name")
        json.string(tool.name)
        json.key("registered_at_ms")
        json.int(tool.registeredAtMs)
        json.key("version")
        json.int(version)
        json.key("workspace")
        json.string(tool.workspace)
    }
}
