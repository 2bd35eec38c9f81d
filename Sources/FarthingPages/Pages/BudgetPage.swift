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
    /// What stands for the limit where each account has its own; nil elsewhere.
    package var limitText: String?
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
            "per": per.isEmpty ? "one account for all" : per, "limit": limit,
            "limitText": limitText, "window": window,
            "zone": zone, "holdMode": holdMode, "thresholds": thresholds,
            "hasThresholds": !thresholds.isEmpty, "accounts": AccountRow.aligned(accounts),
            "hasAccounts": !accounts.isEmpty, "more": more.fields(of: PageLink("budgets", id)),
            "burn": burn, "past": past, "hasPast": !past.isEmpty, "topUp": topUpForm,
            "pause": state == .paused ? nil : pauseForm,
            "resume": resumeForm, "reset": resetForm,
        ])
    }

    /// Which account is meant; nothing to ask for where there is one.
    ///
    /// - Parameter isOne: whether it must be one, and not all.
    private func scopeFields(isOne: Bool = false) -> [FormField] {
        if per.isEmpty { return [] }
        let help = "As it stands in the list above, as agent=a1"
        return [
            FormField(
                name: "scope",
                label: "Account",
                help: help + (isOne ? "." : "; empty is all accounts."),
                isRequired: isOne,
                lengthMax: 4_096
            )
        ]
    }

    private var pauseForm: PageForm {
        scopedForm("Pause", "pause", style: "plain").asking(
            "Its calls are refused until somebody resumes it" + (per.isEmpty ? "." : scopeText),
            yes: "Yes, pause"
        )
    }

    /// Single accounts of it may be paused too.
    private var resumeForm: PageForm? {
        let isPaused = accounts.contains { $0.state == .paused }
        return state == .paused || isPaused ? scopedForm("Resume", "resume", style: "main") : nil
    }

    private var resetForm: PageForm {
        scopedForm("Reset", "reset", style: "bad").asking(
            "What is spent in the open window counts from zero again, so that as much can be spent "
                + "once more. Receipts stay" + (per.isEmpty ? "." : scopeText),
            yes: "Yes, reset"
        )
    }

    private var scopeText: String { "; with no account named, this is done to all accounts." }

    private var topUpForm: PageForm {
        PageForm(
            "Top up",
            to: PageLink("budgets", id, "top-up"),
            id: "top-up",
            title: "Top up",
            help: "Adds room to one account until its window ends.",
            inputs: scopeFields(isOne: true) + [
                FormField(
                    name: "amount",
                    label: "Amount",
                    kind: .number,
                    help: "As 5 or 5 \(unitText).",
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
            inputs: scopeFields() + [.note()]
        )
    }
}
