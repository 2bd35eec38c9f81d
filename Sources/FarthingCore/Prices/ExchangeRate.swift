/// What one US dollar is in another currency, from a time on.
public struct ExchangeRate: Hashable, Sendable {
    /// The most that a policy may have.
    public static let ratesMax = 1_000
    /// What a rate may be, in nano-units: up to 900 million for a dollar.
    public static let nanosRange: ClosedRange<Int64> = 1...Money.maxNanos
    /// How old a rate may be before people are warned: exchange rates move by some per cent in two
    /// months.
    public static let freshMs: Int64 = 60 * TimeUnit.dayMs

    /// Who says what the rate is.
    public enum Source: String, Hashable, Sendable {
        /// The operator, in the policy.
        case policy
        /// The European Central Bank's reference rates, as they are built in.
        case reference
    }

    /// The ISO 4217 code, three capital letters; never `USD`.
    public var currency: String
    /// Nano-units of the currency for one US dollar, within ``nanosRange``.
    public var rateNanos: Int64
    /// UTC milliseconds from which the rate holds; 0 for ever.
    public var fromMs: Int64
    /// Who says so.
    public var source: Source

    /// Makes a rate; ``CompiledPolicy`` checks the bounds of a policy's own.
    public init(currency: String, rateNanos: Int64, fromMs: Int64 = 0, source: Source = .policy) {
        self.currency = currency
        self.rateNanos = rateNanos
        self.fromMs = fromMs
        self.source = source
    }

    /// Whether people should look at the rate again: it has a day, and that lies more than
    /// ``freshMs`` back. A rate without a day is a peg, which does not age.
    public func isStale(atMs: Int64) -> Bool { fromMs > 0 && atMs - fromMs > Self.freshMs }

    /// Dollars in the currency, exact and rounded up: what is held and charged is never too little.
    ///
    /// `dollarNanos` is at least zero. Nil where the outcome passes ``Money/maxNanos``, which no
    /// account can hold, or a value is out of bounds.
    public static func convert(_ dollarNanos: Int64, rateNanos: Int64) -> Int64? {
        guard dollarNanos >= 0, nanosRange.contains(rateNanos) else { return nil }
        // At most 9.2 × 10¹⁸ × 9 × 10¹⁷, a twentieth of what 128 bits hold.
        let exact = Int128(dollarNanos) * Int128(rateNanos)
        let rounded = (exact + (nanosPerUnit - 1)) / nanosPerUnit
        return rounded <= Int128(Money.maxNanos) ? Int64(rounded) : nil
    }

    /// The most dollars whose ``convert(_:rateNanos:)`` is at most `nanos` of the currency: what an
    /// amount that is left can pay. Saturates at ``Money/maxNanos``; zero for amounts below zero.
    public static func dollars(within nanos: Int64, rateNanos: Int64) -> Int64 {
        guard nanos > 0, nanosRange.contains(rateNanos) else { return 0 }
        let dollars = Int128(nanos) * nanosPerUnit / Int128(rateNanos)
        return Int64(min(dollars, Int128(Money.maxNanos)))
    }

    /// What an amount of the currency is in dollars, exact and rounded up.
    ///
    /// `nanos` is at least zero. Nil where the outcome passes ``Money/maxNanos``, or a value is out of
    /// bounds.
    package static func dollars(covering nanos: Int64, rateNanos: Int64) -> Int64? {
        guard nanos >= 0, nanosRange.contains(rateNanos) else { return nil }
        let exact = Int128(nanos) * nanosPerUnit
        let dollars = (exact + Int128(rateNanos) - 1) / Int128(rateNanos)
        return dollars <= Int128(Money.maxNanos) ? Int64(dollars) : nil
    }

    private static let nanosPerUnit: Int128 = 1_000_000_000
}
