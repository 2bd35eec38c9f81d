import FarthingCore

/// A call that the journal has charged, as its latest entry leaves it, with all that its price
/// depends on.
struct SettledCall {
    struct Line {
        var budget: String
        /// Nil where the budget is not known any more.
        var unit: LineUnit?
        var amount: Int64

        /// Whether the amount follows what the call cost.
        var followsCost: Bool { unit?.followsCost ?? false }

        /// What the line is to be charged where the call cost so much.
        func amount(ofDollars nanos: Int64) -> Int64 {
            guard let unit, followsCost else { return amount }
            return unit.amount(ofDollars: nanos)
        }
    }

    let id: HoldID
    let admittedMs: Int64
    let provider: String
    let modelRequested: String
    /// The model that the call went to.
    let model: String
    /// The hash of the price book that was in force.
    let priceBook: String
    /// The entry that closed or last corrected it.
    let sequence: Int64
    let evidence: Evidence
    let usage: SettledUsage?
    let isExpired: Bool
    let lines: [Line]

    init(
        _ admission: Entry.Admission,
        admittedMs: Int64,
        sequence: Int64,
        amounts: [Int64],
        evidence: Evidence,
        usage: SettledUsage?,
        isExpired: Bool = false,
        units: [String: BudgetUnit]
    ) {
        let context = admission.context
        id = admission.id
        self.admittedMs = admittedMs
        provider = context.provider
        modelRequested = context.modelRequested
        model = context.modelResolved
        priceBook = context.priceBook
        self.sequence = sequence
        self.evidence = evidence
        self.usage = usage
        self.isExpired = isExpired
        lines = zip(admission.lines, amounts).map { line, amount in
            let budget = line.account.budget
            let unit = units[budget].map { LineUnit(unit: $0, rateNanos: line.rateNanos) }
            return Line(budget: budget, unit: unit, amount: amount)
        }
    }

    /// What was charged in dollars: the largest amount among the lines that count them; where only
    /// other currencies do, what the receipt says that the call cost. Nil where no line follows the
    /// cost.
    var chargedNanos: Int64? {
        let dollars = lines.lazy.filter { $0.unit == .dollars }.map(\.amount).max()
        if let dollars { return dollars }
        let others = lines.filter(\.followsCost)
        guard !others.isEmpty else { return nil }
        return usage?.costNanos ?? others.compactMap { $0.unit?.dollars(within: $0.amount) }.max()
    }

    /// The names by which the model is known, for filters.
    var models: [String] {
        var names = [model, modelRequested, "\(provider)/\(model)"]
        if let name = usage?.priced?.model { names += [name, "\(provider)/\(name)"] }
        return names
    }
}
