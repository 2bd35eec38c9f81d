/// What one tool, model or agent came to: calls, spend, refusals, savings.
package struct SpendRow: Sendable, PagePart {
    /// Which tool, model or agent.
    package var name: String
    /// Where more is shown; nil for no link.
    package var link: PageLink?
    /// Calls that were let pass.
    package var calls: Int64
    /// What they cost.
    package var spent: PageAmount
    /// Calls that were refused.
    package var refusals: Int64
    /// What the refused calls would have cost by a registered price; nil where there is none.
    package var saved: PageAmount?

    /// Makes a row.
    package init(
        name: String,
        link: PageLink? = nil,
        calls: Int64,
        spent: PageAmount,
        refusals: Int64 = 0,
        saved: PageAmount? = nil
    ) {
        self.name = name
        self.link = link
        self.calls = calls
        self.spent = spent
        self.refusals = refusals
        self.saved = saved
    }

    /// Rows of a list, whose columns have as many decimals as the finest of their amounts.
    static func aligned(_ rows: [SpendRow]) -> [SpendRow] {
        rows.aligned(\.spent).aligned(\.saved)
    }

    package var fields: PageFields {
        PageFields([
            "name": name, "href": link?.href, "calls": grouped(calls), "spent": spent,
            "refusals": grouped(refusals), "saved": saved,
        ])
    }
}
