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
    /// For money other than US dollars, the nano-units of the budget's currency for one dollar at
    /// which the amounts were made, at most ``Money/maxNanos``; nil for all else. Kept with the hold;
    /// the book judges nothing by it.
    public var rateNanos: Int64?

    /// Makes a line; the book checks its bounds.
    public init(
        budget: String,
        scope: String,
        base: Int64,
        perMillionOutput: Int64 = 0,
        thresholdBasisPoints: Int64? = nil,
        rateNanos: Int64? = nil
    ) {
        self.budget = budget
        self.scope = scope
        self.base = base
        self.perMillionOutput = perMillionOutput
        self.thresholdBasisPoints = thresholdBasisPoints
        self.rateNanos = rateNanos
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
        moreOutputTokens(affordedBy: amount - Int128(base))
    }

    /// The most output tokens whose amount beside ``base`` is at most `left`; nil for less than none.
    func moreOutputTokens(affordedBy left: Int128) -> Int64? {
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
