import FarthingCore

/// What the amounts of a claim count, with the id by which the client knows it.
package struct WireUnit: Hashable, Sendable {
    /// What is counted.
    package enum Kind: Hashable, Sendable {
        /// US dollars, with the nano-dollars in the smallest part that the unit names.
        case dollars(nanosPerPart: Int64)
        case tokens
        case calls
        case credits(String)

        /// A text that no other kind has.
        package var text: String {
            switch self {
            case .dollars(let nanos): "dollars:\(nanos)"
            case .tokens: "tokens"
            case .calls: "calls"
            case .credits(let name): "credits:" + name
            }
        }
    }

    /// The client's own id of the unit; opaque, compared and never read as a UUID.
    package let id: String
    package let kind: Kind

    package init(id: String, kind: Kind) {
        self.id = id
        self.kind = kind
    }

    /// Names of money's parts and of what else a unit may be called, where it has no kind.
    private static let named: [String: Kind] = [
        "usd_nanos": .dollars(nanosPerPart: 1),
        "usd_micros": .dollars(nanosPerPart: 1_000),
        "usd_cents": .dollars(nanosPerPart: 10_000_000),
        "tokens": .tokens, "token": .tokens,
        "output_tokens": .tokens, "output_token": .tokens,
        "input_tokens": .tokens, "input_token": .tokens,
        "total_tokens": .tokens,
        "calls": .calls, "requests": .calls,
        "credits": .credits("credits"), "credit": .credits("credits"),
    ]

    /// Words of names that speak of what is counted: with one of them an id is not opaque.
    private static let tellingWords = [
        "usd", "dollar", "cent", "milli", "nano", "pico", "eur", "inr", "gbp", "jpy", "token",
        "credit",
        "call",
    ]

    /// Whether a name of money may mean another part of a dollar than its millionth.
    private static func saysAnotherScale(_ name: String) -> Bool {
        let name = name.lowercased()
        return !name.contains("micro") && tellingWords.contains { name.contains($0) }
    }

    /// The part of a dollar that a unit of money counts.
    private static func money(
        _ unit: Wire.UnitRef,
        _ known: Kind?,
        field: String
    ) throws(WireError) -> Kind {
        guard unit.currency.isEmpty || unit.currency == "USD" else {
            throw WireError(
                field,
                "money is taken in USD, and this is in \(printable(unit.currency)); convert it "
                    + "before it is claimed"
            )
        }
        if case .dollars(let nanos)? = known { return .dollars(nanosPerPart: nanos) }
        for name in [unit.unitName, unit.unitID] where saysAnotherScale(name) {
            throw WireError(
                field,
                "the unit \"\(printable(name))\" of money is not known, and may be of another "
                    + "size than a millionth of a dollar; name it usd_nanos, usd_micros or usd_cents"
            )
        }
        // What the protocol's own examples count where they say nothing else.
        return .dollars(nanosPerPart: 1_000)
    }

    /// Words that make many tokens of one: `ktokens`, `million tokens`.
    private static let tokenScales: Set<String> = [
        "k", "m", "kilo", "mega", "giga", "milli", "micro", "hundred", "hundreds", "thousand",
        "thousands", "million", "millions", "billion", "billions",
    ]

    /// Whether a name of tokens may mean so many at a time.
    private static func saysManyTokens(_ name: String) -> Bool {
        func isScale(_ word: Substring) -> Bool {
            // A round number is one; the numbers of models and years are none.
            if word.hasPrefix("100"), word.dropFirst().allSatisfy({ $0 == "0" }) { return true }
            return tokenScales.contains(String(word.drop { $0.isNumber }))
        }
        let name = name.lowercased()
        let words = name.split { !$0.isLetter && !$0.isNumber }
        // Where tokens are not spoken of, `m` and `1000` are names like any other.
        guard name.contains("tok") else {
            return words.contains { $0.allSatisfy(\.isLetter) && $0.count > 1 && isScale($0) }
        }
        return words.contains { word in
            isScale(word.firstRange(of: "tok").map { word[..<$0.lowerBound] } ?? word)
        }
    }

    /// Tokens, one by one.
    private static func tokens(_ unit: Wire.UnitRef, field: String) throws(WireError) -> Kind {
        for name in [unit.unitName, unit.unitID] {
            guard let kind = named[name] else { continue }
            guard kind == .tokens else {
                throw WireError(field, "the unit's kind is TOKEN, and \"\(name)\" is no token")
            }
        }
        for name in [unit.unitName, unit.unitID] where named[name] == nil && saysManyTokens(name) {
            throw WireError(
                field,
                "the unit \"\(printable(name))\" of tokens is not known, and may count more than one "
                    + "at a time; claim single tokens, and name them tokens"
            )
        }
        return .tokens
    }

    /// Reads a unit.
    ///
    /// - Throws: ``WireError`` for one that names nothing or two different things, for money that is
    ///   no US dollars, for a part of money or a multiple of tokens that is not known, and for a name
    ///   that is not known where there is no kind.
    package init(_ unit: Wire.UnitRef, field: String) throws(WireError) {
        id = unit.unitID
        let names = [
            unit.unitID, unit.unitName, unit.creditProgram, unit.tokenKind, unit.currency,
        ]
        guard names.allSatisfy({ $0.utf8.count <= Scope.valueBytesMax && WireText.isPlain($0) })
        else {
            throw WireError(
                field,
                "names of at most \(Scope.valueBytesMax) bytes, without control characters"
            )
        }
        let known = Self.named[unit.unitName] ?? Self.named[unit.unitID]
        if let named = Self.named[unit.unitName], let identified = Self.named[unit.unitID],
            named != identified
        {
            throw WireError(
                field,
                "the unit's id \"\(unit.unitID)\" and its name \"\(unit.unitName)\" count different "
                    + "things; send one of them, or two that agree"
            )
        }
        switch unit.kind {
        case .monetary: kind = try Self.money(unit, known, field: field)
        case .token: kind = try Self.tokens(unit, field: field)
        case .credit:
            let names = [unit.creditProgram, unit.unitName, unit.unitID]
            guard let name = names.first(where: { !$0.isEmpty }) else {
                throw WireError(
                    field,
                    "credits need a name in credit_program, unit_name or unit_id"
                )
            }
            kind = .credits(name)
        case .nonMonetary:
            if let known {
                kind = known
                return
            }
            let names = [unit.unitName, unit.unitID]
            guard let name = names.first(where: { !$0.isEmpty }) else {
                throw WireError(field, "the unit needs a name in unit_name or unit_id")
            }
            kind = .credits(name)
        case .UNRECOGNIZED(let number):
            throw WireError(field, "the unit's kind \(number) is none that is known here")
        case .unspecified:
            if let known {
                kind = known
            } else if unit.currency == "USD" {
                kind = .dollars(nanosPerPart: 1_000)
            } else if !unit.tokenKind.isEmpty {
                kind = try Self.tokens(unit, field: field)
            } else if !unit.creditProgram.isEmpty {
                kind = .credits(unit.creditProgram)
            } else {
                throw WireError(
                    field,
                    "the unit \"\(printable(unit.unitID))\" has no kind and no name that is known; "
                        + "set kind, or name it usd_micros, usd_cents, tokens, calls or credits"
                )
            }
        }
    }

    /// An amount in the units of the book: nano-dollars, or whole tokens, calls and credits.
    ///
    /// - Throws: ``WireError`` for more than ``Money/maxNanos``.
    package func amount(_ amount: WireAmount, field: String) throws(WireError) -> Int64 {
        var factor: UInt128 = 1
        if case .dollars(let nanos) = kind { factor = UInt128(nanos) }
        let (product, overflows) = amount.value.multipliedReportingOverflow(by: factor)
        guard !overflows, product <= UInt128(Money.maxNanos) else {
            throw WireError(field, "the amount is more than any budget can count")
        }
        return Int64(product)
    }

    /// An amount of the book as the client counts it, rounded up: what is told was taken is never
    /// less than what was.
    package func parts(covering amount: Int64) -> WireAmount {
        guard case .dollars(let nanos) = kind else { return WireAmount(amount) }
        return WireAmount(amount / nanos + (amount % nanos > 0 ? 1 : 0))
    }

    /// The same rounded down, for what is left.
    package func parts(within amount: Int64) -> WireAmount {
        guard case .dollars(let nanos) = kind else { return WireAmount(amount) }
        return WireAmount(amount / nanos)
    }

    /// Whether both count the same thing, in parts of whatever size.
    package func counts(as other: WireUnit) -> Bool {
        switch (kind, other.kind) {
        case (.dollars, .dollars): true
        default: kind == other.kind
        }
    }

    /// The unit as a line of text that ``init(text:)`` reads: `usd/1000 usd_micros`.
    package var text: String {
        switch kind {
        case .dollars(let nanos): "usd/\(nanos) \(id)"
        case .tokens: "tokens \(id)"
        case .calls: "calls \(id)"
        case .credits(let name): "credits/\(name.utf8.count) \(name) \(id)"
        }
    }

    /// Reads ``text``; nil for anything else.
    package init?(text: String) {
        guard let space = text.utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let words = text[..<space].split(separator: "/", omittingEmptySubsequences: false)
        let rest = text[text.utf8.index(after: space)...]
        let number = words.count == 2 ? Int64(words[1]) : nil
        switch (words.first, words.count) {
        case ("usd", 2):
            guard let number, number > 0 else { return nil }
            self.init(id: String(rest), kind: .dollars(nanosPerPart: number))
        case ("tokens", 1): self.init(id: String(rest), kind: .tokens)
        case ("calls", 1): self.init(id: String(rest), kind: .calls)
        case ("credits", 2):
            guard let number, (0..<Int64(rest.utf8.count)).contains(number),
                let name = String(rest.utf8.prefix(Int(number))),
                let id = String(rest.utf8.dropFirst(Int(number) + 1))
            else { return nil }
            self.init(id: id, kind: .credits(name))
        default: return nil
        }
    }

    /// - Throws: ``WireError`` for calls, which count when they are made: nothing sets them aside.
    package func checkIsReservable(field: String) throws(WireError) {
        guard kind == .calls else { return }
        throw WireError(
            field,
            "calls are counted when they are made, and none are set aside; ask for money, tokens or "
                + "credits"
        )
    }

    /// Whether another message means the same unit: one that gives no id asserts none.
    package func agrees(with other: WireUnit) -> Bool {
        if !id.isEmpty, !other.id.isEmpty { return id == other.id }
        return kind == other.kind
    }
}

extension Wire.UnitRef {
    /// Whether nothing of the unit is said.
    package var isBlank: Bool { self == Wire.UnitRef() }
}
