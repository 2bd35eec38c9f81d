/// What a budget may spend, for budgets written in Swift: `.usd("10.00")`, `.tokens(500_000)`.
///
/// Money is a whole number or a decimal as text, exact in either case; there is no way in for
/// floating point. A text that is no amount is told when the budget is made.
public struct BudgetLimit: Hashable, Sendable {
    package let unit: BudgetUnit
    /// In the unit, nanos for money; nil where the text is no amount.
    package let value: Int64?
    private let text: String

    /// What was written, short enough for a message.
    package var shownText: String { String(text.prefix(40)) }

    /// Whole US dollars.
    public static func usd(_ dollars: Int64) -> BudgetLimit { .money(dollars, "USD") }

    /// US dollars as a decimal with at most nine places, such as `"10.00"`.
    public static func usd(_ dollars: String) -> BudgetLimit { .money(dollars, "USD") }

    /// Whole units of a currency, by its ISO 4217 code.
    public static func money(_ amount: Int64, _ currency: String) -> BudgetLimit {
        .money(String(amount), currency)
    }

    /// A currency's amount as a decimal with at most nine places, by its ISO 4217 code.
    public static func money(_ amount: String, _ currency: String) -> BudgetLimit {
        BudgetLimit(unit: .money(currency), value: nanos(decimal: amount), text: amount)
    }

    /// Tokens of input and output together.
    public static func tokens(_ count: Int64) -> BudgetLimit { BudgetLimit(.tokens, count) }

    /// Calls.
    public static func calls(_ count: Int64) -> BudgetLimit { BudgetLimit(.calls, count) }

    /// Calls in flight at a time; such a budget has no window.
    public static func concurrent(_ count: Int64) -> BudgetLimit { BudgetLimit(.concurrent, count) }

    /// Credits with a name of your own.
    public static func credits(_ count: Int64, _ name: String = "default") -> BudgetLimit {
        BudgetLimit(.credits(name), count)
    }

    private init(unit: BudgetUnit, value: Int64?, text: String) {
        self.unit = unit
        self.value = value
        self.text = text
    }

    private init(_ unit: BudgetUnit, _ count: Int64) {
        self.init(unit: unit, value: count, text: String(count))
    }

    /// The value, within its bounds.
    func checked(_ path: @autoclosure () -> String) throws(PolicyError) -> Int64 {
        if let value, (0...Money.maxNanos).contains(value) { return value }
        throw PolicyError(
            path: path(),
            message:
                "\"\(printable(text))\" is no amount that can be kept exactly; write digits, a "
                + "point and at most nine decimals, up to 900 million"
        )
    }
}

/// A share of a limit, for policies written in Swift: `.percent(80)`, `.percent("99.5")`.
public struct LimitShare: Hashable, Sendable {
    /// In hundredths of a percent; nil where the text is no share.
    package let basisPoints: Int64?
    private let text: String

    /// Whole percent.
    public static func percent(_ percent: Int64) -> LimitShare { .percent(String(percent)) }

    /// Percent as a decimal with at most two places.
    public static func percent(_ percent: String) -> LimitShare {
        let scale: Int64 = 10_000_000
        let value = nanos(decimal: percent).flatMap { $0 % scale == 0 ? $0 / scale : nil }
        return LimitShare(basisPoints: value, text: percent + " percent")
    }

    /// Hundredths of a percent.
    public static func basisPoints(_ basisPoints: Int64) -> LimitShare {
        LimitShare(basisPoints: basisPoints, text: "\(basisPoints) basis points")
    }

    /// The share, within the bounds given.
    func checked(
        _ bounds: ClosedRange<Int64>,
        _ path: @autoclosure () -> String
    ) throws(PolicyError) -> Int64 {
        if let basisPoints, bounds.contains(basisPoints) { return basisPoints }
        throw PolicyError(
            path: path(),
            message: "\"\(printable(text))\" is no share from \(shareText(bounds.lowerBound)) to "
                + "\(shareText(bounds.upperBound)) with at most two decimals"
        )
    }
}

/// When something begins or ceases to count, for policies written in Swift.
public struct PolicyDate: Hashable, Sendable {
    private enum Kind: Hashable {
        case ms(Int64)
        case day(year: Int64, month: Int64, day: Int64)
    }

    private let kind: Kind

    /// An instant in milliseconds UTC since 1970.
    public static func ms(_ ms: Int64) -> PolicyDate { PolicyDate(kind: .ms(ms)) }

    /// The first instant of a date, in the budget's time zone, and in UTC for policies and rules.
    public static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> PolicyDate {
        PolicyDate(kind: .day(year: year, month: month, day: day))
    }

    /// The instant; the date must exist, and lie between 1970 and 9999.
    func ms(zone: ZoneRules, _ path: @autoclosure () -> String) throws(PolicyError) -> Int64 {
        switch kind {
        case .ms(let ms): return ms
        case .day(let year, let month, let day):
            guard (1970...9999).contains(year), (1...12).contains(month),
                (1...CivilDate.days(inMonth: month, ofYear: year)).contains(day)
            else {
                throw PolicyError(
                    path: path(),
                    message: "\(year)-\(month)-\(day) is no date between 1970 and 9999"
                )
            }
            let date = CivilDate(year: year, month: month, day: day)
            return firstInstantMs(ofDay: date.dayNumber, zone: zone)
        }
    }
}

extension EffectiveDates {
    /// Dates as they are written, in the place that `path` names.
    init(
        _ from: PolicyDate?,
        _ until: PolicyDate?,
        zone: ZoneRules,
        _ path: String
    ) throws(PolicyError) {
        self.init()
        if let from { fromMs = try from.ms(zone: zone, path + "from") }
        if let until { untilMs = try until.ms(zone: zone, path + "until") }
    }
}

/// A decimal such as `10.00` in billionths; nil where it is anything else or has no room in 64 bits.
package func nanos(decimal text: String) -> Int64? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    var nanos: Int64 = 0
    var decimals = 0
    for (index, part) in parts.enumerated() {
        for byte in part {
            guard (0x30...0x39).contains(byte) else { return nil }
            // Zeros behind the ninth place change nothing.
            if index == 1, decimals == 9 {
                guard byte == 0x30 else { return nil }
                continue
            }
            let (tenfold, tooLarge) = nanos.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = tenfold.addingReportingOverflow(Int64(byte - 0x30))
            guard !tooLarge, !overflow else { return nil }
            nanos = sum
            if index == 1 { decimals += 1 }
        }
    }
    for _ in decimals..<9 {
        let (tenfold, tooLarge) = nanos.multipliedReportingOverflow(by: 10)
        guard !tooLarge else { return nil }
        nanos = tenfold
    }
    return nanos
}

/// A length of time in whole milliseconds.
func milliseconds(
    _ duration: Duration,
    _ path: @autoclosure () -> String
) throws(PolicyError) -> Int64 {
    let (seconds, attoseconds) = duration.components
    let perMs: Int64 = 1_000_000_000_000_000
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    let (sum, tooLarge) = whole.addingReportingOverflow(attoseconds / perMs)
    guard attoseconds % perMs == 0, !overflow, !tooLarge, sum >= 0 else {
        throw PolicyError(
            path: path(),
            message: "a length of time is at least 0, in whole milliseconds"
        )
    }
    return sum
}
