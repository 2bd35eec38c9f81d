/// What a call needs of a pool, or has taken from it: money and tokens together.
public struct PoolAmounts: Hashable, Sendable {
    /// In nano-dollars; 0...``Money/maxNanos``.
    public var nanos: Int64
    /// Tokens of input and output together; 0...``Money/maxNanos``.
    public var tokens: Int64

    /// Makes amounts; ``isWithinBounds`` says whether a pool takes them.
    public init(nanos: Int64 = 0, tokens: Int64 = 0) {
        self.nanos = nanos
        self.tokens = tokens
    }

    /// Nothing.
    public static let zero = PoolAmounts()

    /// Whether both lie in 0...``Money/maxNanos``.
    public var isWithinBounds: Bool {
        (0...Money.maxNanos).contains(nanos) && (0...Money.maxNanos).contains(tokens)
    }

    /// The sum; saturates, since what is spent may pass every limit when more was billed than bounded.
    static func + (left: PoolAmounts, right: PoolAmounts) -> PoolAmounts {
        PoolAmounts(
            nanos: saturating(left.nanos, right.nanos),
            tokens: saturating(left.tokens, right.tokens)
        )
    }

    /// The difference of what was added before.
    static func - (left: PoolAmounts, right: PoolAmounts) -> PoolAmounts {
        PoolAmounts(nanos: left.nanos - right.nanos, tokens: left.tokens - right.tokens)
    }

    private static func saturating(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? Int64.max : sum
    }
}

/// The most that a pool may give: money, tokens, or both, of which the first that is reached counts.
public struct PoolLimit: Hashable, Sendable {
    /// In nano-dollars; nil for no limit of money.
    public var nanos: Int64?
    /// Tokens; nil for no limit of tokens.
    public var tokens: Int64?

    /// Makes a limit; ``PoolTree`` takes 0...``Money/maxNanos`` of either.
    public init(nanos: Int64? = nil, tokens: Int64? = nil) {
        self.nanos = nanos
        self.tokens = tokens
    }

    /// Whether what is given lies in 0...``Money/maxNanos``.
    public var isWithinBounds: Bool {
        PoolAmounts(nanos: nanos ?? 0, tokens: tokens ?? 0).isWithinBounds
    }
}

/// What a pool has given so far.
public struct PoolStatement: Hashable, Sendable {
    /// The most that it may give.
    public var limit: PoolLimit
    /// What settled calls have cost.
    public var spent: PoolAmounts
    /// What calls in flight keep.
    public var held: PoolAmounts
    /// How many calls are in flight.
    public var openHolds: Int
    /// How many calls were settled.
    public var settledCalls: Int64
    /// How many calls were refused.
    public var refusedCalls: Int64

    /// Nothing given.
    package init(limit: PoolLimit) {
        self.limit = limit
        spent = .zero
        held = .zero
        openHolds = 0
        settledCalls = 0
        refusedCalls = 0
    }

    /// Nano-dollars that are neither spent nor held, never below zero; nil without a limit of money.
    public var remainingNanos: Int64? {
        limit.nanos.map { max(0, Int64(clamping: Int128($0) - used(spent.nanos, held.nanos))) }
    }

    /// Tokens that are neither spent nor held, never below zero; nil without a limit of tokens.
    public var remainingTokens: Int64? {
        limit.tokens.map { max(0, Int64(clamping: Int128($0) - used(spent.tokens, held.tokens))) }
    }

    private func used(_ spent: Int64, _ held: Int64) -> Int128 { Int128(spent) + Int128(held) }
}

/// Why a pool refused, with the numbers compared.
public struct PoolRefusal: Error, Hashable, Sendable {
    /// Which of a chain of pools; 0 is the outermost.
    public var depth: Int
    /// The unit in which there was no room.
    public var unit: BudgetUnit
    /// The limit, in the unit.
    public var limit: Int64
    /// What is spent, in the unit.
    public var spent: Int64
    /// What is held, in the unit.
    public var held: Int64
    /// What would have been needed, in the unit.
    public var needed: Int64
}

/// A share of a pool's limit that its spending has reached, told once.
public struct PoolThreshold: Hashable, Sendable {
    /// The share in basis points.
    public var atBasisPoints: Int64
    /// What counts towards it.
    public var unit: BudgetUnit
    /// What is spent, in the unit.
    public var spent: Int64
    /// What is neither spent nor held, in the unit.
    public var remaining: Int64
    /// The limit, in the unit.
    public var limit: Int64
}
