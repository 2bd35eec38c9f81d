/// One run and all runs below it, with what each cost.
package struct RunPage: Page {
    package static let template = "run"
    package static let parts = ["tree", "calls"]

    /// One run of the tree.
    package struct Node: Sendable {
        package var id: String
        package var agent: String
        package var state: PageState
        /// How deep it stands; 0 is the page's own run.
        package var depth: Int
        package var steps: Int64
        package var refusals: Int64
        /// What its own calls cost.
        package var own: PageAmount
        /// What they and those of all runs below it cost.
        package var total: PageAmount
        /// What was set aside for it by the run above; nil where nothing was.
        package var allowance: PageAmount?

        package init(
            id: String,
            agent: String,
            state: PageState,
            depth: Int,
            steps: Int64,
            refusals: Int64,
            own: PageAmount,
            total: PageAmount,
            allowance: PageAmount? = nil
        ) {
            self.id = id
            self.agent = agent
            self.state = state
            self.depth = depth
            self.steps = steps
            self.refusals = refusals
            self.own = own
            self.total = total
            self.allowance = allowance
        }
    }

    /// Runs deeper than this are set in no further.
    private static let depthMax = 8

    package var id: String
    package var agent: String
    package var state: PageState
    package var startedAtMs: Int64
    package var lastAtMs: Int64
    /// The run above; nil for none.
    package var parent: String?
    /// The tree in the order in which it is shown, each run before those below it; the first is this run.
    package var nodes: [Node]
    /// Whether there are more runs than are shown.
    package var isCut: Bool
    /// Its latest entries.
    package var calls: [ReceiptRow]
    package var more: PageMore

    package var title: String { "Run " + id }
    package var place: PagePlace? { .runs }

    /// Makes the page.
    package init(
        id: String,
        agent: String,
        state: PageState,
        startedAtMs: Int64,
        lastAtMs: Int64,
        parent: String?,
        nodes: [Node],
        isCut: Bool = false,
        calls: [ReceiptRow],
        more: PageMore
    ) {
        self.id = id
        self.agent = agent
        self.state = state
        self.startedAtMs = startedAtMs
        self.lastAtMs = lastAtMs
        self.parent = parent
        self.nodes = nodes
        self.isCut = isCut
        self.calls = calls
        self.more = more
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "id": id, "agent": agent.isEmpty ? nil : agent, "state": state.mark,
            "startedAt": PageTime(startedAtMs),
            "lastAt": PageTime(lastAtMs), "length": PageSpan(lastAtMs - startedAtMs).text,
            "parent": parent, "parentHref": parent.map { PageLink("runs", $0).href },
            "nodes": nodes.map(fields(of:)), "isCut": isCut, "total": nodes.first?.total,
            "rows": calls.aligned(\.amount), "hasRows": !calls.isEmpty,
            "more": more.fields(of: PageLink("runs", id)),
            "kill": state == .stopped || state == .ended
                ? nil
                : PageForm.stop(
                    "Stop this run",
                    to: PageLink("runs", id, "kill"),
                    id: "kill",
                    word: "stop",
                    title: "Stop now",
                    help: "Cuts its running streams and those of all runs below it, and admits "
                        + "nothing more in them. What was used so far is charged."
                ),
        ])
    }

    private func fields(of node: Node) -> PageFields {
        PageFields([
            "id": node.id, "href": PageLink("runs", node.id).href, "agent": node.agent,
            "state": node.state.mark, "depth": max(0, min(node.depth, RunPage.depthMax)),
            "level": node.depth + 1, "steps": grouped(node.steps),
            "refusals": grouped(node.refusals), "own": node.own, "total": node.total,
            "allowance": node.allowance,
            "width": ChartScale.percent(share(of: node)),
        ])
    }

    private func share(of node: Node) -> Int64 {
        guard let whole = nodes.first?.total.units, whole > 0 else { return 0 }
        return Int64(
            clamping: min(10_000, Int128(max(0, node.total.units)) * 10_000 / Int128(whole))
        )
    }
}
