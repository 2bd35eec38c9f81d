import FarthingCore
import FarthingPages

/// Agents, and the switches for them.
extension SiteRoutes {
    var agentRoutes: [Route] {
        [
            page("/agents", agents),
            page("/agents/{agent}", agent),
            stop("pause", .paused), stop("resume", .resumed), stop("reset", .reset),
            form("/agents/{agent}/kill", .operate) { visit in
                try checkWord("stop", visit)
                return try await press("kill", .stopped, visit)
            },
            form("/kill", .operate) { visit in
                try checkWord("stop everything", visit)
                try await api.send("POST", PageLink("v1", "kill"), by: visit.request) { json in
                    json.key("confirm")
                    json.string("everything")
                    json.note(visit.request)
                    json.key("target")
                    json.string("everything")
                }
                // The banner says the rest.
                return PageLink("settings")
            },
            form("/kill/lift", .operate) { visit in
                let operation = PageLink("v1", "kill", "lift")
                try await api.send("POST", operation, by: visit.request) { json in
                    json.note(visit.request)
                    json.key("target")
                    json.string("everything")
                }
                return PageLink("settings").saying(.lifted)
            },
        ]
    }

    private func stop(_ verb: String, _ done: PageDone) -> Route {
        form("/agents/{agent}/" + verb, .operate) { try await press(verb, done, $0) }
    }

    private func press(
        _ verb: String,
        _ done: PageDone,
        _ visit: SiteVisit
    ) async throws -> PageLink {
        let id = visit.request.parameter("agent")
        let operation = PageLink("v1", "agents", id, verb)
        try await api.send("POST", operation, by: visit.request) { $0.note(visit.request) }
        return PageLink("agents", id).saying(done)
    }

    /// What stops something for good must be typed.
    ///
    /// - Throws: ``ConsoleError`` 409 for any other word.
    func checkWord(_ word: String, _ visit: SiteVisit) throws {
        guard visit.request.said("word") == word else {
            let detail = "nothing was stopped; it is “\(word)”."
            var error = ConsoleError(409, "confirmation", detail)
            error.faults = [.init("word", detail)]
            throw error
        }
    }

    // MARK: The list

    /// What the page calls the orders of a list.
    private static let orders: [String: AgentListing.Order] = [
        "": .spent, "spent": .spent, "fullest": .share, "name": .name,
    ]
    private static let states: [String: AgentView.State] = [
        "active": .active, "paused": .paused, "stopped": .killed, "retired": .retired,
    ]

    private func agents(_ visit: SiteVisit) async throws -> any Page {
        let text = visit.request.asked("text")
        let order = Self.orders[visit.request.asked("order")] ?? .spent
        let state = Self.states[visit.request.asked("state")]
        let listing = AgentListing(
            figures: agentsAPI.figures,
            state: state,
            order: order,
            page: ListPage(after: try after(visit), limit: Self.rowsMax)
        )
        let wanted = text.lowercased()
        let registry = desk.registry
        let workspace = visit.workspace
        let isRetired = state == .retired
        let agents = AgentListing.Candidates(registry: registry, workspace: workspace) { agent in
            agent.isRetired == isRetired
                && (wanted.isEmpty || agent.id == text
                    || agent.name.lowercased().contains(wanted))
        }
        // Behind those that are registered.
        let calledPlace = CalledAgents.name(behind: listing.page.after)
        let lines =
            calledPlace != nil
            ? [] : try await listing.lines(of: agents) { try await figures.accounts() }
        var others: [CalledAgent] = []
        if workspace == nil {
            others = try await agentsAPI.called.list(
                after: calledPlace,
                limit: Self.rowsMax + 1 - lines.count,
                state: state,
                fits: { wanted.isEmpty || $0.lowercased().contains(wanted) }
            )
        }
        let shown = Array(lines.prefix(Self.rowsMax))
        let accounts = try await agentsAPI.figures.accounts(
            of: shown.filter { $0.account == nil }.map(\.agent)
        )
        let views = try await agentsAPI.figures.views(
            shown.map { ($0.agent, $0.account ?? accounts[$0.agent.id]) }
        )
        let refused = try await refusals(fromMs: visit.firstHourMs, visit)
        let places = lines.map(listing.place) + others.map(CalledAgents.place)
        let rest = others.prefix(Self.rowsMax - shown.count)
        return AgentsPage(
            text: text,
            state: state == nil ? "" : visit.request.asked("state"),
            order: visit.request.asked("order"),
            agents: views.map { row($0, refusals: refused[$0.agent.id] ?? 0) }
                + (try await rows(Array(rest), visit)),
            total: Int64(registry.agentCount(of: workspace) { $0.isRetired == isRetired }),
            more: more(places, visit, place: \.self)
        )
    }

    private func refusals(fromMs: Int64, _ visit: SiteVisit) async throws -> [String: Int64] {
        let sums = try await figures.sums(fromMs: fromMs, by: .agent, filter: visit.filter)
        return Dictionary(sums.map { ($0.value, $0.refused) }, uniquingKeysWith: +)
    }

    private func row(_ view: AgentView, refusals: Int64) -> AgentsPage.Agent {
        AgentsPage.Agent(
            id: view.agent.id,
            name: view.agent.name,
            workspace: name(ofWorkspace: view.agent.workspace),
            state: PageState(view.state),
            figures: AccountFigures(view.account),
            callsToday: view.callsToday,
            refusalsToday: refusals,
            sharesName: sharesName(view.agent),
            lastCallAtMs: view.lastCallAtMs
        )
    }

    // MARK: One agent

    private func agent(_ visit: SiteVisit) async throws -> any Page {
        if let called = try await agentsAPI.calledAgent(of: visit.request) {
            return try await page(of: called, visit)
        }
        let found = try agentsAPI.agent(of: visit.request)
        let view = try await agentsAPI.figures.view(found)
        let own = self.visit(visit, in: found.workspace)
        let filter: [Dimension: String] = [.agent: found.id, .project: found.workspace]
        let hourly = try await figures.sums(
            fromMs: hoursFromMs(own),
            isHourly: true,
            filter: filter
        )
        let today = own.own(hourly).filter { $0.hourMs ?? 0 >= own.firstHourMs }
        let tools = try await figures.sums(fromMs: own.firstHourMs, by: .tool, filter: filter)
        let models = try await figures.sums(fromMs: own.firstHourMs, by: .model, filter: filter)
        let question = EntryQuestion(terms: [(.agent, found.id)], limit: 20)
        return AgentPage(
            agent: row(view, refusals: today.reduce(0) { $0 + $1.refused }),
            keyID: view.hasKey ? found.keyID : "",
            createdAtMs: found.createdAtMs,
            savedToday: own.money(
                own.own(tools).reduce(0) { $0 + (refusedNanos($1, in: found.workspace) ?? 0) }
            ),
            pausedBecause: try await pausedBecause(view),
            hours: hours(hourly, own),
            tools: spendRows(tools, own),
            models: spendRows(models, own),
            accounts: try await accounts(of: found, view, own),
            calls: try await rows(desk.statistics.entries(question).rows)
        )
    }

    func spendRows(_ sums: [StatisticsSum], _ visit: SiteVisit) -> [SpendRow] {
        visit.own(sums).filter { !$0.value.isEmpty }
            .sorted { left, right in
                left.costNanos == right.costNanos
                    ? utf8Precedes(left.value, right.value) : left.costNanos > right.costNanos
            }
            .prefix(Self.rowsMax)
            .map { sum in
                SpendRow(
                    name: sum.value,
                    calls: sum.calls,
                    spent: visit.money(sum.costNanos),
                    refusals: sum.refused,
                    saved: sum.refused == 0
                        ? nil
                        : visit.workspace.flatMap { refusedNanos(sum, in: $0) }
                            .map { visit.money($0) }
                )
            }
    }

    /// The agent's accounts in all budgets, its workspace's first.
    private func accounts(
        of agent: Agent,
        _ view: AgentView,
        _ visit: SiteVisit
    ) async throws -> [AccountRow] {
        let term = "agent=" + agent.id
        let others = try await figures.accounts().filter { account in
            account.key.budget != view.account.key.budget
                && account.key.scope.split(separator: ",").contains { $0 == term }
        }
        let windows = try await figures.windows()
        return ([view.account] + others.prefix(Self.rowsMax)).map { row($0, windows, visit) }
    }

    /// What the entry says by which it was paused.
    private func pausedBecause(_ view: AgentView) async throws -> String? {
        if let kill = agentsAPI.kills.killSwitch.kill(ofAgent: view.agent.id) {
            let who = "It is stopped, since \(shownTime(kill.atMs)), by \(kill.by)"
            return kill.note.isEmpty ? who + "." : who + ": \(kill.note)."
        }
        guard view.state == .paused else { return nil }
        // Its accounts in other budgets are paused by themselves: a few entries tell which one it is.
        let question = EntryQuestion(
            terms: [(.kind, "pause"), (.agent, view.agent.id)],
            limit: 10
        )
        for row in try await desk.statistics.entries(question).rows {
            guard let entry = ReceiptsAPI.decision(row.line),
                entry.text("budget") == view.account.key.budget
            else { continue }
            let note = entry.text("note")
            let at = "since \(shownTime(row.atMs))"
            return note.isEmpty ? "It is paused, \(at)." : "It is paused, \(at): \(note)."
        }
        return "It is paused."
    }

    func shownTime(_ atMs: Int64) -> String {
        var bytes: [UInt8] = []
        appendTimestamp(atMs, to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5) + " UTC"
    }
}
