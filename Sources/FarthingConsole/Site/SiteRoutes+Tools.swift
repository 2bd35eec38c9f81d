import FarthingCore
import FarthingPages

/// Tools, their prices, and what was spent on them.
extension SiteRoutes {
    var toolRoutes: [Route] {
        [
            page("/tools", tools),
            form("/tools", .operate, registerTool),
        ]
    }

    private func tools(_ visit: SiteVisit) async throws -> any Page {
        let text = visit.request.asked("text")
        let wanted = text.lowercased()
        var found = desk.registry.tools(of: visit.workspace).filter { tool in
            wanted.isEmpty || tool.name.lowercased().contains(wanted)
                || tool.category.lowercased().contains(wanted)
        }
        .sorted { utf8Precedes($0.id, $1.id) }
        if let after = try after(visit) { found = found.filter { utf8Precedes(after, $0.id) } }
        var rows: [ToolsPage.Tool] = []
        for tool in found.prefix(Self.rowsMax) { rows.append(try await row(tool, visit)) }
        let sums = visit.own(
            try await figures.sums(fromMs: visit.firstHourMs, by: .tool, filter: visit.filter)
        )
        let named = sums.filter { !$0.value.isEmpty && $0.costNanos > 0 }
            .sorted { left, right in
                left.costNanos == right.costNanos
                    ? utf8Precedes(left.value, right.value) : left.costNanos > right.costNanos
            }
        return ToolsPage(
            text: text,
            tools: rows,
            share: ChartShare(
                title: "Tools on which most was spent today",
                kind: .tool,
                unit: .money(visit.currency),
                rows: named.prefix(10).map { sum in
                    ChartShare.Row(name: sum.value, spent: sum.costNanos, calls: sum.calls)
                },
                total: sums.reduce(0) { $0 + $1.costNanos }
            ),
            more: more(found, visit, place: \.id),
            workspaces: desk.registry.workspaces.map(\.id)
                .filter { visit.principal.mayEnter($0) && visit.shows($0) },
            currency: visit.currency
        )
    }

    private func row(_ tool: RegisteredTool, _ visit: SiteVisit) async throws -> ToolsPage.Tool {
        let own = self.visit(visit, in: tool.workspace)
        let today = try await sum(of: tool, fromMs: own.firstHourMs)
        let agents = try await figures.sums(
            fromMs: own.firstHourMs,
            by: .agent,
            filter: [.tool: tool.name, .project: tool.workspace]
        )
        return ToolsPage.Tool(
            name: tool.name,
            workspace: tool.workspace,
            category: tool.category,
            description: tool.description,
            cost: own.money(tool.costNanos),
            guards: tool.guards.words,
            callsToday: today.calls,
            spentToday: own.money(today.costNanos),
            refusalsToday: today.refused,
            agents: Int64(agents.count { !$0.value.isEmpty && $0.calls > 0 })
        )
    }

    /// What calls of a tool come to in its workspace, whatever spelling its callers have.
    func sum(of tool: RegisteredTool, fromMs: Int64) async throws -> StatisticsSum {
        let currency = currency(of: tool.workspace)
        let sums = try await figures.sums(
            fromMs: fromMs,
            by: .tool,
            filter: [.project: tool.workspace]
        )
        let wanted = RegisteredTool.normal(tool.name)
        var whole = StatisticsSum(value: tool.name, currency: currency, calls: 0, costNanos: 0)
        for sum in sums
        where sum.currency == currency && RegisteredTool.normal(sum.value) == wanted {
            whole.calls += sum.calls
            whole.refused += sum.refused
            whole.costNanos += sum.costNanos
        }
        return whole
    }

    private func registerTool(_ visit: SiteVisit) async throws -> PageLink {
        let request = visit.request
        let name = request.said("name")
        let asked = request.said("workspace")
        let workspace = asked.isEmpty ? visit.workspace ?? Workspace.usual : asked
        guard !name.isEmpty else { throw ConsoleError.field("name", "say what it is called.") }
        guard let costNanos = Self.nanos(request.said("cost")) else {
            throw ConsoleError.field("cost", "a number like 0.05, with up to nine decimals.")
        }
        let known = desk.registry.tool(workspace, name)
        try await api.send(
            "PUT",
            PageLink("v1", "tools", workspace, name),
            by: request,
            fields: known == nil ? [] : [("if-match", "*")]
        ) { json in
            if !request.said("category").isEmpty {
                json.key("category")
                json.string(request.said("category"))
            }
            json.key("cost_nanos")
            json.int(costNanos)
            json.key("description")
            json.string(request.said("description"))
            if let known {
                // The form does not ask for them, and must not take them away.
                json.key("guards")
                known.guards.write(to: &json)
            }
        }
        return PageLink("tools").saying(.registered)
    }

    /// A decimal with up to nine digits behind its point, in billionths; nil for anything else.
    static func nanos(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : "0"
        guard let whole = parts.first, (1...9).contains(whole.utf8.count),
            (1...9).contains(fraction.utf8.count),
            [whole, fraction].allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let units = Int64(whole),
            let rest = Int64(fraction + String(repeating: "0", count: 9 - fraction.utf8.count))
        else { return nil }
        let nanos = Int128(units) * 1_000_000_000 + Int128(rest)
        return nanos <= Int128(Money.maxNanos) ? Int64(nanos) : nil
    }
}

extension RegisteredGuards {
    /// A phrase for each.
    fileprivate var words: [String] {
        var words: [String] = []
        if let rateLimit {
            words.append("\(rateLimit.callsMax) calls in \(Self.shown(rateLimit.periodMs))")
        }
        if let circuitBreaker {
            words.append(
                "stops for \(Self.shown(circuitBreaker.resetMs)) after "
                    + "\(circuitBreaker.failuresMax) failures"
            )
        }
        if let attemptsMax { words.append("\(attemptsMax) calls a run") }
        if let idempotencyMs { words.append("repeats stand for \(Self.shown(idempotencyMs))") }
        return words
    }

    private static func shown(_ lengthMs: Int64) -> String {
        switch lengthMs {
        case let ms where ms % 86_400_000 == 0: "\(ms / 86_400_000) d"
        case let ms where ms % 3_600_000 == 0: "\(ms / 3_600_000) h"
        case let ms where ms % 60_000 == 0: "\(ms / 60_000) min"
        case let ms where ms % 1_000 == 0: "\(ms / 1_000) s"
        default: "\(lengthMs) ms"
        }
    }
}
