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

    /// Whether no call has counted in it yet, so that there is no account.
    package var isUnused: Bool

    /// Makes a row.
    package init(
        budget: String,
        scope: String,
        window: String,
        endsAtMs: Int64? = nil,
        figures: AccountFigures,
        state: PageState = .active,
        exhaustedAtMs: Int64? = nil,
        isUnused: Bool = false
    ) {
        self.budget = budget
        self.scope = scope
        self.window = window
        self.endsAtMs = endsAtMs
        self.figures = figures
        self.state = state
        self.exhaustedAtMs = exhaustedAtMs
        self.isUnused = isUnused
    }

    /// Rows of a list, whose columns have as many decimals as the finest of their amounts.
    static func aligned(_ rows: [AccountRow]) -> [AccountRow] {
        let places = AccountFigures.Places(rows.map(\.figures))
        return rows.map { row in
            var row = row
            row.figures.places = places
            return row
        }
    }

    package var fields: PageFields {
        PageFields([
            "budget": budget, "href": PageLink("budgets", budget).href,
            "scope": scope.isEmpty ? nil : scope, "window": window,
            "endsAt": endsAtMs.map { PageTime($0) },
            "state": state == .active ? nil : state.mark,
            // What is paused fills up no more.
            "exhaustedAt": state == .paused || state == .frozen
                ? nil : exhaustedAtMs.map { PageTime($0) },
            "isUnused": isUnused,
        ]).adding(figures.fields)
    }
}
