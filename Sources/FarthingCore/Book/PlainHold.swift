/// What a hold on the short way is for; the same for many calls, so that it is made once and shared.
package final class PlainPlan: Sendable {
    /// The one budget that the call counts in.
    package let budget: String
    /// Which of its accounts, as ``Scope/key(per:)`` writes it.
    package let scope: String
    /// What a receipt would say of the call.
    package let context: CallContext

    package init(budget: String, scope: String, context: CallContext) {
        self.budget = budget
        self.scope = scope
        self.context = context
    }
}

/// A request of one line, all of it or none, and nothing else to say.
package struct PlainHold: Sendable {
    package var id: HoldID
    /// What to hold, in the unit of the budget.
    package var amount: Int64
    /// The output tokens that the amount is for.
    package var outputTokens: Int64
    package var expiresAtMs: Int64
    package var isSent: Bool

    package init(
        id: HoldID,
        amount: Int64,
        outputTokens: Int64,
        expiresAtMs: Int64,
        isSent: Bool
    ) {
        self.id = id
        self.amount = amount
        self.outputTokens = outputTokens
        self.expiresAtMs = expiresAtMs
        self.isSent = isSent
    }
}

/// What became of it.
package struct PlainHeld: Sendable {
    /// Where the hold stands for as long as it is open.
    package let slot: Int
    /// Where its account stands, near which the next one of the plan is looked for.
    package let account: Int
    /// What the account has left free; nil where it counts no money.
    package let remainingNanos: Int64?
    /// The entry that would record it.
    package let sequence: Int64
}

/// How a hold of one line ended: by its first settlement.
package struct PlainClosed: Sendable {
    let account: Boxed<AccountKey>
    let held: Int64
    let charged: Int64
    let openedSequence: Int64
    /// The entry that would record it.
    package let closedSequence: Int64
    let evidence: Evidence

    func record(_ id: HoldID) -> HoldRecord {
        HoldRecord(
            id: id,
            key: nil,
            state: .settled(evidence),
            lines: [HoldRecord.Line(account: account.value, held: held, charged: charged)],
            openedSequence: openedSequence,
            closedSequence: closedSequence
        )
    }
}
