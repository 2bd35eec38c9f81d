/// agent-gov's dashboard: agents, tools and rules, each a list on one page.
package struct DashboardPage: Page {
    package static let template = "dashboard"
    package static let parts = ["agents", "tools", "rules"]

    /// One agent.
    package struct Agent: Sendable, PagePart {
        package var name: String
        package var workspace: String
        package var state: PageState
        package var spent: PageAmount
        package var limit: PageAmount
        package var callsToday: Int64
        /// Where more is shown; nil for no link.
        package var link: PageLink?

        package init(
            name: String,
            workspace: String,
            state: PageState,
            spent: PageAmount,
            limit: PageAmount,
            callsToday: Int64,
            link: PageLink?
        ) {
            self.name = name
            self.workspace = workspace
            self.state = state
            self.spent = spent
            self.limit = limit
            self.callsToday = callsToday
            self.link = link
        }

        package var fields: PageFields {
            // In capitals, as whoever looks for it in agent-gov's page expects.
            let mark = PageMark(state.mark.word.uppercased(), state.mark.tone)
            return PageFields([
                "name": name, "workspace": workspace, "state": mark, "spent": spent,
                "limit": limit, "calls": grouped(callsToday), "href": link?.href,
            ])
        }
    }

    /// One tool, registered or called.
    package struct Tool: Sendable, PagePart {
        package var name: String
        package var description: String
        /// What one call costs; nil where the agent says it.
        package var cost: PageAmount?
        package var spent: PageAmount
        package var calls: Int64

        package init(
            name: String,
            description: String = "",
            cost: PageAmount?,
            spent: PageAmount,
            calls: Int64
        ) {
            self.name = name
            self.description = description
            self.cost = cost
            self.spent = spent
            self.calls = calls
        }

        package var fields: PageFields {
            PageFields([
                "name": name, "description": description.isEmpty ? nil : description, "cost": cost,
                "spent": spent, "calls": grouped(calls),
            ])
        }
    }

    /// One rule about tools' calls.
    package struct Rule: Sendable, PagePart {
        package var name: String
        package var workspace: String
        package var description: String
        /// As agent-gov names it, as `block_tool`.
        package var kind: String
        package var action: String
        package var isEnabled: Bool

        package init(
            name: String,
            workspace: String,
            description: String = "",
            kind: String,
            action: String,
            isEnabled: Bool
        ) {
            self.name = name
            self.workspace = workspace
            self.description = description
            self.kind = kind
            self.action = action
            self.isEnabled = isEnabled
        }

        package var fields: PageFields {
            PageFields([
                "name": name, "workspace": workspace,
                "description": description.isEmpty ? nil : description, "kind": kind,
                "action": action,
                "state": isEnabled ? PageMark("on", .good) : PageMark("off", .none),
            ])
        }
    }

    package var agents: [Agent]
    package var tools: [Tool]
    package var rules: [Rule]
    /// How many agents there are in all, those included that are not shown.
    package var agentCount: Int64

    package var title: String { "Dashboard" }
    package var place: PagePlace? { nil }

    /// Makes the page.
    package init(agents: [Agent], tools: [Tool], rules: [Rule], agentCount: Int64) {
        self.agents = agents
        self.tools = tools
        self.rules = rules
        self.agentCount = agentCount
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "agents": agents.aligned(\.spent).aligned(\.limit), "hasAgents": !agents.isEmpty,
            "tools": tools.aligned(\.spent).aligned(\.cost),
            "hasTools": !tools.isEmpty, "rules": rules, "hasRules": !rules.isEmpty,
            "agentCount": counted(agentCount, "agent"),
            "agentsShown": Int64(agents.count) < agentCount
                ? "\(grouped(Int64(agents.count))) of \(counted(agentCount, "agent")), the newest"
                : nil,
            "toolCount": counted(Int64(tools.count), "tool"),
            "ruleCount": counted(Int64(rules.count), "rule"),
        ])
    }
}
