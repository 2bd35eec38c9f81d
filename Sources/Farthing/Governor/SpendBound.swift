public import FarthingCore

/// The most that a call can cost, as far as whoever makes it knows.
public struct SpendBound: Sendable {
    package enum Kind: Sendable {
        /// Priced by the governor's price book.
        /// Indirect: a request is copied often, and this is large.
        indirect case call(CallBound, PriceVariantSet)
        /// Stated: nano-dollars, tokens, credits.
        case amounts(nanos: Int64, tokens: Int64, credits: [String: Int64])
    }

    package let kind: Kind
    /// Whether the amounts were readable and within bounds.
    package let isValid: Bool

    private init(_ kind: Kind, isValid: Bool) {
        self.kind = kind
        self.isValid = isValid
    }

    /// What a model's call can use at the most, priced by the governor's price book.
    ///
    /// - Parameters:
    ///   - bound: the most that each bucket can come to.
    ///   - variants: the service tiers that may be billed, of which the dearest counts.
    public static func call(
        _ bound: CallBound,
        variants: PriceVariantSet = PriceVariantSet(.standard)
    ) -> SpendBound {
        SpendBound(.call(bound, variants), isValid: bound.isWithinBounds)
    }

    /// Dollars as a decimal with at most nine places, such as `"0.02"`, and tokens.
    ///
    /// Dollars say nothing of tokens: limits of tokens see what `tokens` says alone, so that a call stated
    /// without it passes every one of them.
    public static func usd(_ dollars: String, tokens: Int64 = 0) -> SpendBound {
        .nanos(FarthingCore.nanos(decimal: dollars) ?? -1, tokens: tokens)
    }

    /// Nano-dollars and tokens; limits of tokens see what `tokens` says alone.
    public static func nanos(_ nanos: Int64, tokens: Int64 = 0) -> SpendBound {
        let amounts = PoolAmounts(nanos: nanos, tokens: tokens)
        return SpendBound(
            .amounts(nanos: nanos, tokens: tokens, credits: [:]),
            isValid: amounts.isWithinBounds
        )
    }

    /// Credits with a name of the operator's own, beside nano-dollars and tokens.
    public static func credits(
        _ credits: [String: Int64],
        nanos: Int64 = 0,
        tokens: Int64 = 0
    ) -> SpendBound {
        let amounts = PoolAmounts(nanos: nanos, tokens: tokens)
        let areValid = credits.values.allSatisfy { (0...Money.maxNanos).contains($0) }
        return SpendBound(
            .amounts(nanos: nanos, tokens: tokens, credits: credits),
            isValid: amounts.isWithinBounds && areValid
        )
    }

    /// What is wrong where it is not valid.
    var flaw: String {
        switch kind {
        case .call:
            return "A count of the call's bound is out of bounds: each lies from 0 to a million "
                + "million, output and prediction over all choices too, and choices from 1 to 1,024."
        case .amounts(let nanos, let tokens, let credits):
            if !(0...Money.maxNanos).contains(nanos) {
                return "The most that the call can cost is no amount from 0 to 900 million; write "
                    + "digits, a point and at most nine decimals."
            }
            if !PoolAmounts(nanos: 0, tokens: tokens).isWithinBounds {
                return "The call's tokens are out of bounds (\(tokens)): they lie from 0 to "
                    + "\(Money.maxNanos)."
            }
            let wrong = credits.filter { !(0...Money.maxNanos).contains($0.value) }.keys.min() ?? ""
            return "The call's credits '\(printable(wrong))' are out of bounds: they lie from 0 to "
                + "\(Money.maxNanos)."
        }
    }

    /// What a call costs whose price is its bound; what was held where that is priced by tokens.
    var bill: Bill {
        guard case .amounts(let nanos, let tokens, let credits) = kind else { return .unknown }
        return .nanos(nanos, tokens: tokens, credits: credits, evidence: .estimated)
    }

    /// A call that costs nothing but counts as one.
    public static let free = SpendBound.nanos(0)
}
