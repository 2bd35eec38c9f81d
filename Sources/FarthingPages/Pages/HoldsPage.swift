/// Who holds the headroom: the calls for which money is set aside now.
package struct HoldsPage: Page {
    package static let template = "holds"
    package static let parts = ["list"]

    /// One hold, in one account.
    package struct Hold: Sendable, PagePart {
        package var id: String
        package var budget: String
        package var scope: String
        package var agent: String
        /// The run; empty for none.
        package var run: String
        /// The model or tool; empty for neither.
        package var target: String
        package var amount: PageAmount
        /// Since when, in milliseconds UTC.
        package var heldAtMs: Int64
        /// When it ends unless it is renewed, in milliseconds UTC.
        package var expiresAtMs: Int64
        /// Whether the call was sent, so that its expiry charges it.
        package var isInFlight: Bool
        /// The entry that admitted it.
        package var receipt: Int64

        package init(
            id: String,
            budget: String,
            scope: String,
            agent: String,
            run: String,
            target: String,
            amount: PageAmount,
            heldAtMs: Int64,
            expiresAtMs: Int64,
            isInFlight: Bool,
            receipt: Int64
        ) {
            self.id = id
            self.budget = budget
            self.scope = scope
            self.agent = agent
            self.run = run
            self.target = target
            self.amount = amount
            self.heldAtMs = heldAtMs
            self.expiresAtMs = expiresAtMs
            self.isInFlight = isInFlight
            self.receipt = receipt
        }

        package var fields: PageFields {
            PageFields([
                "id": id, "budget": budget, "budgetHref": PageLink("budgets", budget).href,
                "scope": scope.isEmpty ? nil : scope, "agent": agent,
                "run": run.isEmpty ? nil : run, "runHref": PageLink("runs", run).href,
                "target": target.isEmpty ? nil : target, "amount": amount,
                "heldAt": PageTime(heldAtMs),
                "mark": isInFlight
                    ? PageMark("in flight", .good) : PageMark("not sent", .none),
                "receiptHref": PageLink("receipts", String(receipt)).href,
                "receipt": grouped(receipt),
            ])
        }
    }

    /// Only this budget's; empty for all.
    package var budget: String
    /// The holds, largest first.
    package var holds: [Hold]
    /// What is held in all, one amount for each unit.
    package var totals: [PageAmount]
    package var count: Int64
    package var more: PageMore

    package var title: String { "Holds" }
    package var place: PagePlace? { .holds }

    /// Makes the page.
    package init(
        budget: String = "",
        holds: [Hold],
        totals: [PageAmount],
        count: Int64,
        more: PageMore
    ) {
        self.budget = budget
        self.holds = holds
        self.totals = totals
        self.count = count
        self.more = more
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "filter": PageForm.filter(
                PageLink("holds"),
                inputs: [
                    FormField(name: "budget", label: "Budget", kind: .search, value: budget)
                ]
            ),
            "holds": holds.map { hold in
                hold.fields.adding(
                    PageFields([
                        "age": PageSpan(nowMs - hold.heldAtMs).text,
                        "expiresIn": PageSpan(hold.expiresAtMs - nowMs).text,
                    ])
                )
            },
            "hasHolds": !holds.isEmpty, "count": counted(count, "hold"), "totals": totals,
            "isFiltered": !budget.isEmpty,
            "more": more.fields(of: PageLink("holds", query: [.init("budget", budget)])),
        ])
    }
}
