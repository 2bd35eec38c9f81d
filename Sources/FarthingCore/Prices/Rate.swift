/// An exact price: nano-units of a currency per million tokens (or searches, or calls).
///
/// $2.50 per million tokens is `Rate(nanosPerMillion: 2_500_000_000)`; $10 per thousand searches is
/// $10,000 per million. The finest price of the book's sources is 10⁻⁵ dollars per million, ten
/// thousand times coarser than this scale; a price that does not fit the scale is refused when the
/// book is read. Never negative.
public struct Rate: Hashable, Comparable, Sendable {
    /// Nano-units per million, 0...``nanosPerMillionMax``.
    public let nanosPerMillion: Int64

    /// The dearest rate: $1,000 for a single token or search. Twenty buckets of 10¹² at this rate
    /// stay within `Int128`.
    public static let nanosPerMillionMax: Int64 = 1_000_000_000_000_000_000

    /// Nothing is charged.
    public static let free = Rate(nanosPerMillion: 0)

    /// Makes a rate; traps outside of 0...``nanosPerMillionMax``. Values from outside come through
    /// ``init(dollarsPerMillion:)``.
    public init(nanosPerMillion: Int64) {
        precondition(nanosPerMillion >= 0 && nanosPerMillion <= Self.nanosPerMillionMax)
        self.nanosPerMillion = nanosPerMillion
    }

    /// Reads a plain decimal such as `2.5`, in units of the currency per million; nil where the text
    /// is anything else, is finer than a nano-unit per million, or is out of bounds.
    public init?(dollarsPerMillion text: some Sequence<UInt8>) {
        var whole: Int64 = 0
        var digits = 0
        var decimals: Int?
        for byte in text {
            if byte == UInt8(ascii: "."), decimals == nil, digits > 0 {
                decimals = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39, digits < 18 else { return nil }
            whole = whole * 10 + Int64(byte - 0x30)
            digits += 1
            decimals = decimals.map { $0 + 1 }
        }
        guard digits > 0, decimals != 0, (decimals ?? 0) <= 9 else { return nil }
        for _ in (decimals ?? 0)..<9 {
            let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            whole = product
        }
        guard whole <= Self.nanosPerMillionMax else { return nil }
        nanosPerMillion = whole
    }

    /// Whether the left rate is the cheaper one.
    public static func < (left: Rate, right: Rate) -> Bool {
        left.nanosPerMillion < right.nanosPerMillion
    }

    /// The cost of so many in nano-units, exact and rounded up; nil where it passes
    /// ``ModelPrice/amountMax``. `count` is at least zero.
    public func amountNanos(count: Int64) -> Int64? {
        Self.roundedUp(Int128(nanosPerMillion) * Int128(count))
    }

    /// A sum of count × rate products as nano-units, rounded up; nil out of bounds.
    static func roundedUp(_ sum: Int128) -> Int64? {
        guard sum >= 0 else { return nil }
        // Nearly every sum fits 64 bits, where a division costs a tenth of the wide one.
        if let narrow = Int64(exactly: sum), narrow <= Int64.max - 999_999 {
            return (narrow + 999_999) / 1_000_000
        }
        guard sum <= Int128(ModelPrice.amountMax) * 1_000_000 else { return nil }
        return Int64((sum + 999_999) / 1_000_000)
    }
}
