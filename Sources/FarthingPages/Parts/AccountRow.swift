/// One account in a list: a budget, for whom, over which window, and how full it is.
package struct AccountRow: Sendable, PagePart {
    /// The budget's id.
    package var budget: String
    /// The values that tell its accounts apart, as `agent=a1`; empty for a budget with one account.
    package var scope: String
    /// The window as policies write it, as `day`.
    package var window: String
    /// When the window ends, in milliseconds UTC; nil when it does not.
    package var endsAtMs: Int64?
    /// How full it is.
    package var figures: AccountFigures
    /// Whether it admits.
    package var state: PageState
    /// When the limit will be reached at this pace, in milliseconds UTC; nil where it will not.
    package var exhaustedAtMs: Int64?

    /// Makes a row.
    package init(
        budget: String,
        scope: String,
        window: String,
        endsAtMs: Int64? = nil,
        figures: AccountFigures,
        state: PageState = .active,
        exhaustedAtMs: Int64? = nil
    ) {
        self.budget = budget
        self.scope = scope
        self.window = window
        self.endsAtMs = endsAtMs
        self.figures = figures
        self.state = state
        self.exhaustedAtMs = exhaustedAtMs
    }

    package var fields: PageFields {
        PageFields([
            "budget": budget, "href": PageLink("budgets", budget).href,
            "scope": scope.isEmpty ? nil : scope, "window": window,
            "endsAt": endsAtMs.map { PageTime($0) },
            "state": state == .active ? nil : state.mark,
            "exhaustedAt": exhaustedAtMs.map { PageTime($0) },
        ]).adding(figures.fields)
    }
}
