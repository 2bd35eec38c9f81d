import FarthingCore

/// actguard's cost units: a thousand of them are a US dollar.
enum CostUnits {
    static let perDollar: Int64 = 1_000
    static let nanosEach: Int64 = 1_000_000
    /// The most in one amount: 900 million dollars.
    static let max = Money.maxNanos / nanosEach

    /// What so many units are in nano-dollars; nil where that is no amount.
    static func nanos(_ units: Int64) -> Int64? {
        (0...max).contains(units) ? units * nanosEach : nil
    }

    /// How many units pay for this, rounded up.
    static func above(_ nanos: Int64) -> Int64 {
        nanos / nanosEach + (nanos % nanosEach > 0 ? 1 : 0)
    }

    /// How many whole units this pays for; none for less than nothing.
    static func within(_ nanos: Int64) -> Int64 { nanos > 0 ? nanos / nanosEach : 0 }

    /// Nano-dollars as millionths of a dollar, rounded up.
    static func micros(_ nanos: Int64) -> Int64 { nanos / 1_000 + (nanos % 1_000 > 0 ? 1 : 0) }
}
