import FarthingCore

/// A call that the journal has charged, as its latest entry leaves it, with all that its price
/// depends on.
struct SettledCall {
    struct Line {
        var budget: String
        var unit: BudgetUnit?
        var amount: Int64

        var isDollars: Bool { unit == .money("USD") }
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
            return Line(budget: budget, unit: units[budget], amount: amount)
        }
    }

    /// The largest amount among the lines that are money in dollars; nil where there is none.
    var chargedNanos: Int64? { lines.lazy.filter(\.isDollars).map(\.amount).max() }

    /// The names by which the model is known, for filters.
    var models: [String] {
        var names = [model, modelRequested, "\(provider)/\(model)"]
        if let name = usage?.priced?.model { names += [name, "\(provider)/\(name)"] }
        return names
    }
}
