import FarthingCore

/// A call that the journal has charged, as its latest entry leaves it.
struct JournalCall {
    let id: HoldID
    let provider: String
    let model: String
    let admittedMs: Int64
    /// When it was first settled, or expired.
    let closedMs: Int64
    /// What its lines count in; nil for a budget that is not known any more.
    let units: [LineUnit?]
    /// The most that it can have cost: what was held for it.
    let mostNanos: Int64

    var amounts: [Int64]
    var evidence: Evidence
    var inputTokens: Int64
    var outputTokens: Int64
    var costNanos: Int64
    var ending: String
    var priced: PricedUsage?

    /// Whether the cost rests on something other than the provider's word.
    var isUncertain: Bool { evidence < .reported }

    /// Takes a settlement over, the first or a better one.
    mutating func take(_ settlement: Entry.Settlement) {
        amounts = settlement.amounts
        evidence = settlement.evidence
        if let usage = settlement.usage {
            inputTokens = usage.inputTokens
            outputTokens = usage.outputTokens
            costNanos = usage.costNanos
            ending = usage.ending
            priced = usage.priced
        } else {
            costNanos = dollars(settlement.amounts)
        }
    }

    /// The largest amount among the lines that follow the cost, in dollars.
    func dollars(_ amounts: [Int64]) -> Int64 { units.dollars(amounts) }

    /// Whether a line counts money in a currency that nobody can convert: the call is then left as
    /// it is.
    var lacksRate: Bool { units.contains { $0?.lacksRate ?? false } }
}

extension [LineUnit?] {
    /// The largest of some amounts among the lines that follow a call's cost, in dollars; those that
    /// count dollars say it exactly.
    func dollars(_ amounts: [Int64]) -> Int64 {
        let exact = zip(self, amounts).filter { $0.0 == .dollars }.map(\.1).max()
        if let exact { return exact }
        return zip(self, amounts).compactMap { unit, amount in
            unit.flatMap { $0.followsCost ? $0.dollars(within: amount) : nil }
        }.max() ?? 0
    }
}
