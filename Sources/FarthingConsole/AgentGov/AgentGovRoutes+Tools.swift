import FarthingCore

/// Tools with prices, and what was spent on them.
extension AgentGovRoutes {
    func registerTool(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try GovBody(request, isLax: isCompatible)
        let name = body.text("name", 1...100)
        let costNanos = body.amount("cost_per_call", .up)
        let description = body.text("description", 0...500, usual: "")
        let workspaceID = body.text("workspace_id", 0...50, usual: Workspace.usual)
        let category = body.has("category") ? body.text("category", 0...100) : nil
        let id = RegisteredTool.id(workspace: workspaceID, name: name)
        if id.utf8.count > RegistryChange.idBytesMax {
            body.fault(
                GovFault("string_too_long", body: "name", "must have fewer bytes in UTF-8")
            )
        }
        try body.check()
        let workspace = try await desk.workspace(workspaceID, for: request.principal)
        let known = desk.registry.tool(workspace.id, name)
        var tool =
            known
            ?? RegisteredTool(
                name: name,
                workspace: workspace.id,
                costNanos: costNanos,
                registeredAtMs: desk.clockMs()
            )
        tool.name = name
        tool.costNanos = costNanos
        tool.description = description
        if let category { tool.category = category }
        try await desk.change(
            [
                RegistryEdit(
                    collection: RegisteredTool.collection,
                    id: tool.id,
                    document: tool.document
                )
            ],
            by: request.principal
        )
        // agent-gov says by this word whether a description was sent.
        let isNew = isCompatible ? !description.isEmpty : known == nil
        return .json { json in
            json.key("status")
            json.string(isNew ? "registered" : "updated")
            json.key("tool")
            json.beginObject()
            json.members(of: tool)
            json.endObject()
        }
    }

    func tools(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let filter = try filter(request)
        let tools = desk.registry.tools(of: filter.workspace)
        return .json { json in
            json.key("tools")
            json.beginArray()
            for tool in tools {
                json.beginObject()
                json.members(of: tool)
                json.key("registered_at")
                json.string(GovText.time(tool.registeredAtMs))
                json.endObject()
            }
            json.endArray()
            if tools.isEmpty {
                json.key("message")
                json.string("No tool is registered; register one with POST /tools/register.")
            } else {
                json.key("count")
                json.int(tools.count)
                json.filter(filter)
            }
        }
    }

    func analytics(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let filter = try filter(request)
        var question = StatisticsQuestion(by: .tool)
        if let workspace = filter.workspace { question.filter = [.project: workspace] }
        // What waits for a yes is no call yet; agent-gov counts it.
        let waiting = isCompatible ? [] : try await gov.asks.pending(of: filter.workspace)
        let waits = Dictionary(grouping: waiting, by: \.tool).mapValues { Int64($0.count) }
        let sums = try await desk.statistics.sums(question)
            .map { sum in
                var sum = sum
                sum.calls -= min(sum.calls, waits[sum.value] ?? 0)
                return sum
            }
            // Without a tool's name it is a call of a model.
            .filter { $0.calls > 0 && !$0.value.isEmpty }
            .sorted { ($1.costNanos, $0.value) < ($0.costNanos, $1.value) }
        let own = filter.workspace ?? Workspace.usual
        let currency = desk.registry.workspace(own)?.currency ?? "USD"
        return .json { json in
            var totalNanos: Int64 = 0
            json.key("tools")
            json.beginArray()
            for sum in sums {
                json.beginObject()
                json.key("tool_name")
                json.string(sum.value)
                json.key("total_calls")
                json.int(sum.calls)
                json.key("total_spent")
                json.roundedAmount(sum.costNanos)
                json.key("avg_cost")
                json.amount(Self.meanHundredths(sum))
                json.key("agent_count")
                json.int(sum.agents)
                json.key("currency")
                json.string(sum.currency)
                json.endObject()
                // Money of two currencies is not added up.
                guard sum.currency == currency else { continue }
                totalNanos = Int64(
                    clamping: Int128(totalNanos) + Int128(GovText.hundredths(sum.costNanos))
                )
            }
            json.endArray()
            json.key("total_tools")
            json.int(sums.count)
            json.key("total_spend")
            json.amount(totalNanos)
            json.key("currency")
            json.string(currency)
            json.filter(filter)
        }
    }

    /// What a call has cost in the mean, in nano-units, rounded to hundredths.
    private static func meanHundredths(_ sum: StatisticsSum) -> Int64 {
        // Halves of hundredths decide, so that the mean is not rounded twice.
        let halves = sum.costNanos / sum.calls / 5_000_000
        return (halves + 1) / 2 * 10_000_000
    }
}

extension JSONWriter {
    fileprivate mutating func members(of tool: RegisteredTool) {
        key("name")
        string(tool.name)
        key("cost_per_call")
        amount(tool.costNanos)
        key("description")
        string(tool.description)
        key("workspace_id")
        string(tool.workspace)
        guard !tool.category.isEmpty else { return }
        key("category")
        string(tool.category)
    }
}
