/// All agents, a part of them at a time.
package struct AgentsPage: Page {
    package static let template = "agents"
    package static let parts = ["list"]

    /// One agent.
    package struct Agent: Sendable, PagePart {
        package var id: String
        package var name: String
        package var workspace: String
        package var state: PageState
        /// Today's limit, spend and holds.
        package var figures: AccountFigures
        /// Whether it has a limit of its own.
        package var isLimited: Bool
        /// Whether somebody has registered it; others are known by their calls alone.
        package var isRegistered: Bool
        package var callsToday: Int64
        package var refusalsToday: Int64
        /// Whether another one has its name, so that its id is shown beside.
        package var sharesName: Bool
        /// When it last asked, in milliseconds UTC; nil for never.
        package var lastCallAtMs: Int64?

        package init(
            id: String,
            name: String,
            workspace: String,
            state: PageState,
            figures: AccountFigures,
            isLimited: Bool = true,
            isRegistered: Bool = true,
            callsToday: Int64,
            refusalsToday: Int64,
            sharesName: Bool = false,
            lastCallAtMs: Int64? = nil
        ) {
            self.id = id
            self.name = name
            self.workspace = workspace
            self.state = state
            self.figures = figures
            self.isLimited = isLimited
            self.isRegistered = isRegistered
            self.callsToday = callsToday
            self.refusalsToday = refusalsToday
            self.sharesName = sharesName
            self.lastCallAtMs = lastCallAtMs
        }

        package var fields: PageFields {
            PageFields([
                "href": PageLink("agents", id).href, "name": name, "workspace": workspace,
                "state": state.mark, "isLimited": isLimited,
                "isRegistered": isRegistered, "calls": grouped(callsToday),
                "refusals": grouped(refusalsToday), "isRefused": refusalsToday > 0,
                "shownID": sharesName ? id : nil,
                "lastCall": lastCallAtMs.map { PageTime($0) },
            ]).adding(figures.fields)
        }
    }

    /// Part of a name or an id.
    package var text: String
    /// Only those in this state: a ``PageState``, or empty for all.
    package var state: String
    /// `spent`, `fullest` or `name`.
    package var order: String
    package var agents: [Agent]
    /// How many there are in all; nil where that was not counted.
    package var total: Int64?
    package var more: PageMore

    package var title: String { "Agents" }
    package var place: PagePlace? { .agents }

    /// Makes the page.
    package init(
        text: String = "",
        state: String = "",
        order: String = "spent",
        agents: [Agent],
        total: Int64?,
        more: PageMore
    ) {
        self.text = text
        self.state = state
        self.order = order
        self.agents = agents
        self.total = total
        self.more = more
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        let link = PageLink(
            "agents",
            query: [.init("text", text), .init("state", state), .init("order", order)]
        )
        return PageFields([
            "filter": filterForm, "agents": aligned, "hasAgents": !agents.isEmpty,
            "isFiltered": !text.isEmpty || !state.isEmpty,
            "total": total.map { counted($0, "registered agent") }, "more": more.fields(of: link),
        ])
    }

    private var aligned: [Agent] {
        let places = AccountFigures.Places(agents.map(\.figures))
        return agents.map { agent in
            var agent = agent
            agent.figures.places = places
            return agent
        }
    }

    private var filterForm: PageForm {
        .filter(
            PageLink("agents"),
            inputs: [
                FormField(name: "text", label: "Name or id", kind: .search, value: text),
                .choice(
                    "state",
                    "State",
                    [
                        ("", "All"), ("active", "Active"), ("paused", "Paused"),
                        ("stopped", "Stopped"), ("retired", "Retired"),
                    ],
                    value: state
                ),
                .choice(
                    "order",
                    "Order",
                    [("spent", "Spent most"), ("fullest", "Fullest first"), ("name", "By name")],
                    value: order
                ),
            ]
        )
    }
}
