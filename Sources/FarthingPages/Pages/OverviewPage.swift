/// What goes on now: spend, what is refused, what waits, who spends most.
package struct OverviewPage: Page {
    package static let template = "overview"
    package static let parts = ["figures", "spend", "budgets", "agents", "approvals", "refusals"]

    /// The currency of all amounts that are sums.
    package var currency: String
    /// Spent since midnight, in nano-units.
    package var spentTodayNanos: Int64
    /// Spent since the hour began, in nano-units.
    package var spentHourNanos: Int64
    /// What the refusals of today would have cost by registered prices and computed bounds, in
    /// nano-units.
    package var savedTodayNanos: Int64
    /// Set aside for calls that run, in nano-units, and how many those are.
    package var heldNanos: Int64
    package var holds: Int64
    package var callsToday: Int64
    package var refusalsToday: Int64
    package var agentsActive: Int64
    package var agentsPaused: Int64
    /// The last hours.
    package var hours: ChartHours
    /// The accounts that fill up fastest.
    package var accounts: [AccountRow]
    /// The agents that spent most today.
    package var agents: ChartShare
    /// The approvals that wait longest, and how many wait in all.
    package var approvals: [WaitingApproval]
    package var approvalsWaiting: Int64
    /// The latest refusals.
    package var refusals: [ReceiptRow]

    package var title: String { "Overview" }
    package var place: PagePlace? { .overview }

    /// Makes the page.
    package init(
        currency: String,
        spentTodayNanos: Int64,
        spentHourNanos: Int64,
        savedTodayNanos: Int64,
        heldNanos: Int64,
        holds: Int64,
        callsToday: Int64,
        refusalsToday: Int64,
        agentsActive: Int64,
        agentsPaused: Int64,
        hours: ChartHours,
        accounts: [AccountRow],
        agents: ChartShare,
        approvals: [WaitingApproval],
        approvalsWaiting: Int64,
        refusals: [ReceiptRow]
    ) {
        self.currency = currency
        self.spentTodayNanos = spentTodayNanos
        self.spentHourNanos = spentHourNanos
        self.savedTodayNanos = savedTodayNanos
        self.heldNanos = heldNanos
        self.holds = holds
        self.callsToday = callsToday
        self.refusalsToday = refusalsToday
        self.agentsActive = agentsActive
        self.agentsPaused = agentsPaused
        self.hours = hours
        self.accounts = accounts
        self.agents = agents
        self.approvals = approvals
        self.approvalsWaiting = approvalsWaiting
        self.refusals = refusals
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "spentToday": money(spentTodayNanos), "spentHour": money(spentHourNanos),
            "savedToday": money(savedTodayNanos), "held": money(heldNanos),
            "holdCount": counted(holds, "hold"), "callsToday": counted(callsToday, "call"),
            "refusalsToday": grouped(refusalsToday), "hasRefusals": refusalsToday > 0,
            "refusedNoun": refusalsToday == 1 ? "call" : "calls",
            "agentsActive": grouped(agentsActive),
            "agentsPaused": agentsPaused > 0 ? grouped(agentsPaused) : nil,
            "hours": hours, "accounts": AccountRow.aligned(accounts),
            "hasAccounts": !accounts.isEmpty,
            "agents": agents, "approvals": approvals.map { $0.fields(nowMs: nowMs) },
            "approvalsWaiting": approvalsWaiting > 0 ? grouped(approvalsWaiting) : nil,
            "approvalsText": approvalsWaiting == 1
                ? "1 approval waits" : "\(grouped(approvalsWaiting)) approvals wait",
            "refusals": refusals.aligned(\.amount), "hasRefusalRows": !refusals.isEmpty,
            "isNew": callsToday == 0 && refusalsToday == 0 && accounts.isEmpty,
        ])
    }

    private func money(_ nanos: Int64) -> PageAmount {
        PageAmount(nanos: nanos, currency: currency)
    }
}

/// A count with its noun, which takes an s unless it is one.
func counted(_ count: Int64, _ noun: String) -> String {
    grouped(count) + " " + noun + (count == 1 ? "" : "s")
}
