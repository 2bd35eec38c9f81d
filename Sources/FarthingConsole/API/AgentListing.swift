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
        /// By what it stands where it stands, beside its id; the largest first.
        fileprivate var rank: Int64 = 0
    }

    /// The lines of the page, and one more where there are more.
    ///
    /// - Parameter agents: whichever fit all but ``state``.
    func lines(of agents: [Agent]) async throws -> [Line] {
        switch order {
        case .name: try await linesByName(agents)
        case .spent, .share: try await linesBySpend(agents)
        }
    }

    /// The place of a line, for the cursor behind it.
    func place(_ line: Line) -> String {
        switch order {
        case .name: "\(order.mark) \(line.agent.id) \(line.agent.name)"
        case .spent, .share: "\(order.mark) \(line.agent.id) \(line.rank)"
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

    private func linesByName(_ agents: [Agent]) async throws -> [Line] {
        var rest = agents
        if let after = try after() {
            rest = agents.filter { Self.precedes(after.key, after.id, $0.name, $0.id) }
        }
        rest.sort { Self.precedes($0.name, $0.id, $1.name, $1.id) }
        // Who is retired is known without the book, and the others are asked for at the end.
        guard let state, state != .retired else {
            return rest.prefix(page.limit + 1).map { Line(agent: $0) }
        }
        var lines: [Line] = []
        var next = 0
        while next < rest.count, lines.count <= page.limit {
            let chunk = Array(rest[next...].prefix(Self.chunkMax))
            next += chunk.count
            lines += try await withAccounts(chunk)
        }
        return Array(lines.prefix(page.limit + 1))
    }

    private static func precedes(
        _ name: String,
        _ id: String,
        _ otherName: String,
        _ otherID: String
    ) -> Bool {
        if utf8Precedes(name, otherName) { return true }
        return name.utf8.elementsEqual(otherName.utf8) && utf8Precedes(id, otherID)
    }

    // MARK: By what was spent

    private func linesBySpend(_ agents: [Agent]) async throws -> [Line] {
        var lines = try await withAccounts(agents)
        for index in lines.indices { lines[index].rank = rank(lines[index].account) }
        if let after = try after() {
            guard let rank = Int64(after.key) else { throw QueryMembers.unknownCursor }
            lines = lines.filter { line in
                line.rank == rank ? utf8Precedes(after.id, line.agent.id) : line.rank < rank
            }
        }
        lines.sort { left, right in
            left.rank == right.rank
                ? utf8Precedes(left.agent.id, right.agent.id) : left.rank > right.rank
        }
        return Array(lines.prefix(page.limit + 1))
    }

    private func rank(_ account: AccountStatement?) -> Int64 {
        guard let account else { return 0 }
        if order == .spent { return account.spent }
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
            let found = AgentView.state(of: agent, isPaused: account?.isPaused ?? false)
            return state == nil || state == found ? Line(agent: agent, account: account) : nil
        }
    }
}
