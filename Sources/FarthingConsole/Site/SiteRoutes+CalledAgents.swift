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
        let held = try await held(Set(agents.map(\.name)), visit)
        return agents.map {
            row($0, own[$0.name] ?? [], heldNanos: held[$0.name] ?? 0, visit)
        }
    }

    /// What calls of these names hold now, in nano-units of the visit's currency.
    private func held(_ names: Set<String>, _ visit: SiteVisit) async throws -> [String: Int64] {
        var held: [String: Int64] = [:]
        for hold in try await figures.holds() {
            guard let name = hold.scope[.agent], names.contains(name),
                let line = hold.lines.first(where: { $0.unit == .money(visit.currency) })
            else { continue }
            held[name, default: 0].addClamped(line.held)
        }
        return held
    }

    func row(
        _ agent: CalledAgent,
        _ today: [StatisticsSum],
        heldNanos: Int64,
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
                held: heldNanos,
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
        let models = try await figures.sums(fromMs: visit.firstHourMs, by: .model, filter: filter)
        let held = try await held([agent.name], visit)
        let question = EntryQuestion(terms: [(.agent, agent.name)], limit: 20)
        let windows = try await figures.windows()
        return AgentPage(
            agent: row(agent, today, heldNanos: held[agent.name] ?? 0, visit),
            keyID: "",
            createdAtMs: nil,
            savedToday: visit.money(0),
            pausedBecause: stoppedBecause(agent),
            hours: hours(hourly, visit),
            tools: spendRows(tools, visit),
            models: spendRows(models, visit),
            accounts: agent.accounts.prefix(Self.rowsMax).map { row($0, windows, visit) },
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
