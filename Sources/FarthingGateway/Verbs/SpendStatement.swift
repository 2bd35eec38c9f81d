import FarthingCore

/// What a caller says that a call costs: fixed amounts, or a usage that the price book prices.
enum SpendStatement {
    /// In each unit; nanos for money.
    case amounts([BudgetUnit: Int64])
    case usage(JSONNode)

    /// The most units that one call may state.
    static let unitsMax = 16
    /// The currency of the price book, and of an amount that is a plain integer.
    static let bookCurrency = BudgetUnit.money("USD")

    /// Reads `amount`, `amounts` or `usage`, of which one may stand; nil when none does.
    static func read(_ body: SpendBody) throws(RequestRefusal) -> SpendStatement? {
        let names = ["amount", "amounts", "usage"].filter { body.root.member($0) != nil }
        guard names.count <= 1 else {
            throw .spend(
                "mutually_exclusive_parameters",
                names[1],
                "State one of 'amount', 'amounts' and 'usage', not several."
            )
        }
        guard let name = names.first, let node = body.root.member(name) else { return nil }
        switch name {
        case "amount": return .amounts(try amount(node))
        case "amounts": return .amounts(try amounts(node))
        default:
            guard node.kind == .object else { throw .spendType(name, "an object") }
            return .usage(node)
        }
    }

    /// `250000000`, which is nano-dollars, or `"0.25 USD"`.
    private static func amount(_ node: JSONNode) throws(RequestRefusal) -> [BudgetUnit: Int64] {
        guard let text = node.string else {
            return [bookCurrency: try whole(node, "amount")]
        }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = BudgetUnit(name: String(parts[1])) else {
            throw .spend(
                "invalid_value",
                "amount",
                "'amount' must be nano-dollars as a whole number, or a decimal and its unit: "
                    + "\"0.25 USD\"."
            )
        }
        return [try stated(unit, "amount"): try decimal(parts[0], unit, "amount")]
    }

    /// `{"USD": 250000000, "tokens": 1200, "credits:search": "1"}`.
    private static func amounts(_ node: JSONNode) throws(RequestRefusal) -> [BudgetUnit: Int64] {
        guard node.kind == .object else { throw .spendType("amounts", "an object") }
        guard (1...unitsMax).contains(node.count) else {
            throw .spend(
                "invalid_value",
                "amounts",
                "'amounts' must state 1 to \(unitsMax) units."
            )
        }
        var amounts: [BudgetUnit: Int64] = [:]
        for (name, value) in node.members {
            guard name.utf8.count <= Budget.idBytesMax, let unit = BudgetUnit(name: name) else {
                throw .spend(
                    "invalid_value",
                    "amounts",
                    "A unit must be a currency's code, 'tokens' or 'credits:NAME'."
                )
            }
            let param = "amounts." + name
            if let text = value.string {
                amounts[try stated(unit, param)] = try decimal(text[...], unit, param)
            } else {
                amounts[try stated(unit, param)] = try whole(value, param)
            }
        }
        return amounts
    }

    private static func stated(
        _ unit: BudgetUnit,
        _ param: String
    ) throws(RequestRefusal) -> BudgetUnit {
        if unit == .calls || unit == .concurrent {
            throw .spend(
                "invalid_value",
                param,
                "Calls are counted by themselves, one for each hold; state money, tokens or credits."
            )
        }
        return unit
    }

    private static func whole(_ node: JSONNode, _ param: String) throws(RequestRefusal) -> Int64 {
        guard let value = try SpendBody.integer(node, param, 0...Money.maxNanos) else {
            throw .spendMissing(param)
        }
        return value
    }

    /// A decimal without sign and exponent, exactly: at most nine decimals for money, none else.
    private static func decimal(
        _ text: Substring,
        _ unit: BudgetUnit,
        _ param: String
    ) throws(RequestRefusal) -> Int64 {
        var decimalsMax = 0
        if unit.isMoney { decimalsMax = 9 }
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."),
            omittingEmptySubsequences: false
        )
        let isPlain = parts.allSatisfy { part in
            (1...18).contains(part.count) && part.allSatisfy { 0x30...0x39 ~= $0 }
        }
        guard isPlain, parts.count == 1 || parts.count == 2 && parts[1].count <= decimalsMax else {
            throw .spend(
                "invalid_value",
                param,
                "'\(param)' must be plain digits, without sign and exponent, with at most "
                    + "\(decimalsMax) decimals."
            )
        }
        var value: Int128 = 0
        for part in parts { for byte in part { value = value * 10 + Int128(byte - 0x30) } }
        for _ in (parts.count == 2 ? parts[1].count : 0)..<max(decimalsMax, 0) { value *= 10 }
        guard value <= Int128(Money.maxNanos) else {
            throw .spend(
                "integer_above_max_value",
                param,
                "'\(param)' is more than one amount can hold (\(Money.maxNanos) of the unit's "
                    + "smallest part)."
            )
        }
        return Int64(value)
    }
}
