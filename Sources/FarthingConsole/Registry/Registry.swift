package import Farthing
package import FarthingCore
import Synchronization

/// Workspaces, agents, tools and rules as they stand, in memory, for the path of a call.
///
/// Loaded when the server starts, and changed only by what ``ConsoleStore/register(_:keys:revoking:with:by:note:)``
/// has made durable.
package final class Registry: Sendable {
    /// What the path of a call needs of one agent's call.
    package struct Found: Sendable {
        package var agent: Agent
        package var workspace: Workspace
        package var tool: RegisteredTool?
        /// The workspace's rules that are in force, oldest first.
        package var rules: [ToolRule]
    }

    private struct State: Sendable {
        var workspaces: [String: Workspace] = [:]
        var agents: [String: Agent] = [:]
        var agentOfKey: [String: String] = [:]
        /// Made when somebody first asks for a page: until then there is nothing to keep in order.
        var agentOrder: AgentOrder?
        var workspaceOfKey: [String: String] = [:]
        var tools: [String: RegisteredTool] = [:]
        var rules: [Int64: ToolRule] = [:]
        /// Those in force by workspace, oldest first.
        var rulesInForce: [String: [ToolRule]] = [:]
        var versions: [String: Int64] = [:]
        var lastRule: Int64 = 0

        mutating func set(_ workspace: Workspace?, _ id: String) {
            for key in keys(of: workspaces[id]) { workspaceOfKey[key] = nil }
            workspaces[id] = workspace
            for key in keys(of: workspace) { workspaceOfKey[key] = id }
        }

        mutating func set(_ agent: Agent?, _ id: String) {
            for key in keys(of: agents[id]) { agentOfKey[key] = nil }
            if agentOrder != nil {
                if let old = agents[id] { agentOrder?.remove(AgentPlace(old)) }
                if let agent { agentOrder?.insert(AgentPlace(agent)) }
            }
            agents[id] = agent
            if agent?.isRetired == false { for key in keys(of: agent) { agentOfKey[key] = id } }
        }

        /// The keys by which one is known; whether they are in use is the key ring's matter.
        private func keys(of agent: Agent?) -> [String] {
            [agent?.keyID, agent?.oldKeyID].compactMap(\.self)
        }

        private func keys(of workspace: Workspace?) -> [String] {
            [workspace?.keyID, workspace?.oldKeyID].compactMap(\.self)
        }

        mutating func set(_ rule: ToolRule?, _ number: Int64) {
            let workspace = rule?.workspace ?? rules[number]?.workspace
            rules[number] = rule
            guard let workspace else { return }
            rulesInForce[workspace] = rules.values
                .filter { $0.workspace == workspace && $0.isEnabled }
                .sorted { $0.number < $1.number }
        }
    }

    private let state = Mutex(State())
    /// The tools as the gateway has them, with the gate of their guards: kept in step from here.
    package let priced: RegisteredTools

    /// Reads all of it.
    ///
    /// - Parameter tools: what else goes by the registered tools.
    package init(
        _ store: any ConsoleStore,
        tools: RegisteredTools = RegisteredTools()
    ) async throws(LedgerError) {
        priced = tools
        let collections = [
            Workspace.collection, Agent.collection, RegisteredTool.collection, ToolRule.collection,
        ]
        for collection in collections {
            var after: String?
            while true {
                let items = try await store.registry(collection, after: after, limit: 1_000)
                take(items)
                guard let last = items.last, items.count == 1_000 else { break }
                after = last.id
            }
        }
    }

    /// Takes in what was made durable.
    package func take(_ items: [RegistryItem]) {
        priced.take(items)
        state.withLock { state in
            for item in items {
                let name = item.collection + "/" + item.id
                // Two edits of one item may be answered in either order.
                guard state.versions[name] ?? 0 < item.version else { continue }
                state.versions[name] = item.version
                let root = RegistryText.root(of: item)
                switch item.collection {
                case Workspace.collection:
                    state.set(root.flatMap { Workspace(id: item.id, $0) }, item.id)
                case Agent.collection:
                    state.set(root.flatMap { Agent(id: item.id, $0) }, item.id)
                case RegisteredTool.collection:
                    state.tools[item.id] = root.flatMap { RegisteredTool($0) }
                case ToolRule.collection:
                    guard let number = Int64(item.id) else { continue }
                    state.lastRule = max(state.lastRule, number)
                    state.set(root.flatMap { ToolRule(number: number, $0) }, number)
                default: break
                }
            }
        }
    }

    /// What a call needs; nil where no agent has the key.
    package func call(key: String, tool: String) -> Found? {
        let name = RegisteredTool.normal(tool)
        return state.withLock { state in
            guard let id = state.agentOfKey[key], let agent = state.agents[id] else { return nil }
            return Found(
                agent: agent,
                workspace: state.workspaces[agent.workspace] ?? Workspace.unnamed(agent.workspace),
                tool: state.tools[agent.workspace + "/" + name],
                rules: state.rulesInForce[agent.workspace] ?? []
            )
        }
    }

    /// The agent that has a key; nil where none has.
    package func agent(ofKey keyID: String) -> Agent? {
        state.withLock { state in state.agentOfKey[keyID].flatMap { state.agents[$0] } }
    }

    /// The workspace that a key may change; nil where it is none of a workspace.
    package func workspace(ofKey keyID: String) -> String? {
        state.withLock { $0.workspaceOfKey[keyID] }
    }

    /// A workspace by its id; the usual one is always there.
    package func workspace(_ id: String) -> Workspace? {
        state.withLock { $0.workspaces[id] } ?? (id == Workspace.usual ? .unnamed(id) : nil)
    }

    /// Whether a workspace is stored, and so has its budget.
    package func isStored(workspace id: String) -> Bool {
        state.withLock { $0.workspaces[id] != nil }
    }

    /// Every workspace, oldest first, the usual one before them.
    package var workspaces: [Workspace] {
        var all = state.withLock { Array($0.workspaces.values) }
        if !all.contains(where: { $0.id == Workspace.usual }) {
            all.append(.unnamed(Workspace.usual))
        }
        return all.sorted { left, right in
            if (left.id == Workspace.usual) != (right.id == Workspace.usual) {
                return left.id == Workspace.usual
            }
            return (left.createdAtMs, left.id) < (right.createdAtMs, right.id)
        }
    }

    /// An agent by its id.
    package func agent(_ id: String) -> Agent? { state.withLock { $0.agents[id] } }

    /// Agents behind a place, by their names.
    package func agents(
        of workspace: String?,
        after: AgentPlace?,
        limit: Int,
        where fits: (Agent) -> Bool = { _ in true }
    ) -> [Agent] {
        state.withLock { state in
            let order = state.agentOrder ?? AgentOrder(state.agents.values)
            if state.agentOrder == nil { state.agentOrder = order }
            var found: [Agent] = []
            for place in order.behind(after) {
                guard found.count < limit else { break }
                guard let agent = state.agents[place.id],
                    workspace == nil || agent.workspace == workspace, fits(agent)
                else { continue }
                found.append(agent)
            }
            return found
        }
    }

    /// How many agents there are that fit, of a workspace or of all.
    package func agentCount(of workspace: String?, where fits: (Agent) -> Bool) -> Int {
        state.withLock { state in
            state.agents.values.count { agent in
                (workspace == nil || agent.workspace == workspace) && fits(agent)
            }
        }
    }

    /// How many agents and tools there are.
    package var counts: (agents: Int, tools: Int) {
        state.withLock { (agents: $0.agents.count, tools: $0.tools.count) }
    }

    /// A tool of a workspace, by any spelling of its name.
    package func tool(_ workspace: String, _ name: String) -> RegisteredTool? {
        let id = RegisteredTool.id(workspace: workspace, name: name)
        return state.withLock { $0.tools[id] }
    }

    /// The tools of a workspace or of all, by name.
    package func tools(of workspace: String?) -> [RegisteredTool] {
        state.withLock { state in
            state.tools.values.filter { workspace == nil || $0.workspace == workspace }
        }
        .sorted { ($0.name, $0.workspace) < ($1.name, $1.workspace) }
    }

    /// A rule by its number.
    package func rule(_ number: Int64) -> ToolRule? { state.withLock { $0.rules[number] } }

    /// The rules of a workspace or of all, newest first.
    package func rules(of workspace: String?) -> [ToolRule] {
        state.withLock { state in
            state.rules.values.filter { workspace == nil || $0.workspace == workspace }
        }
        .sorted { $0.number > $1.number }
    }

    /// A number that no rule has had.
    package func nextRule() -> Int64 {
        state.withLock { state in
            state.lastRule += 1
            return state.lastRule
        }
    }

    /// The version of an item; nil where there was none in the collections that are kept here.
    package func version(_ collection: String, _ id: String) -> Int64? {
        state.withLock { $0.versions[collection + "/" + id] }
    }
}

extension Workspace {
    /// One of which nothing was set.
    static func unnamed(_ id: String) -> Workspace {
        Workspace(
            id: id,
            name: id == usual ? "Default" : id,
            description: id == usual ? "The workspace of whatever names no other." : "",
            createdAtMs: 0
        )
    }
}
