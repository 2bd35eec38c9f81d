import FarthingCore

/// An amount taken apart into what is a number and what is a unit, neither of them read.
struct WrittenAmount {
    private let text: String
    /// Digits, a point, and a factor such as `k`.
    let number: Substring
    /// The unit as written; empty where there is none.
    let unitText: String

    /// Signs of currencies that mean one currency each. A yen's sign is a yuan's too.
    private static let signs: KeyValuePairs<String, String> = [
        "US$": "USD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "₹": "INR",
    ]

    /// Takes `$10`, `10 €` and `10 USD` apart.
    init(_ text: String) throws(Amount.Fault) {
        self.text = text
        let sign = WrittenAmount.signs.first { text.hasPrefix($0.key) }
        let behindSign = text.dropFirst(sign?.key.count ?? 0)
        let rest = sign == nil ? behindSign : behindSign.drop { $0 == " " }
        if "-−".contains(text.first ?? " ") || "-−".contains(rest.first ?? " ") {
            throw Amount.Fault(message: "an amount is not negative")
        }
        let end = rest.firstIndex { !("0"..."9").contains($0) && $0 != "." } ?? rest.endIndex
        var numberEnd = end
        if end < rest.endIndex, "kKMB".contains(rest[end]) {
            let after = rest.index(after: end)
            if after == rest.endIndex || rest[after] == " " { numberEnd = after }
        }
        number = rest[..<numberEnd]
        let tail = rest[numberEnd...].drop { $0 == " " }
        guard !number.isEmpty else {
            if text.first == "¥" {
                throw Amount.Fault(message: "¥ is JPY and CNY; write 1000 JPY or 100.00 CNY")
            }
            throw Amount.Fault(
                message: "\(quoted(text)) is no amount; write one like \(Amount.examples)"
            )
        }
        unitText = sign?.value ?? String(tail)
        if sign != nil, !tail.isEmpty {
            try refuseSlips(String(tail))
            throw Amount.Fault(
                message: "\(quoted(text)) has two units; write \(number) \(unitText)"
            )
        }
    }

    /// The unit.
    func unit() throws(Amount.Fault) -> BudgetUnit {
        let name = unitText
        switch name {
        case "":
            throw Amount.Fault(
                message: "\(quoted(text)) has no unit; write one like \(Amount.examples)"
            )
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
        if let sign = WrittenAmount.signs.first(where: { $0.key == name }) {
            return .money(sign.value)
        }
        try refuseSlips(name)
        let words = ["tokens", "calls", "concurrent", "credits"] + currencyCodes
        let code = name.uppercased()
        let nearest =
            WrittenAmount.synonyms[name.lowercased()]
            ?? (currencyCodes.contains(code) ? code : nearestWord(to: name, among: words))
        if let nearest {
            throw Amount.Fault(
                message: "unknown unit \(quoted(name)); did you mean \(quoted(nearest))?"
            )
        }
        throw Amount.Fault(
            message: "unknown unit \(quoted(name)); write an amount like \(Amount.examples)"
        )
    }

    /// What people call our units.
    private static let synonyms = [
        "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP",
        "rupees": "INR", "reais": "BRL", "yen": "JPY", "request": "calls", "requests": "calls",
        "parallel": "concurrent",
    ]

    /// Says of the commonest slips how to write them instead.
    private func refuseSlips(_ tail: String) throws(Amount.Fault) {
        let first = tail.first ?? " "
        if ",_'".contains(first) || ("0"..."9").contains(first) {
            throw Amount.Fault(message: separatorFault)
        }
        if "eE".contains(first), let plain = withoutExponent(tail.dropFirst()) {
            throw Amount.Fault(
                message: "\(quoted(text)) has an exponent; write it out: \(quoted(plain))"
            )
        }
        let word = tail.prefix { $0 != " " }
        let factors: KeyValuePairs<String, [String]> = [
            "k": ["k", "K", "thousand"], "M": ["m", "M", "mn", "million"],
            "B": ["b", "B", "g", "G", "bn", "billion"],
        ]
        let isFactored = number.last.map { "kKMB".contains($0) } ?? false
        for (letter, names) in factors where names.contains(String(word)) && !isFactored {
            let fixed = "\(number)\(letter)\(tail.dropFirst(word.count))"
            throw Amount.Fault(message: "\(quoted(text)) is no amount; write \(quoted(fixed))")
        }
        if tail.contains("/") || tail.hasPrefix("per ") || tail.contains(" per ") {
            throw Amount.Fault(
                message: "\(quoted(text)) is no amount; how long it is for stands under window"
            )
        }
    }

    /// `1,000 USD` has to be `1000 USD`, and `10,50 EUR` is `10.50 EUR`.
    private var separatorFault: String {
        let general =
            "\(quoted(text)) is no amount; write digits without separators, and a point "
            + "before decimals"
        let isDigitOrMark = { (character: Character) in
            ("0"..."9").contains(character) || ".,_'".contains(character)
        }
        guard let start = text.firstIndex(where: isDigitOrMark) else { return general }
        let written = text[start...].prefix(while: isDigitOrMark)
        let groups = written.split(omittingEmptySubsequences: false) { ",_'".contains($0) }
        let hasGroups = groups.dropFirst().dropLast().allSatisfy { $0.utf8.count == 3 }
        let ending = groups.last?.split(separator: ".", omittingEmptySubsequences: false).first
        var plain: String?
        if groups.count > 1, hasGroups, ending?.utf8.count == 3, !groups[0].contains(".") {
            plain = groups.joined()
        } else if groups.count == 2, written.contains(","), !written.contains(".") {
            plain = groups.joined(separator: ".")
        }
        guard let plain, !plain.hasPrefix("."), !plain.hasSuffix(".") else { return general }
        let fixed = text[..<start] + plain + text[written.endIndex...]
        return "\(quoted(text)) is no amount; write it without separators: \(quoted(String(fixed)))"
    }

    /// The amount with its exponent carried out; nil where that is no whole number, or long.
    private func withoutExponent(_ tail: Substring) -> String? {
        let digits = tail.prefix { ("0"..."9").contains($0) }
        guard let exponent = Int(digits), exponent <= 15 else { return nil }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty,
            fraction.utf8.count <= exponent
        else { return nil }
        let zeros = String(repeating: "0", count: exponent - fraction.utf8.count)
        let start = text.prefix { !("0"..."9").contains($0) }
        return start + whole + fraction + zeros + tail[digits.endIndex...]
    }
}
