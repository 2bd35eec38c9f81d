/// What a version would have done with calls of the past.
package struct PolicyBacktest: Sendable, PagePart {
    /// What became of some calls.
    package struct Outcome: Sendable, PagePart {
        /// What happened, as `let pass`, and what would have, as `refused`.
        package var was: String
        package var wouldBe: String
        package var calls: Int64
        package var amount: PageAmount

        package init(was: String, wouldBe: String, calls: Int64, amount: PageAmount) {
            self.was = was
            self.wouldBe = wouldBe
            self.calls = calls
            self.amount = amount
        }

        package var fields: PageFields {
            PageFields([
                "was": was, "wouldBe": wouldBe, "calls": grouped(calls), "amount": amount,
                "isDifferent": was != wouldBe,
            ])
        }
    }

    package var version: Int64
    package var fromMs: Int64
    package var toMs: Int64
    package var calls: Int64
    package var spentThen: PageAmount
    package var wouldSpend: PageAmount
    package var outcomes: [Outcome]

    package init(
        version: Int64,
        fromMs: Int64,
        toMs: Int64,
        calls: Int64,
        spentThen: PageAmount,
        wouldSpend: PageAmount,
        outcomes: [Outcome]
    ) {
        self.version = version
        self.fromMs = fromMs
        self.toMs = toMs
        self.calls = calls
        self.spentThen = spentThen
        self.wouldSpend = wouldSpend
        self.outcomes = outcomes
    }

    package var fields: PageFields {
        PageFields([
            "version": grouped(version), "from": PageTime(fromMs), "to": PageTime(toMs),
            "calls": counted(calls, "call"), "spentThen": spentThen, "wouldSpend": wouldSpend,
            "outcomes": outcomes,
        ])
    }
}
