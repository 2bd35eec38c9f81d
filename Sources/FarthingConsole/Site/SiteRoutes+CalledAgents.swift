import FarthingCore
import FarthingPages

/// Agents that nobody has registered, on the pages of those that somebody has.
extension SiteRoutes {
    /// Their lines in the list.
    func rows(_ agents: [CalledAgent], _ visit: SiteVisit) async throws -> [AgentsPage.Agent] {
        if agents.isEmpty { return [] }
        let sums = try await figures.sums(
            fromMs: visit.firstHourMs,
            by: .agent,
            filter: visit.filter
        )
        let own = Dictionary(grouping: visit.own(sums), by: \.value)
        return agents.map { row($0, own[$0.name] ?? [], visit) }
    }

    func row(
        _ agent: CalledAgent,
        _ today: [StatisticsSum],
        _ visit: SiteVisit
    ) -> AgentsPage.Agent {
        AgentsPage.Agent(
            id: agent.name,
            name: agent.name,
            workspace: "not registered",
            state: PageState(agent.state),
            figures: AccountFigures(
                unit: .money(visit.currency),
                limit: 0,
                topUps: 0,
                spent: today.reduce(0) { $0 + $1.costNanos },
                held: 0,
                overrun: 0
            ),
            isLimited: false,
            isRegistered: false,
            callsToday: today.reduce(0) { $0 + $1.calls },
            refusalsToday: today.reduce(0) { $0 + $1.refused },
            lastCallAtMs: agent.lastCallAtMs
        )
    }

    /// The page of one.
    func page(of agent: CalledAgent, _ visit: SiteVisit) async throws -> any Page {
        let filter: [Dimension: String] = [.agent: agent.name]
        let hourly = try await figures.sums(
            fromMs: hoursFromMs(visit),
            isHourly: true,
            filter: filter
        )
        let today = visit.own(hourly).filter { $0.hourMs ?? 0 >= visit.firstHourMs }
        let tools = try await figures.sums(fromMs: visit.firstHourMs, by: .tool, filter: filter)
        let question = EntryQuestion(terms: [(.agent, agent.name)], limit: 20)
        return AgentPage(
            agent: row(agent, today, visit),
            keyID: "",
            createdAtMs: nil,
            savedToday: visit.money(0),
            pausedBecause: stoppedBecause(agent),
            hours: hours(hourly, visit),
            tools: spendRows(tools, visit),
            models: [],
            accounts: agent.accounts.prefix(Self.rowsMax).map { row($0, visit) },
            calls: try await rows(desk.statistics.entries(question).rows)
        )
    }

    private func stoppedBecause(_ agent: CalledAgent) -> String? {
        guard let kill = agentsAPI.kills.killSwitch.kill(ofAgent: agent.name) else {
            return agent.state == .paused ? "It is paused in all budgets of its own." : nil
        }
        let who = "It is stopped, since \(shownTime(kill.atMs)), by \(kill.by)"
        return kill.note.isEmpty ? who + "." : who + ": \(kill.note)."
    }
}
