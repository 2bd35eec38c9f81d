/// One line of the journal: what happened, when, and everything needed to do it again.
///
/// The book makes an entry, then posts it; a replay only posts. docs/formats/entries.md gives the
/// members of every kind.
package struct Entry: Sendable {
    package var atMs: Int64
    package var body: Body

    package init(atMs: Int64, body: Body) {
        self.atMs = atMs
        self.body = body
    }

    /// What is rare and large is indirect, so that the entries of every call are cheap to copy.
    package enum Body: Sendable {
        case hold(Admission)
        case charge(Admission, amounts: [Int64])
        indirect case refusal(Refused)
        indirect case refusals(RefusalRepeats)
        case dispatch(HoldReference)
        indirect case extend(Extension)
        case settle(Settlement)
        case release(HoldReference, why: String)
        /// `held` is what each line held at the end; that is what is charged, unless nothing was sent.
        case expire(HoldReference, held: [Int64], isCharged: Bool)
        indirect case topUp(AccountKey, AccountChange)
        indirect case refund(AccountKey, AccountChange)
        case reset(budget: String, scope: String?, generation: Int64, note: String)
        indirect case setBudget(Budget, generation: Int64, opening: [String: Int64])
        /// Follows a `setBudget` that opens a new generation, in the same batch.
        case move(budget: String, [Move])
        case removeBudget(String)
        case setLimit(budget: String, scope: String, limit: Int64?, note: String)
        case setPolicy(id: String, version: Int64, hash: String)
        case pause(budget: String, scope: String?, note: String)
        case resume(budget: String, scope: String?, note: String)
        case freeze(budget: String, note: String)
        case unfreeze(budget: String, note: String)
        indirect case warning(Warning)
        case balance([Balance])
        indirect case approvalAsk(ApprovalRequest)
        indirect case approvalVote(ApprovalReference, ApprovalVote)
        indirect case approvalGrant(ApprovalGrant)
        case approvalExpire(ApprovalReference)
        case approvalWithdraw(ApprovalReference, note: String)
        indirect case note(LogNote)
    }

    /// A hold that was admitted.
    package struct Admission: Sendable {
        package var id: HoldID
        package var key: IdempotencyKey?
        package var lines: [Line]
        package var outputTokens: Int64
        package var expiresAtMs: Int64
        package var isSent: Bool
        package var projectedNanos: Int64
        /// The hold from which lines are drawn: those whose accounts it has.
        package var source: HoldID?
        package var bound: HoldBound?
        package var context: CallContext

        package struct Line: Hashable, Sendable {
            package var account: AccountKey
            package var held: Int64
            package var expected: Int64
            package var rateNanos: Int64?
            /// The account's slot, where the book has just looked it up; -1 in a replay.
            var slot: Int = -1
        }
    }

    /// A hold by its id and by the entry that admitted it.
    package struct HoldReference: Hashable, Sendable {
        package var id: HoldID
        package var openedSequence: Int64

        package init(id: HoldID, openedSequence: Int64) {
            self.id = id
            self.openedSequence = openedSequence
        }
    }

    /// New totals of a hold.
    package struct Extension: Sendable {
        package var hold: HoldReference
        /// What each line holds from now on; empty leaves them.
        package var held: [Int64]
        package var expected: [Int64]
        package var outputTokens: Int64
        package var expiresAtMs: Int64
        /// What the provider calls the work that it goes on with; nil leaves it.
        package var job: String?
    }

    /// What a call cost, for the first time or by better knowledge.
    package struct Settlement: Sendable {
        package enum Kind: String, Sendable {
            /// The hold was open.
            case settle
            /// The hold had expired and given its money back.
            case late
            /// The hold was settled with weaker evidence.
            case better
            /// An operator says so.
            case correct
            /// Weaker evidence than what is booked: recorded, nothing changed.
            case weaker
        }

        package var kind: Kind
        package var hold: HoldReference
        package var amounts: [Int64]
        package var evidence: Evidence
        package var usage: SettledUsage?
        package var note: String
        /// The entry that this one corrects; nil for the first settlement.
        package var corrects: Int64?
        /// Where the hold stands, where the book has just looked it up; -1 in a replay.
        var slot: Int = -1
    }

    /// A hold that was refused.
    package struct Refused: Sendable {
        package var id: HoldID
        package var refusal: Refusal
        package var window: Window?
        package var projectedNanos: Int64
        package var context: CallContext
    }

    /// How often the same refusal was repeated within a second.
    package struct RefusalRepeats: Hashable, Sendable {
        package var principal: String
        package var code: RefusalCode
        package var account: AccountKey?
        package var rule: String?
        package var count: Int64
        /// The entry of the first of them.
        package var first: Int64
    }

    /// An account's sums, so that completeness can be checked.
    package struct Balance: Hashable, Sendable {
        package var account: AccountKey
        package var spent: Int64
        package var held: Int64
        package var topUps: Int64
        package var overrun: Int64
    }
}
