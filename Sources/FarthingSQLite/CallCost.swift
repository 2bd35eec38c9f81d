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
    /// An amount of another currency, and what a dollar was in it.
    private struct Rated {
        var amount: Int64
        var rateNanos: Int64
    }

    private var nanos: [String: Int64] = [:]
    private var tokens: Int64 = 0
    private var calls: Int64?
    private var credits: [String: Int64] = [:]
    private var rated: [Rated] = []

    init(_ call: AdmittedCall, _ settlement: Entry.Settlement, _ units: UnitHistory) {
        self.init(lines: call, settlement.amounts, units)
        if let usage = settlement.usage {
            take(dollars: usage.costNanos)
            tokens = max(tokens, usage.inputTokens + usage.outputTokens)
        }
        if settlement.evidence == .unknown {
            takeBound(of: call)
        } else if settlement.usage == nil, settlement.amounts == call.lines.map(\.held) {
            // It was charged as it was held, and nobody says otherwise.
            takeDollars(of: call)
        }
        takeRated()
    }

    /// What a call cost that was charged as it was held: where no line says what that is in a unit, its
    /// bound does.
    init(asHeld call: AdmittedCall, _ amounts: [Int64], _ units: UnitHistory) {
        self.init(lines: call, amounts, units)
        takeBound(of: call)
        takeRated()
    }

    private init(lines call: AdmittedCall, _ amounts: [Int64], _ units: UnitHistory) {
        for (line, amount) in zip(call.lines, amounts) {
            switch units.unit(of: line.account) {
            case .money(let currency):
                nanos[currency] = max(nanos[currency] ?? 0, amount)
                if let rate = line.rateNanos {
                    rated.append(Rated(amount: amount, rateNanos: rate))
                }
            case .tokens: tokens = max(tokens, amount)
            case .calls: calls = max(calls ?? 0, amount)
            case .credits(let name): credits[name] = max(credits[name] ?? 0, amount)
            case .concurrent, nil: break
            }
        }
        if calls == nil { calls = call.bound?.calls }
    }

    private mutating func take(dollars: Int64) {
        nanos["USD"] = max(nanos["USD"] ?? 0, dollars)
    }

    private mutating func takeBound(of call: AdmittedCall) {
        guard let bound = call.bound else { return }
        takeDollars(of: call)
        if tokens == 0 { tokens = bound.tokens }
    }

    /// Takes the bound in dollars where nothing says otherwise: less may have been held.
    private mutating func takeDollars(of call: AdmittedCall) {
        guard let dollars = call.bound?.nanosUSD, nanos["USD"] == nil,
            rated.allSatisfy({ Self.agree(dollars, $0) })
        else { return }
        take(dollars: dollars)
    }

    /// Takes what lines of other currencies say in dollars, where it is more than the rounding of
    /// amounts that are known.
    private mutating func takeRated() {
        for line in rated {
            if let dollars = nanos["USD"], Self.agree(dollars, line) { continue }
            let dollars = ExchangeRate.dollars(covering: line.amount, rateNanos: line.rateNanos)
            take(dollars: dollars ?? Money.maxNanos)
        }
    }

    private static func agree(_ dollars: Int64, _ line: Rated) -> Bool {
        ExchangeRate.convert(dollars, rateNanos: line.rateNanos) == line.amount
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
