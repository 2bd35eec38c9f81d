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

    /// Reads a unit.
    ///
    /// - Throws: ``WireError`` for one that names nothing, for money that is no US dollars, and
    ///   for a name that is not known where there is no kind.
    package init(_ unit: Wire.UnitRef, field: String) throws(WireError) {
        id = unit.unitID
        let known = Self.named[unit.unitName] ?? Self.named[unit.unitID]
        switch unit.kind {
        case .monetary:
            guard unit.currency.isEmpty || unit.currency == "USD" else {
                throw WireError(
                    field,
                    "money is taken in USD, and this is in \(printable(unit.currency)); convert it "
                        + "before it is claimed"
                )
            }
            if case .dollars(let nanos)? = known {
                kind = .dollars(nanosPerPart: nanos)
            } else {
                // What the protocol's own examples count where they say nothing else.
                kind = .dollars(nanosPerPart: 1_000)
            }
        case .token: kind = .tokens
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
        case .unspecified, .UNRECOGNIZED:
            if let known {
                kind = known
            } else if unit.currency == "USD" {
                kind = .dollars(nanosPerPart: 1_000)
            } else if !unit.tokenKind.isEmpty {
                kind = .tokens
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
