/// Why a command was not applied. Declared in order of precedence: when several apply, the first is
/// reported.
public enum RefusalCode: String, Hashable, Sendable, CaseIterable {
    /// The command itself is wrong: amounts out of bounds, too many lines.
    case invalid
    case unknownBudget
    case unknownHold
    /// The same key came before with other content.
    case keyConflict
    /// The same key came before and its call is still running.
    case inFlight
    /// The same key came before and its call is over.
    case alreadySettled
    /// Equal evidence with another amount, or a settlement after an explicit release.
    case conflict
    /// The book found a fault in this budget; `unfreeze` lifts it.
    case frozen
    case paused
    /// The hold's time is over.
    case expired
    /// The hold from which this one is drawn has less left than is needed. `limit` says how much.
    case allowanceExceeded
    /// It would take the account past its limit.
    case overLimit
    /// It fits by itself, but not beside what the running calls are expected to need.
    case expectedOverLimit
    /// It would pass the threshold that the caller asked to be told of.
    case thresholdReached
    /// Votes are missing, or the room for what was granted; `approvalID` names the approval.
    case approvalPending
    /// Somebody voted against it.
    case approvalDenied
    /// More approvals wait than anybody reads.
    case tooManyApprovals
    /// There is no such approval.
    case unknownApproval
    /// Nobody votes on a call of their own.
    case selfApproval
    /// A rule of the policy refuses the call; `rule` names it.
    case rule
    /// No budget matches the call, and the policy refuses such calls.
    case unmatched

    var rank: Int { RefusalCode.allCases.firstIndex(of: self) ?? Int.max }

    /// Whether the amounts are the reason.
    package var isOfRoom: Bool {
        self == .overLimit || self == .expectedOverLimit || self == .thresholdReached
            || self == .allowanceExceeded
    }
}

/// A command that was not applied, with the numbers compared.
public struct Refusal: Hashable, Sendable {
    /// Why.
    public var code: RefusalCode
    /// The account that refused; nil where none is to blame.
    public var account: AccountKey?
    /// The unit of the amounts; nil where there is no account.
    public var unit: BudgetUnit?
    /// The limit with its top-ups.
    public var limit: Int64
    /// What is spent in the account.
    public var spent: Int64
    /// What is held in the account.
    public var held: Int64
    /// What would have been needed.
    public var needed: Int64
    /// When the account's window ends, in milliseconds UTC; `Int64.max` when it does not.
    public var windowEndsMs: Int64
    /// The share in basis points, for ``RefusalCode/thresholdReached``.
    public var thresholdBasisPoints: Int64?
    /// The hold that the client's key found, or from which this one was to be drawn.
    public var holdID: HoldID?
    /// The shares that the caller has not applied yet and that this hold would pass, one for each
    /// line that carries one; of a hold that lacks room or passes a share, else empty.
    public var reached: [ReachedThreshold] = []
    /// The approval that the hold needs; nil where it needs none.
    public var approvalID: HoldID?
    /// The id of the rule that determined it, for ``RefusalCode/rule``; of several the first.
    public var rule: String?
    /// The entry that records this refusal; nil for those that are not recorded.
    public var sequence: Int64?

    /// Makes a refusal; amounts left out are zero.
    public init(
        _ code: RefusalCode,
        account: AccountKey? = nil,
        unit: BudgetUnit? = nil,
        limit: Int64 = 0,
        spent: Int64 = 0,
        held: Int64 = 0,
        needed: Int64 = 0,
        windowEndsMs: Int64 = Int64.max,
        thresholdBasisPoints: Int64? = nil,
        holdID: HoldID? = nil
    ) {
        self.code = code
        self.account = account
        self.unit = unit
        self.limit = limit
        self.spent = spent
        self.held = held
        self.needed = needed
        self.windowEndsMs = windowEndsMs
        self.thresholdBasisPoints = thresholdBasisPoints
        self.holdID = holdID
    }

    /// What is free in the refusing account: `max(0, limit − spent − held)`.
    public var free: Int64 {
        let free = Int128(limit) - Int128(spent) - Int128(held)
        return free < 0 ? 0 : Int64(clamping: free)
    }
}
