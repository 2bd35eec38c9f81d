/// All accounts with their bars.
package struct BudgetsPage: Page {
    package static let template = "budgets"
    package static let parts = ["list"]

    /// What a list of accounts is narrowed down to.
    package struct Filter: Sendable {
        /// Part of a budget's id or of a scope.
        package var text: String
        /// Only those in this state: a ``PageState``, `unused`, or empty for all.
        package var state: String
        /// `fullest` or `name`.
        package var order: String

        package init(text: String = "", state: String = "", order: String = "fullest") {
            self.text = text
            self.state = state
            self.order = order
        }
    }

    package var filter: Filter
    package var accounts: [AccountRow]
    package var more: PageMore
    /// The currency that a new budget is in unless it says otherwise.
    package var currency: String

    package var title: String { "Budgets" }
    package var place: PagePlace? { .budgets }

    /// Makes the page.
    package init(filter: Filter, accounts: [AccountRow], more: PageMore, currency: String) {
        self.filter = filter
        self.accounts = accounts
        self.more = more
        self.currency = currency
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "filter": filterForm, "accounts": AccountRow.aligned(accounts),
            "hasAccounts": !accounts.isEmpty,
            "isFiltered": !filter.text.isEmpty || !filter.state.isEmpty,
            "more": more.fields(of: link), "create": createForm,
        ])
    }

    private var link: PageLink {
        PageLink(
            "budgets",
            query: [
                .init("text", filter.text), .init("state", filter.state),
                .init("order", filter.order),
            ]
        )
    }

    private var filterForm: PageForm {
        .filter(
            PageLink("budgets"),
            inputs: [
                FormField(
                    name: "text",
                    label: "Budget or scope",
                    kind: .search,
                    value: filter.text
                ),
                .choice(
                    "state",
                    "State",
                    [
                        ("", "All"), ("active", "Active"), ("paused", "Paused"),
                        ("frozen", "Frozen"), ("unused", "Unused"),
                    ],
                    value: filter.state
                ),
                .choice(
                    "order",
                    "Order",
                    [("fullest", "Fullest first"), ("name", "By name")],
                    value: filter.order
                ),
            ]
        )
    }

    private var createForm: PageForm {
        let windows = ["day", "hour", "week", "month", "total", "run", "call", "minute"]
        return PageForm(
            "Create budget",
            to: PageLink("budgets"),
            id: "create",
            help:
                "It is in force at once. What it matches, thresholds and the way of holding are said "
                + "by the policy language; leave them empty for all calls, refused at the limit.",
            inputs: [
                FormField(
                    name: "id",
                    label: "Id",
                    help: "Letters, digits and hyphens, as research-daily.",
                    isRequired: true,
                    lengthMax: 128
                ),
                FormField(
                    name: "limit",
                    label: "Limit",
                    help: "An amount with its unit, as 10.00 \(currency), 500k tokens, 1000 calls.",
                    isRequired: true,
                    lengthMax: 64
                ),
                .choice("window", "Window", windows.map { ($0, $0) }, value: "day"),
                .choice(
                    "countFrom",
                    "It counts",
                    [
                        ("window", "What was spent in the open window, too"),
                        ("now", "From now on"),
                    ],
                    value: "window"
                ),
                FormField(
                    name: "timezone",
                    label: "Time zone",
                    value: "UTC",
                    help: "In which days begin, as Asia/Kolkata.",
                    lengthMax: 64
                ),
                FormField(
                    name: "per",
                    label: "An account for each",
                    help: "Dimensions with commas, as agent. Empty is one account for all."
                ),
                FormField(
                    name: "match",
                    label: "Counts calls with",
                    help: "Dimensions and values with commas, as team=finance, model=gpt-5*."
                ),
            ]
        )
    }
}
