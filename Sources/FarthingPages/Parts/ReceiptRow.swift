/// One entry of the journal in a list.
package struct ReceiptRow: Sendable, PagePart {
    /// The entry's number.
    package var number: Int64
    /// When, in milliseconds UTC.
    package var atMs: Int64
    /// The entry's kind, as `settle`.
    package var kind: String
    /// Which agent; empty for none.
    package var agent: String
    /// What it was about: a model, a tool, a budget.
    package var about: String
    /// What it came to; nil where it is not about an amount.
    package var amount: PageAmount?
    /// How it went, as `refused`.
    package var mark: PageMark?

    /// Makes a row.
    package init(
        number: Int64,
        atMs: Int64,
        kind: String,
        agent: String = "",
        about: String = "",
        amount: PageAmount? = nil,
        mark: PageMark? = nil
    ) {
        self.number = number
        self.atMs = atMs
        self.kind = kind
        self.agent = agent
        self.about = about
        self.amount = amount
        self.mark = mark
    }

    package var fields: PageFields {
        PageFields([
            "number": grouped(number), "href": PageLink("receipts", String(number)).href,
            "at": PageTime(atMs), "kind": kind, "agent": agent.isEmpty ? nil : agent,
            "about": about, "amount": amount, "mark": mark,
        ])
    }
}
