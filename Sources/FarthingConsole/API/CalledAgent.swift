import FarthingCore

/// An agent that is known by its calls alone: they name it, and nobody has registered it.
///
/// It belongs to no workspace, so that those who run one alone do not see it here.
struct CalledAgent: Sendable {
    /// As its calls say it.
    var name: String
    /// Its own accounts, of budgets that are counted for each agent.
    var accounts: [AccountStatement]
    /// When it last asked for something; nil for never.
    var lastCallAtMs: Int64?
    /// Whether the kill switch stops it by itself.
    var isKilled: Bool

    /// Paused is who has accounts and is paused in all of them.
    var state: AgentView.State {
        if isKilled { return .killed }
        return !accounts.isEmpty && accounts.allSatisfy(\.isPaused) ? .paused : .active
    }

    /// Writes the members of an answer.
    func write(to json: inout JSONWriter) {
        json.key("id")
        json.string(name)
        json.key("is_registered")
        json.bool(false)
        json.key("last_call_at_ms")
        json.int(lastCallAtMs)
        json.key("name")
        json.string(name)
        json.key("state")
        json.string(state.rawValue)
    }
}

/// Finds agents that are known by their calls alone.
struct CalledAgents: Sendable {
    /// Names that are looked through at a time while some are sought.
    private static let chunkMax = 500
    /// The longest name that is looked for, in bytes.
    private static let nameBytesMax = 256
    /// Begins their cursors: they stand behind all that are registered, whatever the order of those, by
    /// the bytes of their names.
    private static let mark = "u "

    let desk: ConsoleDesk
    let killSwitch: KillSwitch

    /// The place of one, for the cursor behind it.
    static func place(_ agent: CalledAgent) -> String { mark + agent.name }

    /// The name that a cursor stands behind; nil where it is in the list of those that are registered.
    static func name(behind place: String?) -> String? {
        guard let place, place.hasPrefix(mark) else { return nil }
        return String(place.dropFirst(mark.count))
    }

    /// The one of a name; nil where no call has named it, or it is registered.
    func find(_ name: String) async throws -> CalledAgent? {
        guard (1...Self.nameBytesMax).contains(name.utf8.count), desk.registry.agent(name) == nil
        else { return nil }
        let found = try await views([name])[0]
        return found.lastCallAtMs == nil && found.accounts.isEmpty && !found.isKilled ? nil : found
    }

    /// Those behind a name, at most so many.
    func list(
        after name: String?,
        limit: Int,
        state: AgentView.State?,
        fits: (String) -> Bool
    ) async throws -> [CalledAgent] {
        if limit <= 0 || state == .retired { return [] }
        var found: [CalledAgent] = []
        var place = name
        while found.count < limit {
            let names = try await desk.statistics.values(
                of: .agent,
                after: place,
                limit: Self.chunkMax
            )
            let wanted = names.filter { desk.registry.agent($0) == nil && fits($0) }
            // Only so many are shown that the others' last calls need not be looked for.
            let some = state == nil ? Array(wanted.prefix(limit - found.count)) : wanted
            found += try await views(some).filter { state == nil || $0.state == state }
            guard names.count == Self.chunkMax, let last = names.last else { break }
            place = last
        }
        return Array(found.prefix(limit))
    }

    private func views(_ names: [String]) async throws -> [CalledAgent] {
        if names.isEmpty { return [] }
        let nowMs = desk.clockMs()
        let wanted = Set(names)
        var accounts: [String: [AccountStatement]] = [:]
        for account in try await desk.store.accounts() where account.windowEndsMs > nowMs {
            let scope = AccountScope.read(account.key.scope, of: account.key.budget)
            guard let name = scope[.agent], wanted.contains(name) else { continue }
            accounts[name, default: []].append(account)
        }
        // It has no account of a workspace's, whose calls would be counted.
        let none = AccountKey(budget: "", scope: "", windowStartMs: 0, generation: 0)
        let activity = try await desk.statistics.activity(
            of: names.map { AgentActivity.Question(agent: $0, account: none) }
        )
        return zip(names, activity).map { name, activity in
            CalledAgent(
                name: name,
                accounts: accounts[name] ?? [],
                lastCallAtMs: activity.lastCallAtMs,
                isKilled: killSwitch.stops(agent: name)
            )
        }
    }
}
