import FarthingCore

/// Finds what the book and the statistics say of agents.
struct AgentFigures: Sendable {
    /// Accounts that the book is asked for at a time: others wait for the answer.
    private static let accountsMax = 500

    let desk: ConsoleDesk
    let keys: any KeyDesk
    let killSwitch: KillSwitch

    /// The agents' accounts as they stand, by the agents' ids.
    ///
    /// - Throws: ``LedgerError`` where the book cannot be read.
    func accounts(of agents: [Agent]) async throws -> [String: AccountStatement] {
        var found: [String: AccountStatement] = [:]
        for (workspace, agents) in Dictionary(grouping: agents, by: \.workspace) {
            var rest = agents[...]
            while !rest.isEmpty {
                let some = rest.prefix(Self.accountsMax)
                rest = rest.dropFirst(some.count)
                let accounts = try await desk.store.accounts(
                    of: Workspace.agentsBudget(workspace),
                    scopes: some.map(\.account)
                )
                // None are told of a budget that is not in force.
                let byScope = Dictionary(accounts.map { ($0.key.scope, $0) }) { $1 }
                for agent in some { found[agent.id] = byScope[agent.account] }
            }
        }
        return found
    }

    /// An agent with its figures.
    func view(_ agent: Agent) async throws -> AgentView {
        try await view(agent, accounts(of: [agent])[agent.id])
    }

    /// An agent with its figures, its account being known.
    func view(_ agent: Agent, _ account: AccountStatement?) async throws -> AgentView {
        try await views([(agent: agent, account: account)])[0]
    }

    /// Agents with their figures in their order, their accounts being known.
    func views(
        _ agents: [(agent: Agent, account: AccountStatement?)]
    ) async throws -> [AgentView] {
        let nowMs = desk.clockMs()
        let known = agents.map { agent, account in
            let workspace = desk.registry.workspace(agent.workspace)
            return (
                agent: agent, currency: workspace?.currency ?? "USD",
                account: account ?? blank(agent, workspace, nowMs)
            )
        }
        let activity = try await desk.statistics.activity(
            of: known.map { AgentActivity.Question(agent: $0.agent.id, account: $0.account.key) }
        )
        return zip(known, activity).map { known, activity in
            let agent = known.agent
            let hasKey =
                !agent.isRetired && desk.store.keyRing.find(id: agent.keyID, nowMs: nowMs) != nil
            return AgentView(
                agent: agent,
                currency: known.currency,
                account: known.account,
                callsToday: activity.callsToday,
                lastCallAtMs: activity.lastCallAtMs,
                hasKey: hasKey,
                keyExpiresAtMs: hasKey ? keys.expiresAtMs(ofKey: agent.keyID) : nil,
                version: desk.registry.version(Agent.collection, agent.id) ?? 1,
                isKilled: killSwitch.stops(agent: agent.id)
            )
        }
    }

    /// What an agent may do, its account being known.
    func state(of agent: Agent, _ account: AccountStatement?) -> AgentView.State {
        AgentView.state(
            of: agent,
            isKilled: killSwitch.stops(agent: agent.id),
            isPaused: account?.isPaused ?? false
        )
    }

    /// An account of which the book knows nothing, because its budget is not in force: nothing may be
    /// spent in it.
    private func blank(_ agent: Agent, _ workspace: Workspace?, _ nowMs: Int64) -> AccountStatement
    {
        let zone = desk.zone(workspace?.zone ?? "UTC") ?? .utc
        let day = Window.day.interval(containing: nowMs, zone: zone)
        return AccountStatement(
            key: AccountKey(
                budget: Workspace.agentsBudget(agent.workspace),
                scope: agent.account,
                windowStartMs: day.startMs,
                generation: 0
            ),
            unit: .money(workspace?.currency ?? "USD"),
            limit: 0,
            topUps: 0,
            spent: 0,
            held: 0,
            overrun: 0,
            wouldRefuse: 0,
            isEnforced: true,
            isPaused: false,
            isFrozen: false,
            windowEndsMs: day.endMs
        )
    }
}
