import FarthingCore
import FarthingPages

/// agent-gov's dashboard: agents, tools and rules on one page.
extension SiteRoutes {
    /// Rows of each list: more than anybody reads.
    private static let dashboardMax = 500

    func dashboard(_ visit: SiteVisit) async throws -> any Page {
        let all = desk.registry.agents(of: visit.workspace, after: nil, limit: Int.max) {
            !$0.isRetired
        }
        let newest = all.sorted { ($0.createdAtMs, $0.id) > ($1.createdAtMs, $1.id) }
            .prefix(Self.dashboardMax)
        let accounts = try await agentsAPI.figures.accounts(of: Array(newest))
        let sums = try await figures.sums(
            fromMs: visit.firstHourMs,
            by: .agent,
            filter: visit.filter
        )
        let calls = Dictionary(sums.map { ($0.value, $0.calls) }, uniquingKeysWith: +)
        return DashboardPage(
            agents: newest.map { agent in
                let account = accounts[agent.id]
                let currency = currency(of: agent.workspace)
                return DashboardPage.Agent(
                    name: agent.name,
                    workspace: agent.workspace,
                    state: PageState(agentsAPI.figures.state(of: agent, account)),
                    spent: PageAmount(nanos: account?.spent ?? 0, currency: currency),
                    limit: PageAmount(nanos: agent.dailyLimitNanos ?? 0, currency: currency),
                    callsToday: calls[agent.id] ?? 0,
                    link: visit.isNobody ? nil : PageLink("agents", agent.id)
                )
            },
            tools: try await dashboardTools(visit),
            rules: desk.registry.rules(of: visit.workspace).prefix(Self.dashboardMax).map { rule in
                DashboardPage.Rule(
                    name: rule.name,
                    workspace: rule.workspace,
                    description: rule.description,
                    kind: rule.type,
                    action: rule.action.rawValue,
                    isEnabled: rule.isEnabled
                )
            },
            agentCount: Int64(all.count)
        )
    }

    /// The tools with prices, the newest first, and then those that were called without one.
    private func dashboardTools(_ visit: SiteVisit) async throws -> [DashboardPage.Tool] {
        let sums = visit.own(
            try await figures.sums(fromMs: 0, by: .tool, filter: visit.filter)
        )
        let registered = desk.registry.tools(of: visit.workspace)
            .sorted { ($0.registeredAtMs, $0.id) > ($1.registeredAtMs, $1.id) }
            .prefix(Self.dashboardMax)
        var tools: [DashboardPage.Tool] = []
        for tool in registered {
            let sum = try await sum(of: tool, fromMs: 0)
            let currency = currency(of: tool.workspace)
            tools.append(
                DashboardPage.Tool(
                    name: tool.name,
                    description: tool.description,
                    cost: PageAmount(nanos: tool.costNanos, currency: currency),
                    spent: PageAmount(nanos: sum.costNanos, currency: currency),
                    calls: sum.calls
                )
            )
        }
        let known = Set(registered.map { RegisteredTool.normal($0.name) })
        let others =
            sums
            .filter { !$0.value.isEmpty && !known.contains(RegisteredTool.normal($0.value)) }
            .sorted { left, right in
                left.costNanos == right.costNanos
                    ? utf8Precedes(left.value, right.value) : left.costNanos > right.costNanos
            }
        tools += others.prefix(Self.dashboardMax).map { sum in
            DashboardPage.Tool(
                name: sum.value,
                cost: nil,
                spent: visit.money(sum.costNanos),
                calls: sum.calls
            )
        }
        return tools
    }
}

extension SiteVisit {
    /// Whether nobody is asked for here.
    var isNobody: Bool {
        if case .nobody = principal.kind { return true }
        return false
    }
}

extension PageState {
    /// An agent's state.
    init(_ state: AgentView.State) {
        switch state {
        case .active: self = .active
        case .paused: self = .paused
        case .killed: self = .stopped
        case .retired: self = .retired
        }
    }
}
