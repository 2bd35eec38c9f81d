/// One agent: what it spent on what, and the switches for it.
package struct AgentPage: Page {
    package static let template = "agent"
    package static let parts = ["figures", "tools", "calls"]

    package var agent: AgentsPage.Agent
    /// The key that it uses, by its id; empty for none.
    package var keyID: String
    /// When it was registered, in milliseconds UTC; nil for one that is known by its calls alone.
    package var createdAtMs: Int64?
    /// What its refused tools of today would have cost by their registered prices.
    package var savedToday: PageAmount
    /// Why and since when it is paused; nil where it is not.
    package var pausedBecause: String?
    package var hours: ChartHours
    package var tools: [SpendRow]
    package var models: [SpendRow]
    /// Its accounts in all budgets.
    package var accounts: [AccountRow]
    /// Its latest entries.
    package var calls: [ReceiptRow]

    package var title: String { "Agent " + agent.name }
    package var place: PagePlace? { .agents }

    /// Makes the page.
    package init(
        agent: AgentsPage.Agent,
        keyID: String,
        createdAtMs: Int64?,
        savedToday: PageAmount,
        pausedBecause: String?,
        hours: ChartHours,
        tools: [SpendRow],
        models: [SpendRow],
        accounts: [AccountRow],
        calls: [ReceiptRow]
    ) {
        self.agent = agent
        self.keyID = keyID
        self.createdAtMs = createdAtMs
        self.savedToday = savedToday
        self.pausedBecause = pausedBecause
        self.hours = hours
        self.tools = tools
        self.models = models
        self.accounts = accounts
        self.calls = calls
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        let isPaused = agent.state == .paused || agent.state == .stopped
        // Without an account of its own there is nothing to pause.
        let mayPause = agent.isRegistered || !accounts.isEmpty
        let isOver = agent.state == .retired || agent.state == .ended
        return agent.fields.adding(
            PageFields([
                "id": agent.id, "keyID": keyID.isEmpty ? nil : keyID,
                "createdAt": createdAtMs.map { PageTime($0) }, "saved": savedToday,
                "pausedBecause": pausedBecause, "hours": hours, "tools": SpendRow.aligned(tools),
                "hasTools": !tools.isEmpty, "models": SpendRow.aligned(models),
                "hasModels": !models.isEmpty,
                "accounts": AccountRow.aligned(accounts), "hasAccounts": !accounts.isEmpty,
                "rows": calls.aligned(\.amount),
                "hasRows": !calls.isEmpty,
                "pause": isPaused || isOver || !mayPause
                    ? nil : form("Pause", "pause", style: "plain"),
                "resume": isPaused ? form("Resume", "resume") : nil,
                "reset": isOver || !agent.isRegistered
                    ? nil
                    : form(
                        "Reset today",
                        "reset",
                        style: "plain",
                        help: "Today's spend counts from zero again; the receipts stay."
                    )
                    .asking(
                        "It may spend its whole day's limit once more. The receipts stay.",
                        yes: "Yes, reset"
                    ),
                "kill": isOver || agent.state == .stopped ? nil : killForm,
                "receiptsHref": PageLink(
                    "receipts",
                    query: [.init("agent", agent.id)]
                ).href,
            ])
        )
    }

    private func form(
        _ label: String,
        _ verb: String,
        style: String = "main",
        help: String? = nil
    ) -> PageForm {
        PageForm(
            label,
            to: PageLink("agents", agent.id, verb),
            id: verb,
            style: style,
            title: label,
            help: help,
            inputs: [.note()]
        )
    }

    private var killForm: PageForm {
        .stop(
            "Stop this agent",
            to: PageLink("agents", agent.id, "kill"),
            id: "kill",
            word: "stop",
            title: "Stop now",
            help: "Cuts its running streams and admits nothing more until it is resumed. What was "
                + "used so far is charged."
        )
    }
}
