/// The tools with their prices and what was spent on them.
package struct ToolsPage: Page {
    package static let template = "tools"
    package static let parts = ["list"]

    /// One tool.
    package struct Tool: Sendable, PagePart {
        package var name: String
        package var workspace: String
        package var category: String
        package var description: String
        /// What one call costs; nil where the agent says it.
        package var cost: PageAmount?
        /// What protects it, one phrase each, as `60 calls a minute`.
        package var guards: [String]
        package var callsToday: Int64
        package var spentToday: PageAmount
        package var refusalsToday: Int64
        /// How many agents called it today.
        package var agents: Int64

        package init(
            name: String,
            workspace: String,
            category: String = "",
            description: String = "",
            cost: PageAmount?,
            guards: [String] = [],
            callsToday: Int64,
            spentToday: PageAmount,
            refusalsToday: Int64 = 0,
            agents: Int64
        ) {
            self.name = name
            self.workspace = workspace
            self.category = category
            self.description = description
            self.cost = cost
            self.guards = guards
            self.callsToday = callsToday
            self.spentToday = spentToday
            self.refusalsToday = refusalsToday
            self.agents = agents
        }

        package var fields: PageFields {
            PageFields([
                "name": name, "workspace": workspace, "category": category.isEmpty ? nil : category,
                "description": description.isEmpty ? nil : description, "cost": cost,
                "guards": guards, "calls": grouped(callsToday), "spent": spentToday,
                "refusals": grouped(refusalsToday), "agentCount": grouped(agents),
            ])
        }
    }

    /// Part of a name or a category.
    package var text: String
    package var tools: [Tool]
    package var share: ChartShare
    package var more: PageMore
    /// The workspaces in which a tool may be registered, by id.
    package var workspaces: [String]
    /// The currency of prices that are typed.
    package var currency: String

    package var title: String { "Tools" }
    package var place: PagePlace? { .tools }

    /// Makes the page.
    package init(
        text: String = "",
        tools: [Tool],
        share: ChartShare,
        more: PageMore,
        workspaces: [String],
        currency: String
    ) {
        self.text = text
        self.tools = tools
        self.share = share
        self.more = more
        self.workspaces = workspaces
        self.currency = currency
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "filter": PageForm.filter(
                PageLink("tools"),
                inputs: [
                    FormField(name: "text", label: "Name or category", kind: .search, value: text)
                ]
            ),
            "tools": tools.aligned(\.spentToday).aligned(\.cost), "hasTools": !tools.isEmpty,
            "isFiltered": !text.isEmpty, "share": share,
            "more": more.fields(of: PageLink("tools", query: [.init("text", text)])),
            "register": registerForm,
        ])
    }

    private var registerForm: PageForm {
        PageForm(
            "Register tool",
            to: PageLink("tools"),
            id: "register",
            help:
                "A price here replaces what agents say. A name that is there already gets the new "
                + "price from the next call on.",
            inputs: [
                FormField(name: "name", label: "Name", isRequired: true, lengthMax: 100),
                FormField(
                    name: "cost",
                    label: "Cost of one call",
                    kind: .number,
                    help: "In \(currency), as 0.05.",
                    isRequired: true
                ),
                .choice("workspace", "Workspace", workspaces.map { ($0, $0) }),
                FormField(name: "category", label: "Category", lengthMax: 100),
                FormField(name: "description", label: "Description", lengthMax: 500),
            ]
        )
    }
}
