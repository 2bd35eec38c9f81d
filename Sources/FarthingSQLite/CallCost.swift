import FarthingCore

/// A call as its admission shows it.
struct AdmittedCall {
    let scope: Scope
    let admittedMs: Int64
    var lines: [Entry.Admission.Line]
    let bound: HoldBound?

    init(_ admission: Entry.Admission, _ atMs: Int64) {
        scope = admission.context.scope
        admittedMs = atMs
        lines = admission.lines
        bound = admission.bound
    }
}

/// What one call cost, in every unit that is known of it.
struct CallCost {
    private var nanos: [String: Int64] = [:]
    private var tokens: Int64 = 0
    private var calls: Int64?
    private var credits: [String: Int64] = [:]

    init(_ call: AdmittedCall, _ settlement: Entry.Settlement, _ units: UnitHistory) {
        let isUnknown = settlement.evidence == .unknown
        self.init(call, settlement.amounts, units, isUnknown: isUnknown)
        guard let usage = settlement.usage else { return }
        take(dollars: usage.costNanos)
        tokens = max(tokens, usage.inputTokens + usage.outputTokens)
    }

    /// - Parameter isUnknown: whether the call was charged as it was held: where no line says what
    ///   that is in a unit, its bound does.
    init(
        _ call: AdmittedCall,
        _ amounts: [Int64],
        _ units: UnitHistory,
        isUnknown: Bool = false
    ) {
        for (line, amount) in zip(call.lines, amounts) {
            switch units.unit(of: line.account) {
            case .money(let currency):
                nanos[currency] = max(nanos[currency] ?? 0, amount)
                if let rate = line.rateNanos { take(dollars: Self.dollars(amount, rate)) }
            case .tokens: tokens = max(tokens, amount)
            case .calls: calls = max(calls ?? 0, amount)
            case .credits(let name): credits[name] = max(credits[name] ?? 0, amount)
            case .concurrent, nil: break
            }
        }
        if calls == nil { calls = call.bound?.calls }
        guard isUnknown, let bound = call.bound else { return }
        if nanos["USD"] == nil { take(dollars: bound.nanosUSD) }
        if tokens == 0 { tokens = bound.tokens }
    }

    private mutating func take(dollars: Int64) {
        nanos["USD"] = max(nanos["USD"] ?? 0, dollars)
    }

    /// What an amount of another currency was in dollars, rounded up.
    private static func dollars(_ amount: Int64, _ rateNanos: Int64) -> Int64 {
        let exact = Int128(amount) * 1_000_000_000
        let dollars = (exact + Int128(rateNanos) - 1) / Int128(max(1, rateNanos))
        return Int64(min(dollars, Int128(Money.maxNanos)))
    }

    /// - Parameter rates: what a dollar is, for a currency in which the call did not count.
    func amount(in unit: BudgetUnit, _ rates: [String: Int64]) -> Int64 {
        switch unit {
        case .money(let currency):
            if let amount = nanos[currency] { return amount }
            guard let dollars = nanos["USD"], let rate = rates[currency] else { return 0 }
            return ExchangeRate.convert(dollars, rateNanos: rate) ?? Money.maxNanos
        case .tokens: return tokens
        case .calls: return calls ?? 1
        case .concurrent: return 0
        case .credits(let name): return credits[name] ?? 0
        }
    }
}
