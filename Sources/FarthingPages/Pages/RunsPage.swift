/// The runs of agents, latest first.
package struct RunsPage: Page {
    package static let template = "runs"
    package static let parts = ["list"]

    /// One run.
    package struct Run: Sendable, PagePart {
        package var id: String
        package var agent: String
        package var state: PageState
        package var startedAtMs: Int64
        package var lastAtMs: Int64
        /// Requests, refused ones included.
        package var steps: Int64
        package var refusals: Int64
        /// What it cost with all runs below it.
        package var spent: PageAmount
        /// How many runs are right below it.
        package var children: Int64

        package init(
            id: String,
            agent: String,
            state: PageState,
            startedAtMs: Int64,
            lastAtMs: Int64,
            steps: Int64,
            refusals: Int64,
            spent: PageAmount,
            children: Int64
        ) {
            self.id = id
            self.agent = agent
            self.state = state
            self.startedAtMs = startedAtMs
            self.lastAtMs = lastAtMs
            self.steps = steps
            self.refusals = refusals
            self.spent = spent
            self.children = children
        }

        package var fields: PageFields {
            PageFields([
                "id": id, "href": PageLink("runs", id).href, "agent": agent.isEmpty ? nil : agent,
                "state": state.mark,
                "startedAt": PageTime(startedAtMs),
                "length": PageSpan(lastAtMs - startedAtMs).text, "steps": grouped(steps),
                "refusals": grouped(refusals), "spent": spent,
                "children": children > 0 ? counted(children, "child run") : nil,
            ])
        }
    }

    /// Part of a run's name.
    package var text: String
    /// Only this agent's; empty for all.
    package var agent: String
    package var runs: [Run]
    package var more: PageMore

    package var title: String { "Runs" }
    package var place: PagePlace? { .runs }

    /// Makes the page.
    package init(text: String = "", agent: String = "", runs: [Run], more: PageMore) {
        self.text = text
        self.agent = agent
        self.runs = runs
        self.more = more
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        let link = PageLink("runs", query: [.init("text", text), .init("agent", agent)])
        return PageFields([
            "filter": PageForm.filter(
                PageLink("runs"),
                inputs: [
                    FormField(name: "text", label: "Run", kind: .search, value: text),
                    FormField(name: "agent", label: "Agent", kind: .search, value: agent),
                ]
            ),
            "runs": runs, "hasRuns": !runs.isEmpty,
            "isFiltered": !text.isEmpty || !agent.isEmpty, "more": more.fields(of: link),
        ])
    }
}
