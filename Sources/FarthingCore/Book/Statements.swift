/// An account as its owner sees it.
public struct AccountStatement: Hashable, Sendable {
    /// Which account.
    public var key: AccountKey
    /// The unit of the amounts.
    public var unit: BudgetUnit
    /// The limit as the policy has it, or the account's own.
    public var limit: Int64
    /// What was added to the limit for this window.
    public var topUps: Int64
    /// What is spent.
    public var spent: Int64
    /// What is held.
    public var held: Int64
    /// By how much settlements have gone past the limit: a statistic, never money.
    public var overrun: Int64
    /// How often a shadow account would have refused.
    public var wouldRefuse: Int64
    /// False counts without refusing.
    public var isEnforced: Bool
    /// True refuses every new hold.
    public var isPaused: Bool
    /// True since the book found a fault.
    public var isFrozen: Bool
    /// When the window ends, in milliseconds UTC; `Int64.max` when it does not.
    public var windowEndsMs: Int64

    package init(
        key: AccountKey,
        unit: BudgetUnit,
        limit: Int64,
        topUps: Int64,
        spent: Int64,
        held: Int64,
        overrun: Int64,
        wouldRefuse: Int64,
        isEnforced: Bool,
        isPaused: Bool,
        isFrozen: Bool,
        windowEndsMs: Int64
    ) {
        self.key = key
        self.unit = unit
        self.limit = limit
        self.topUps = topUps
        self.spent = spent
        self.held = held
        self.overrun = overrun
        self.wouldRefuse = wouldRefuse
        self.isEnforced = isEnforced
        self.isPaused = isPaused
        self.isFrozen = isFrozen
        self.windowEndsMs = windowEndsMs
    }

    /// What is left: `max(0, limit + topUps − spent − held)`, derived and never stored.
    public var free: Int64 {
        let free = Int128(limit) + Int128(topUps) - Int128(spent) - Int128(held)
        return free < 0 ? 0 : Int64(clamping: free)
    }
}

/// An open hold as an operator sees it: who has the headroom.
public struct HoldStatement: Hashable, Sendable {
    /// The hold's id.
    public var id: HoldID
    /// The id of the access key that holds it.
    public var principal: String
    /// The provider in the price book's words.
    public var provider: String
    /// The model that the call went to.
    public var model: String
    /// The run that the call belongs to, where it named one.
    public var run: String?
    /// Who and what the call is for.
    public var scope: Scope
    /// The entry that admitted it.
    public var sequence: Int64
    /// True once the call may cost money.
    public var isSent: Bool
    /// When it was admitted, in milliseconds UTC.
    public var createdAtMs: Int64
    /// When it ends by itself, in milliseconds UTC.
    public var expiresAtMs: Int64
    /// What the provider calls the work that it goes on with; nil for a call that ends by itself.
    public var job: String?
    /// The hold from which it is drawn; nil for one that is not, or whose source is over.
    public var source: HoldID?
    /// The approval whose money it keeps; nil for a call.
    public var approval: HoldID?
    /// The accounts and what is held in each.
    public var lines: [Line]

    /// One account of the hold.
    public struct Line: Hashable, Sendable {
        /// Which account.
        public var account: AccountKey
        /// The unit of its amounts.
        public var unit: BudgetUnit
        /// What is held in it, in its unit.
        public var held: Int64
        /// The rate at which its amounts were made, as ``HoldLine/rateNanos``.
        public var rateNanos: Int64?
    }
}
