import FarthingCore

/// What the amounts of a claim count.
enum CompanionUnit: Hashable, Sendable {
    /// US dollars, with the nano-dollars in one part.
    case dollars(nanosPerPart: Int64)
    case tokens
    case credits(String)

    /// Reads `unit`; nil when it is left out.
    init?(_ body: CompanionBody) throws(RequestRefusal) {
        guard let name = try body.text("unit") else { return nil }
        switch name {
        case "usd_micros": self = .dollars(nanosPerPart: 1_000)
        case "usd_cents": self = .dollars(nanosPerPart: 10_000_000)
        case "usd_nanos": self = .dollars(nanosPerPart: 1)
        case "tokens": self = .tokens
        default:
            guard case .credits(let credits)? = BudgetUnit(name: name) else {
                throw .spend(
                    "invalid_value",
                    "unit",
                    "'unit' must be usd_micros, usd_cents, usd_nanos, tokens or credits:NAME."
                )
            }
            self = .credits(credits)
        }
    }

    /// The unit of a call that names none: millionths of a dollar where a budget counts money, else
    /// tokens, else the credits that are counted first.
    init(standing units: [BudgetUnit]) {
        if units.contains(where: \.isMoney) {
            self = .dollars(nanosPerPart: 1_000)
        } else if units.contains(.tokens) {
            self = .tokens
        } else if let credits = units.lazy.compactMap(\.creditsName).first {
            self = .credits(credits)
        } else {
            self = .dollars(nanosPerPart: 1_000)
        }
    }

    /// What it is in the book.
    var bookUnit: BudgetUnit {
        switch self {
        case .dollars: SpendStatement.bookCurrency
        case .tokens: .tokens
        case .credits(let name): .credits(name)
        }
    }

    /// An amount in the units of the book: nano-dollars, or whole tokens and credits.
    func amount(_ amount: CompanionAmount, _ name: String) throws(RequestRefusal) -> Int64 {
        var factor: UInt128 = 1
        if case .dollars(let nanos) = self { factor = UInt128(nanos) }
        let (product, overflows) = amount.value.multipliedReportingOverflow(by: factor)
        guard !overflows, product <= UInt128(Money.maxNanos) else {
            throw .spend(
                "integer_above_max_value",
                name,
                "'\(name)' is more than any budget can count."
            )
        }
        return Int64(product)
    }
}

extension BudgetUnit {
    fileprivate var creditsName: String? {
        if case .credits(let name) = self { return name }
        return nil
    }
}
