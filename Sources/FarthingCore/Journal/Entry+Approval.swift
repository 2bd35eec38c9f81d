/// What entries say of approvals.
extension Entry {
    /// A call that waits for a human's yes.
    package struct ApprovalRequest: Sendable {
        package var id: HoldID
        package var ask: ApprovalAsk
        package var lines: [Line]
        package var projectedNanos: Int64
        package var source: HoldID?
        package var untilMs: Int64
        package var context: CallContext

        package struct Line: Hashable, Sendable {
            package var budget: String
            package var scope: String
            package var amount: Int64
            package var rateNanos: Int64?
        }
    }

    /// An approval by its id and by the entry that asked for it.
    package struct ApprovalReference: Hashable, Sendable {
        package var id: HoldID
        package var askedSequence: Int64
    }

    /// The last vote that was missing: the money is set aside in a hold of its own.
    package struct ApprovalGrant: Sendable {
        package var approval: ApprovalReference
        /// The hold that keeps the money.
        package var earmark: HoldID
        package var lines: [Line]
        package var source: HoldID?
        package var untilMs: Int64

        package struct Line: Hashable, Sendable {
            package var account: AccountKey
            package var held: Int64
            package var rateNanos: Int64?
            /// By how much the account's limit is raised for it.
            package var topUp: Int64
            /// The account's slot, where the book has just looked it up; -1 in a replay.
            var slot: Int = -1
        }
    }
}
