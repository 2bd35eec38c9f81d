package import FarthingCore

/// A tool's call that waits for somebody's yes, its money held: agent-gov's approvals.
package struct ToolAsk: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "asks"
    /// How long a call waits where nobody has set anything: a week.
    package static let usualWaitMs: Int64 = 7 * 86_400_000

    /// What has become of it.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case pending
        case approved
        case denied
        /// Taken back by an operator.
        case withdrawn
        /// Nobody said a word in time; never stored.
        case expired
    }

    /// `ap-` and 12 hexadecimal digits.
    package var id: String
    package var workspace: String
    /// The agent's id.
    package var agent: String
    /// As its caller named it.
    package var tool: String
    /// In nano-units of the workspace's currency.
    package var costNanos: Int64
    /// The numbers of the rules that ask for it.
    package var rules: [Int64]
    /// The hold that keeps its money.
    package var hold: HoldID
    package var state: State
    package var createdAtMs: Int64
    /// Until when it waits, in milliseconds UTC: its hold ends then by itself.
    package var untilMs: Int64
    /// ``Principal/name`` of whoever has decided; nil before.
    package var decidedBy: String?

    package init(
        id: String,
        workspace: String,
        agent: String,
        tool: String,
        costNanos: Int64,
        rules: [Int64],
        hold: HoldID,
        state: State = .pending,
        createdAtMs: Int64,
        untilMs: Int64,
        decidedBy: String? = nil
    ) {
        self.id = id
        self.workspace = workspace
        self.agent = agent
        self.tool = tool
        self.costNanos = costNanos
        self.rules = rules
        self.hold = hold
        self.state = state
        self.createdAtMs = createdAtMs
        self.untilMs = untilMs
        self.decidedBy = decidedBy
    }

    /// Reads a document of the registry; nil where it is none of a waiting call.
    package init?(id: String, _ node: JSONNode) {
        guard let workspace = node.member("workspace")?.string,
            let agent = node.member("agent")?.string,
            let tool = node.member("tool")?.string,
            let costNanos = node.member("costNanos")?.int64,
            let rules = node.member("rules")?.elements.compactMap(\.int64),
            let hold = node.member("hold")?.string.flatMap({ HoldID($0) }),
            let state = node.member("state")?.string.flatMap(State.init(rawValue:)),
            let createdAtMs = node.member("createdAtMs")?.int64
        else { return nil }
        self.init(
            id: id,
            workspace: workspace,
            agent: agent,
            tool: tool,
            costNanos: costNanos,
            rules: rules,
            hold: hold,
            state: state,
            createdAtMs: createdAtMs,
            // Earlier ones waited a week, and did not say so.
            untilMs: node.member("untilMs")?.int64 ?? createdAtMs + Self.usualWaitMs,
            decidedBy: node.member("decidedBy")?.string
        )
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("agent")
            json.string(agent)
            json.key("costNanos")
            json.int(costNanos)
            json.key("createdAtMs")
            json.int(createdAtMs)
            if let decidedBy {
                json.key("decidedBy")
                json.string(decidedBy)
            }
            json.key("hold")
            json.string(hold.description)
            json.key("rules")
            json.beginArray()
            for rule in rules { json.int(rule) }
            json.endArray()
            json.key("state")
            json.string(state.rawValue)
            json.key("tool")
            json.string(tool)
            json.key("untilMs")
            json.int(untilMs)
            json.key("workspace")
            json.string(workspace)
        }
    }

    /// What has become of it by now.
    package func state(nowMs: Int64) -> State {
        state == .pending && nowMs >= untilMs ? .expired : state
    }
}
