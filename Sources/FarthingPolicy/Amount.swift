import FarthingCore

/// An amount as people write it, `10.00 USD` or `1.5M tokens`, read exactly or not at all.
struct Amount {
    /// In the unit; nanos for money.
    var value: Int64
    var unit: BudgetUnit

    /// Why a text is no amount.
    struct Fault: Error {
        var message: String
    }

    static let examples = "10.00 USD, 500k tokens, 1000 calls, 8 concurrent or 50 credits"

    /// Reads an amount with its unit.
    init(_ text: String) throws(Fault) {
        let written = try WrittenAmount(text)
        unit = try written.unit()
        value = try Amount.value(written.number, unit)
    }

    /// Reads a number of tokens, where the unit goes without saying: `100k` or `100k tokens`.
    static func tokens(_ text: String) throws(Fault) -> Int64 {
        let written = try WrittenAmount(text)
        if written.unitText.isEmpty { return try value(written.number, .tokens) }
        guard try written.unit() == .tokens else {
            throw Fault(message: "\(quoted(text)) is no number of tokens; write 100k tokens")
        }
        return try value(written.number, .tokens)
    }

    /// Reads a whole number that has no unit: `50`.
    static func count(_ text: String) throws(Fault) -> Int64 {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        guard isNumber else { throw Fault(message: "\(quoted(text)) is no whole number") }
        return try value(text[...], .calls)
    }

    /// The number in the unit, exactly.
    private static func value(_ number: Substring, _ unit: BudgetUnit) throws(Fault) -> Int64 {
        var digits = number
        var factor: Int128 = 1
        switch number.last {
        case "k", "K": factor = 1_000
        case "M": factor = 1_000_000
        case "B": factor = 1_000_000_000
        default: break
        }
        if factor != 1 { digits = digits.dropLast() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts.contains(where: \.isEmpty) else {
            throw Fault(message: "\(quoted(String(number))) is no number; write one like 0.50")
        }
        // Enough for every amount in nanos times a billion; more digits are refused below.
        guard digits.utf8.count <= 30, let whole = Int128(parts.joined()) else {
            throw Fault(message: "\(quoted(String(number))) has too many digits")
        }
        var scale: Int128 = 1
        for _ in 0..<(parts.count == 2 ? parts[1].utf8.count : 0) { scale *= 10 }
        var isMoney = false
        if case .money = unit {
            isMoney = true
            factor *= 1_000_000_000
        }
        let product = whole.multipliedReportingOverflow(by: factor)
        guard !product.overflow, product.partialValue / scale <= Int128(Money.maxNanos) else {
            let most = isMoney ? "900 million" : String(Money.maxNanos)
            throw Fault(message: "\(quoted(String(number))) is too much; at most \(most)")
        }
        guard product.partialValue % scale == 0 else {
            throw Fault(
                message: isMoney
                    ? "\(quoted(String(number))) has more than nine decimals"
                    : "\(quoted(String(number))) is not a whole number of \(unit.name)"
            )
        }
        return Int64(product.partialValue / scale)
    }
}
