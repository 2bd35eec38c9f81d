/// An account as its owner sees it.
public struct AccountStatement: Hashable, Sendable {
    public var key: AccountKey
    public var unit: BudgetUnit
    public var limit: Int64
    public var topUps: Int64
    public var spent: Int64
    public var held: Int64
    /// By how much settlements have gone past the limit: a statistic, never money.
    public var overrun: Int64
    /// How often a shadow account would have refused.
    public var wouldRefuse: Int64
    public var isEnforced: Bool
    public var isPaused: Bool
    public var isFrozen: Bool
    /// When the window ends, in milliseconds UTC; `Int64.max` when it does not.
    public var windowEndsMs: Int64

    /// What is left: `max(0, limit + topUps − spent − held)`, derived and never stored.
    public var free: Int64 {
        let free = Int128(limit) + Int128(topUps) - Int128(spent) - Int128(held)
        return free < 0 ? 0 : Int64(clamping: free)
    }
}

/// An open hold as an operator sees it: who has the headroom.
public struct HoldStatement: Hashable, Sendable {
    public var id: HoldID
    public var principal: String
    public var model: String
    public var run: String?
    public var isSent: Bool
    public var createdAtMs: Int64
    public var expiresAtMs: Int64
    /// The accounts and what is held in each.
    public var lines: [Line]

    public struct Line: Hashable, Sendable {
        public var account: AccountKey
        public var held: Int64
    }
}
