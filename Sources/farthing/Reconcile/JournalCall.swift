import FarthingCore

/// A call that the journal has charged, as its latest entry leaves it.
struct JournalCall {
    let id: HoldID
    let provider: String
    let model: String
    let admittedMs: Int64
    /// When it was first settled, or expired.
    let closedMs: Int64
    /// Which of its lines are money in dollars, and so are corrected with its cost.
    let isDollars: [Bool]
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

    /// The largest amount among the lines that are money in dollars.
    func dollars(_ amounts: [Int64]) -> Int64 {
        zip(amounts, isDollars).lazy.filter(\.1).map(\.0).max() ?? 0
    }
}
