import FarthingCore

/// A list of agents as it was asked for.
struct AgentListing: Sendable {
    /// What stands first.
    enum Order: String, Sendable, CaseIterable {
        case name
        /// What has spent most today.
        case spent
        /// The same, as a share of what it may.
        case share

        /// Begins its cursors, so that none is taken for another order's.
        fileprivate var mark: String {
            switch self {
            case .name: "n"
            case .spent: "s"
            case .share: "h"
            }
        }
    }

    /// Agents whose accounts are looked at together while some are sought in one state.
    private static let chunkMax = 500

    let figures: AgentFigures
    var state: AgentView.State?
    var order: Order
    var page: ListPage

    /// One line of the list.
    struct Line: Sendable {
        var agent: Agent
        /// Nil where it has not been asked for yet.
        var account: AccountStatement?
        /// By what it stands where it stands, before its name; the largest first.
        fileprivate var rank: Int64 = 0
    }

    /// The agents that fit all but ``state``.
    struct Candidates {
        var registry: Registry
        /// Nil for all.
        var workspace: String?
        var fits: (Agent) -> Bool

        /// Those behind a place by their names, at most so many.
        func behind(_ place: AgentPlace?, _ limit: Int) -> [Agent] {
            registry.agents(of: workspace, after: place, limit: limit, where: fits)
        }

        /// The one that has an account of its own for its day; nil for none of them.
        func find(_ account: AccountKey) -> Agent? {
            guard account.budget.hasPrefix(Workspace.agentsBudget("")),
                let id = AccountScope.read(account.scope, of: account.budget)[.agent],
                let agent = registry.agent(id), account.scope == agent.account,
                account.budget == Workspace.agentsBudget(agent.workspace),
                workspace == nil || agent.workspace == workspace, fits(agent)
            else { return nil }
            return agent
        }
    }

    /// The lines of the page, and one more where there are more.
    ///
    /// - Parameter open: reads the open accounts of the book; asked for where the order needs them.
    func lines(
        of agents: Candidates,
        open: () async throws -> [AccountStatement]
    ) async throws -> [Line] {
        if order == .name { return try await linesByName(agents) }
        let after = try rankedAfter()
        // Who has no account of its own yet may be paused with all others.
        guard state == .active || state == .paused else {
            return try await linesBySpend(agents, try await open(), after)
        }
        let lines = ranked(try await withAccounts(agents.behind(nil, Int.max)))
        return page(of: lines, after)
    }

    /// The place of a line, for the cursor behind it.
    func place(_ line: Line) -> String {
        switch order {
        case .name: "\(order.mark) \(line.agent.id) \(line.agent.name)"
        case .spent, .share: "\(order.mark) \(line.agent.id) \(line.rank) \(line.agent.name)"
        }
    }

    /// What a cursor says: an id, and what the list is sorted by.
    private func after() throws -> (id: String, key: String)? {
        guard let after = page.after else { return nil }
        let parts = after.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == order.mark else { throw QueryMembers.unknownCursor }
        return (id: String(parts[1]), key: String(parts[2]))
    }

    // MARK: By name

    private func linesByName(_ agents: Candidates) async throws -> [Line] {
        var place = try after().map { AgentPlace(name: $0.key, id: $0.id) }
        // Who is retired is known without the book, and the others are asked for at the end.
        guard let state, state != .retired else {
            return agents.behind(place, page.limit + 1).map { Line(agent: $0) }
        }
        var lines: [Line] = []
        while lines.count <= page.limit {
            let chunk = agents.behind(place, Self.chunkMax)
            lines += try await withAccounts(chunk)
            guard let last = chunk.last, chunk.count == Self.chunkMax else { break }
            place = AgentPlace(last)
        }
        return Array(lines.prefix(page.limit + 1))
    }

    // MARK: By what was spent

    /// A place in the order of ranks: behind those of the rank up to the agent's.
    private typealias RankedPlace = (rank: Int64, agent: AgentPlace)

    private func rankedAfter() throws -> RankedPlace? {
        guard let after = try after() else { return nil }
        let parts = after.key.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let rank = Int64(parts[0]) else {
            throw QueryMembers.unknownCursor
        }
        return (rank: rank, agent: AgentPlace(name: String(parts[1]), id: after.id))
    }

    /// Who has spent something, by that; then all others by their names, of whom no more are looked at
    /// than the page has room for.
    private func linesBySpend(
        _ agents: Candidates,
        _ open: [AccountStatement],
        _ after: RankedPlace?
    ) async throws -> [Line] {
        let nowMs = figures.desk.clockMs()
        var spent: [Line] = []
        for account in open where rank(account) > 0 && account.windowEndsMs > nowMs {
            guard let agent = agents.find(account.key),
                state == nil || state == figures.state(of: agent, account)
            else { continue }
            spent.append(Line(agent: agent, account: account))
        }
        let spenders = Set(spent.map(\.agent.id))
        var lines = page(of: ranked(spent), after)
        var place = after?.rank == 0 ? after?.agent : nil
        while lines.count <= page.limit {
            let chunk = agents.behind(place, Self.chunkMax)
            lines += chunk.lazy
                .filter { !spenders.contains($0.id) }
                .filter { self.state == nil || self.state == figures.state(of: $0, nil) }
                .map { Line(agent: $0) }
            guard let last = chunk.last, chunk.count == Self.chunkMax else { break }
            place = AgentPlace(last)
        }
        return Array(lines.prefix(page.limit + 1))
    }

    /// The same lines, the largest rank first.
    private func ranked(_ lines: [Line]) -> [Line] {
        var lines = lines
        for index in lines.indices { lines[index].rank = rank(lines[index].account) }
        lines.sort { left, right in
            left.rank == right.rank
                ? AgentPlace(left.agent).precedes(AgentPlace(right.agent)) : left.rank > right.rank
        }
        return lines
    }

    private func page(of lines: [Line], _ after: RankedPlace?) -> [Line] {
        let behind = lines.lazy.filter { line in
            guard let after else { return true }
            return line.rank == after.rank
                ? after.agent.precedes(AgentPlace(line.agent)) : line.rank < after.rank
        }
        return Array(behind.prefix(page.limit + 1))
    }

    private func rank(_ account: AccountStatement?) -> Int64 {
        guard let account else { return 0 }
        if order == .spent { return max(0, account.spent) }
        let whole = Int128(account.limit) + Int128(account.topUps)
        // In millionths; of nothing at all, all that was spent is more than any share.
        guard whole > 0 else { return account.spent > 0 ? Int64.max : 0 }
        return Int64(clamping: Int128(account.spent) * 1_000_000 / whole)
    }

    /// The agents in the state that is asked for, with their accounts.
    private func withAccounts(_ agents: [Agent]) async throws -> [Line] {
        let accounts = try await figures.accounts(of: agents)
        return agents.compactMap { agent in
            let account = accounts[agent.id]
            return state == nil || state == figures.state(of: agent, account)
                ? Line(agent: agent, account: account) : nil
        }
    }
}
