internal import FarthingCore

/// One budget: what it says, its accounts, how they fill up, and earlier windows.
package struct BudgetPage: Page {
    package static let template = "budget"
    package static let parts = ["accounts", "burn"]

    /// What one earlier window came to.
    package struct PastWindow: Sendable, PagePart {
        package var startMs: Int64
        package var figures: AccountFigures
        package var refusals: Int64

        package init(startMs: Int64, figures: AccountFigures, refusals: Int64) {
            self.startMs = startMs
            self.figures = figures
            self.refusals = refusals
        }

        package var fields: PageFields {
            PageFields(["start": PageTime(startMs), "refusals": grouped(refusals)])
                .adding(figures.fields)
        }
    }

    package var id: String
    package var state: PageState
    /// What it matches, as the policy says it; empty for every call.
    package var match: String
    /// The dimensions that have accounts of their own; empty for one account.
    package var per: String
    package var limit: PageAmount
    package var window: String
    package var zone: String
    /// The way of holding, as `ceiling`.
    package var holdMode: String
    /// The thresholds, one sentence each.
    package var thresholds: [String]
    package var accounts: [AccountRow]
    package var more: PageMore
    /// The fullest account's way to its limit; nil where windows have no length.
    package var burn: ChartBurn?
    package var past: [PastWindow]

    package var title: String { "Budget " + id }
    package var place: PagePlace? { .budgets }

    /// Makes the page.
    package init(
        id: String,
        state: PageState,
        match: String,
        per: String,
        limit: PageAmount,
        window: String,
        zone: String,
        holdMode: String,
        thresholds: [String],
        accounts: [AccountRow],
        more: PageMore,
        burn: ChartBurn?,
        past: [PastWindow]
    ) {
        self.id = id
        self.state = state
        self.match = match
        self.per = per
        self.limit = limit
        self.window = window
        self.zone = zone
        self.holdMode = holdMode
        self.thresholds = thresholds
        self.accounts = accounts
        self.more = more
        self.burn = burn
        self.past = past
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "id": id, "state": state.mark, "match": match.isEmpty ? "every call" : match,
            "per": per.isEmpty ? "one account for all" : per, "limit": limit, "window": window,
            "zone": zone, "holdMode": holdMode, "thresholds": thresholds,
            "hasThresholds": !thresholds.isEmpty, "accounts": accounts,
            "hasAccounts": !accounts.isEmpty, "more": more.fields(of: PageLink("budgets", id)),
            "burn": burn, "past": past, "hasPast": !past.isEmpty, "topUp": topUpForm,
            "pause": state == .paused ? nil : scopedForm("Pause", "pause", style: "plain"),
            "resume": state == .paused ? scopedForm("Resume", "resume", style: "main") : nil,
            "reset": scopedForm(
                "Reset",
                "reset",
                style: "bad",
                help: "Starts the open windows again at zero. Earlier windows and receipts stay."
            ),
        ])
    }

    private var scopeField: FormField {
        FormField(
            name: "scope",
            label: "Account",
            help: per.isEmpty ? "Leave empty." : "As agent=a1; empty is all accounts.",
            lengthMax: 4_096
        )
    }

    private var topUpForm: PageForm {
        PageForm(
            "Top up",
            to: PageLink("budgets", id, "top-up"),
            id: "top-up",
            title: "Top up",
            help: "Adds room to one account until its window ends.",
            inputs: [
                scopeField,
                FormField(
                    name: "amount",
                    label: "Amount",
                    kind: .number,
                    help: "In " + unitText + ".",
                    isRequired: true
                ),
                .note(),
            ]
        )
    }

    private var unitText: String {
        switch limit.unit {
        case .money(let currency): currency
        default: limit.unit.name
        }
    }

    private func scopedForm(
        _ label: String,
        _ verb: String,
        style: String,
        help: String? = nil
    ) -> PageForm {
        PageForm(
            label,
            to: PageLink("budgets", id, verb),
            id: verb,
            style: style,
            title: label,
            help: help,
            inputs: [scopeField, .note()]
        )
    }
}
