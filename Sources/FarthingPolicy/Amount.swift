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
        let (number, unitText) = try Amount.split(text)
        unit = try Amount.unit(unitText, written: text)
        value = try Amount.value(number, unit)
    }

    /// Reads a number of tokens, where the unit goes without saying: `100k` or `100k tokens`.
    static func tokens(_ text: String) throws(Fault) -> Int64 {
        let (number, unitText) = try split(text)
        guard ["", "tokens", "token"].contains(unitText) else {
            throw Fault(message: "\(quoted(text)) is no number of tokens; write 100k tokens")
        }
        return try value(number, .tokens)
    }

    /// Takes `$10` and `10 USD` apart.
    private static func split(_ text: String) throws(Fault) -> (number: Substring, unit: String) {
        let isInDollars = text.hasPrefix("$")
        let rest = isInDollars ? text.dropFirst() : Substring(text)
        let end = rest.firstIndex { !("0"..."9").contains($0) && $0 != "." } ?? rest.endIndex
        var numberEnd = end
        if end < rest.endIndex, "kKMB".contains(rest[end]) {
            let after = rest.index(after: end)
            if after == rest.endIndex || rest[after] == " " { numberEnd = after }
        }
        let number = rest[..<numberEnd]
        let tail = rest[numberEnd...].drop { $0 == " " }
        if text.hasPrefix("-") { throw Fault(message: "an amount is not negative") }
        guard !number.isEmpty else {
            throw Fault(message: "\(quoted(text)) is no amount; write one like \(examples)")
        }
        if isInDollars, !tail.isEmpty {
            throw Fault(message: "\(quoted(text)) has two units; write $10.00 or 10.00 USD")
        }
        return (number, isInDollars ? "USD" : String(tail))
    }

    private static func unit(_ name: String, written text: String) throws(Fault) -> BudgetUnit {
        switch name {
        case "": throw Fault(message: "\(quoted(text)) has no unit; write one like \(examples)")
        case "token", "tokens": return .tokens
        case "call", "calls": return .calls
        case "concurrent": return .concurrent
        case "credit", "credits": return .credits("default")
        default: break
        }
        if name.hasPrefix("credits:"), name.utf8.count > 8 {
            return .credits(String(name.dropFirst(8)))
        }
        if currencyCodes.contains(name) { return .money(name) }
        if name.first.map({ ",_'".contains($0) || ("0"..."9").contains($0) }) ?? false {
            throw Fault(
                message:
                    "\(quoted(text)) is no amount; write digits without separators, and a point "
                    + "before decimals"
            )
        }
        let words = ["tokens", "calls", "concurrent", "credits"] + currencyCodes
        if currencyCodes.contains(name.uppercased()) {
            throw Fault(
                message: "unknown unit \(quoted(name)); did you mean \(quoted(name.uppercased()))?"
            )
        }
        if let nearest = nearestWord(to: name, among: words) {
            throw Fault(message: "unknown unit \(quoted(name)); did you mean \(quoted(nearest))?")
        }
        throw Fault(message: "unknown unit \(quoted(name)); write an amount like \(examples)")
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
