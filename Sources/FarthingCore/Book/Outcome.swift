/// What became of one command.
public enum Outcome: Hashable, Sendable {
    /// The money is set aside, or its totals are changed.
    case held(Held)
    /// Indirect, because a refusal says much more than the others.
    indirect case refused(Refusal)
    /// The call may go.
    case dispatched(sequence: Int64)
    case settled(Settled)
    case released(sequence: Int64)
    /// A change by an operator, or a balance, is made.
    case applied(sequence: Int64)
    /// Nothing had to be done.
    case unchanged
}

/// A hold as it stands after `hold` or `extend`.
public struct Held: Hashable, Sendable {
    /// The hold's id.
    public var id: HoldID
    /// How many output tokens the hold affords.
    public var outputTokens: Int64
    /// What is left free in the tightest of the hold's enforced accounts, in output tokens of this
    /// call; `Int64.max` when none is bounded.
    public var freeOutputTokens: Int64
    /// What is left free in the first money account, in nanos, and in dollars where its line has a
    /// rate; nil when there is none.
    public var remainingNanos: Int64?
    /// The entry that records it.
    public var sequence: Int64
    /// True when the command came before and this repeats its outcome.
    public var isRepeated: Bool

    /// Makes the statement of a hold.
    public init(
        id: HoldID,
        outputTokens: Int64,
        freeOutputTokens: Int64,
        remainingNanos: Int64?,
        sequence: Int64,
        isRepeated: Bool = false
    ) {
        self.id = id
        self.outputTokens = outputTokens
        self.freeOutputTokens = freeOutputTokens
        self.remainingNanos = remainingNanos
        self.sequence = sequence
        self.isRepeated = isRepeated
    }
}

/// A settlement as it was booked.
public struct Settled: Hashable, Sendable {
    /// By how much the settlement took an enforced money account past its limit, the one that it
    /// took furthest, in nanos, and in dollars where its line has a rate: each dollar billed counts
    /// once, in however many budgets. Zero unless more was billed than could be bounded.
    public var overrunNanos: Int64
    /// The entry that records it.
    public var sequence: Int64
    /// True when the command came before and this repeats its outcome.
    public var isRepeated: Bool
    /// True when the hold had expired and given its money back.
    public var isLate: Bool
    /// The warnings that this settlement set off.
    public var warnings: [Warning]
    /// What is left free after it in the first enforced account of money that it counts in, in nanos,
    /// and in dollars where its line has a rate: in the account itself, also where the call was drawn
    /// from another hold. Nil where there is none, or where it is over and has left memory.
    public var remainingNanos: Int64?
    /// What is spent in that account after it, likewise.
    public var spentNanos: Int64?

    /// Makes the statement of a settlement.
    public init(
        overrunNanos: Int64 = 0,
        sequence: Int64,
        isRepeated: Bool = false,
        isLate: Bool = false,
        warnings: [Warning] = [],
        remainingNanos: Int64? = nil,
        spentNanos: Int64? = nil
    ) {
        self.overrunNanos = overrunNanos
        self.sequence = sequence
        self.isRepeated = isRepeated
        self.isLate = isLate
        self.warnings = warnings
        self.remainingNanos = remainingNanos
        self.spentNanos = spentNanos
    }
}

/// A `warn` threshold that an account's spending passed, once per window.
public struct Warning: Hashable, Sendable {
    /// The account.
    public var account: AccountKey
    /// The share that was passed, in basis points.
    public var atBasisPoints: Int64
    /// What is spent, in the budget's unit.
    public var spent: Int64
    /// The limit with its top-ups, in the budget's unit.
    public var limit: Int64

    /// Makes a warning.
    public init(account: AccountKey, atBasisPoints: Int64, spent: Int64, limit: Int64) {
        self.account = account
        self.atBasisPoints = atBasisPoints
        self.spent = spent
        self.limit = limit
    }
}
