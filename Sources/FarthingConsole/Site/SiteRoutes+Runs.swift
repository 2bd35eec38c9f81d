import FarthingCore
import FarthingPages

/// Runs and the runs below them.
extension SiteRoutes {
    var runRoutes: [Route] {
        [
            page("/runs", runs),
            page("/runs/{run}", run),
            form("/runs/{run}/kill", .operate) { visit in
                try checkWord("stop", visit)
                let id = visit.request.parameter("run")
                let operation = PageLink("v1", "runs", id, "kill")
                try await api.send("POST", operation, by: visit.request) {
                    $0.note(visit.request)
                }
                return PageLink("runs", id).saying(.stopped)
            },
        ]
    }

    private func runs(_ visit: SiteVisit) async throws -> any Page {
        let text = visit.request.asked("text")
        let agent = visit.request.asked("agent")
        var query = listQuery(visit)
        query.append(.init("workspace", visit.workspace ?? ""))
        query.append(.init("agent", agentID(agent, visit)))
        let found = try await api.get(PageLink("v1", "runs", query: query), by: visit.request)
        let runs = found.list("items").filter { text.isEmpty || $0.text("run").contains(text) }
        return RunsPage(
            text: text,
            agent: agent,
            runs: runs.map { run in
                RunsPage.Run(
                    id: run.text("run"),
                    agent: name(ofAgent: run.text("agent")),
                    state: Self.state(run),
                    startedAtMs: run.int("began_at_ms") ?? 0,
                    lastAtMs: run.int("last_at_ms") ?? 0,
                    steps: (run.int("calls") ?? 0) + (run.int("refused") ?? 0),
                    refusals: run.int("refused") ?? 0,
                    spent: Self.money(run, "tree_cost_nanos"),
                    children: 0
                )
            },
            more: more(found, visit)
        )
    }

    private func run(_ visit: SiteVisit) async throws -> any Page {
        let id = visit.request.parameter("run")
        let run = try await api.get(PageLink("v1", "runs", id), by: visit.request)
        var question = EntryQuestion(terms: [(.run, id)], after: try after(visit), limit: 20)
        if let workspace = run.member("workspace")?.string {
            question.terms.append((.workspace, workspace))
        }
        let calls = try await desk.statistics.entries(question)
        var nodes: [RunPage.Node] = []
        add(run, depth: 0, to: &nodes)
        return RunPage(
            id: id,
            agent: name(ofAgent: run.text("agent")),
            state: Self.state(run),
            startedAtMs: run.int("began_at_ms") ?? 0,
            lastAtMs: run.int("last_at_ms") ?? 0,
            parent: run.member("parent")?.string,
            nodes: nodes,
            isCut: !run.isTrue("complete"),
            calls: try await rows(calls.rows),
            more: PageMore(
                next: calls.next.map { ListPage.cursor($0) },
                isFurther: question.after != nil
            )
        )
    }

    /// Adds a run and those below it; how deep that goes, the API bounds.
    private func add(_ run: JSONNode, depth: Int, to nodes: inout [RunPage.Node]) {
        nodes.append(
            RunPage.Node(
                id: run.text("run"),
                agent: name(ofAgent: run.text("agent")),
                state: Self.state(run),
                depth: depth,
                steps: (run.int("calls") ?? 0) + (run.int("refused") ?? 0),
                refusals: run.int("refused") ?? 0,
                own: Self.money(run, "cost_nanos"),
                total: Self.money(run, "tree_cost_nanos")
            )
        )
        for child in run.list("children") { add(child, depth: depth + 1, to: &nodes) }
    }

    private static func state(_ run: JSONNode) -> PageState {
        switch run.text("state") {
        case "running": .active
        case "killed": .stopped
        default: .ended
        }
    }

    private static func money(_ node: JSONNode, _ name: String) -> PageAmount {
        let currency = node.text("currency")
        return PageAmount(
            nanos: node.int(name) ?? 0,
            currency: currency.isEmpty ? "USD" : currency
        )
    }
}
