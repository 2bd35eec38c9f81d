import FarthingCore

/// What a trace says that a call has cost.
struct TraceCost: Sendable {
    /// Nil where the body names none: the one that the hold's budgets make the standing one.
    var unit: CompanionUnit?
    var amount: CompanionAmount?
    var inputTokens: Int64?
    var outputTokens: Int64?

    /// What is booked: an amount for each line of the hold.
    struct Booked: Sendable {
        var amounts: [Int64]
        var evidence: Evidence
        /// In nano-dollars, as metrics and runs count it.
        var nanos: Int64
    }

    private var tokens: Int64? {
        if inputTokens == nil, outputTokens == nil { return nil }
        return (inputTokens ?? 0) + (outputTokens ?? 0)
    }

    /// The charge of each line: by the amount in its unit, else by the tokens at their price; what nobody
    /// knows is charged as it was held.
    func booked(in hold: SpendHold, _ price: ModelPrice?) throws(RequestRefusal) -> Booked {
        let unit = unit ?? CompanionUnit(standing: hold.lines.map(\.unit))
        let stated = try amount.map { (value) throws(RequestRefusal) in
            try unit.amount(value, "actual_amount_atomic")
        }
        let nanos = try nanos(unit, stated, hold, price)
        var isWhole = true
        var amounts: [Int64] = []
        for line in hold.lines {
            let known: Int64? =
                switch line.unit {
                case .calls: 1
                case .concurrent: 0
                case .money:
                    line.lineUnit.lacksRate ? nil : nanos.map(line.lineUnit.amount(ofDollars:))
                case .tokens: unit == .tokens ? stated ?? tokens : tokens
                case .credits: unit.bookUnit == line.unit ? stated : nil
                }
            isWhole = isWhole && known != nil
            amounts.append(known ?? line.held)
        }
        return Booked(
            amounts: amounts,
            evidence: isWhole ? .reported : .estimated,
            nanos: nanos ?? hold.heldNanos
        )
    }

    private func nanos(
        _ unit: CompanionUnit,
        _ stated: Int64?,
        _ hold: SpendHold,
        _ price: ModelPrice?
    ) throws(RequestRefusal) -> Int64? {
        if case .dollars = unit, let stated { return stated }
        if let price, tokens != nil {
            let usage = Usage(inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0)
            do throws(PriceError) {
                return try price.amountNanos(of: usage)
            } catch {
                throw .unpriced(error.message)
            }
        }
        guard unit == .tokens, let stated else { return nil }
        return hold.share(ofTokens: stated)
    }
}

extension SpendHold {
    /// What money comes to where tokens were held beside it: its share, rounded up; nil where there is
    /// no telling.
    fileprivate func share(ofTokens tokens: Int64) -> Int64? {
        guard let held = lines.first(where: { $0.unit == .tokens })?.held, held > 0 else {
            return nil
        }
        let product = Int128(heldNanos) * Int128(tokens)
        return Int64(
            clamping: min((product + Int128(held) - 1) / Int128(held), Int128(Money.maxNanos))
        )
    }
}
