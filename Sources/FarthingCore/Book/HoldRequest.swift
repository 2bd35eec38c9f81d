/// What one hold sets aside in one budget, as a function of how many output tokens it affords.
///
/// The amount for `k` output tokens is `base + ⌈k × perMillionOutput ÷ 10⁶⌉`, in the budget's unit.
public struct HoldLine: Hashable, Sendable {
    /// The budget's id.
    public var budget: String
    /// Which of the budget's accounts, as ``Scope/key(per:)`` writes it.
    public var scope: String
    /// What is needed whatever the output, at most ``Money/maxNanos``.
    public var base: Int64
    /// What a million output tokens cost, at most ``Money/maxNanos``.
    public var perMillionOutput: Int64
    /// The lowest share of the limit, in basis points, at which the caller wants to decide again
    /// rather than be admitted; nil when there is none.
    public var thresholdBasisPoints: Int64?

    /// Makes a line; the book checks its bounds.
    public init(
        budget: String,
        scope: String,
        base: Int64,
        perMillionOutput: Int64 = 0,
        thresholdBasisPoints: Int64? = nil
    ) {
        self.budget = budget
        self.scope = scope
        self.base = base
        self.perMillionOutput = perMillionOutput
        self.thresholdBasisPoints = thresholdBasisPoints
    }

    /// The amount for `tokens` of output, rounded up, at most `Int64.max`.
    public func amount(outputTokens tokens: Int64) -> Int64 {
        if perMillionOutput == 0 || tokens == 0 { return base }
        let exact = Int128(perMillionOutput) * Int128(tokens)
        let sum = Int128(base) + (exact + 999_999) / 1_000_000
        return sum > Int128(Int64.max) ? Int64.max : Int64(sum)
    }

    /// The most output tokens whose amount is at most `amount`; nil when not even `base` fits.
    func outputTokens(affordedBy amount: Int128) -> Int64? {
        let left = amount - Int128(base)
        if left < 0 { return nil }
        if perMillionOutput == 0 { return Int64.max }
        let tokens = left * 1_000_000 / Int128(perMillionOutput)
        return tokens > Int128(Int64.max) ? Int64.max : Int64(tokens)
    }
}

/// How many output tokens a hold should afford.
public struct OutputBound: Hashable, Sendable {
    /// The most that is asked for.
    public var wanted: Int64
    /// The fewest that are of use: the book grants as many as fit between this and `wanted`.
    public var least: Int64
    /// How many the call is expected to need in the end, which may be more than `wanted`.
    public var expected: Int64

    /// A bound; `least` and `expected` are `wanted` where not given.
    public init(wanted: Int64 = 0, least: Int64? = nil, expected: Int64? = nil) {
        self.wanted = wanted
        self.least = least ?? wanted
        self.expected = expected ?? wanted
    }
}

/// A request to set money aside, all lines or none.
public struct HoldRequest: Sendable {
    /// The most lines: as many budgets as one call can match.
    public static let linesMax = 64

    /// Made by the caller; the same id with the same request repeats the first outcome.
    public var id: HoldID
    /// The client's idempotency key, where it sent one.
    public var key: IdempotencyKey?
    /// What to hold, one line per budget.
    public var lines: [HoldLine]
    /// How much output the lines should afford.
    public var output: OutputBound
    /// When the hold ends by itself, in milliseconds UTC.
    public var expiresAtMs: Int64
    /// True when the call may cost money from this moment on; an expiry then charges.
    public var isSent: Bool
    /// The bound of the call in money, for the receipt: 0...``Money/maxNanos``. The book judges no
    /// budget by it.
    public var projectedNanos: Int64
    /// False for a first try with a cheap bound: a refusal for lack of room is answered and not
    /// recorded, because the caller asks again with a better one.
    public var recordsRefusal: Bool
    /// What the receipt says of the call.
    public var context: CallContext

    /// Makes a request; the book checks its bounds.
    public init(
        id: HoldID,
        key: IdempotencyKey? = nil,
        lines: [HoldLine],
        output: OutputBound = OutputBound(),
        expiresAtMs: Int64,
        isSent: Bool,
        projectedNanos: Int64 = 0,
        recordsRefusal: Bool = true,
        context: CallContext
    ) {
        self.id = id
        self.key = key
        self.lines = lines
        self.output = output
        self.expiresAtMs = expiresAtMs
        self.isSent = isSent
        self.projectedNanos = projectedNanos
        self.recordsRefusal = recordsRefusal
        self.context = context
    }
}

/// A client's key that makes a retry find the first attempt.
public struct IdempotencyKey: Hashable, Sendable {
    /// Tenant, principal, verb and the client's text, joined so that no two of them can be confused.
    public let name: String
    /// A keyed hash of the request's content, in hexadecimal: other content is a conflict.
    public let contentHash: String

    /// Makes a key of its joined name and its content's hash.
    public init(name: String, contentHash: String) {
        self.name = name
        self.contentHash = contentHash
    }
}
