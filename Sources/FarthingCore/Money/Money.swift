/// An exact amount in billionths of one currency unit: `Money(nanos: 2_500_000_000)` is 2.50.
///
/// Bounded by ``maxNanos`` in either direction, so that sums of a few amounts fit 64 bits and
/// sums of many are carried in `Int128`.
public struct Money: Hashable, Comparable, Sendable {
    /// The largest amount: 9 × 10¹⁷ nanos, 900 million currency units.
    public static let maxNanos: Int64 = 900_000_000_000_000_000

    /// The amount in billionths of the currency unit.
    public let nanos: Int64

    /// Makes an amount of `nanos` billionths; nil when it is beyond ``maxNanos``.
    public init?(nanos: Int64) {
        guard nanos >= -Money.maxNanos, nanos <= Money.maxNanos else { return nil }
        self.nanos = nanos
    }

    /// Orders by amount.
    public static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }
}
