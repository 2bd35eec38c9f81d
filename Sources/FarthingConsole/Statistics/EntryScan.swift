import FarthingCore

/// Reads of an entry what is asked for, where it lies: a hold's entry has four times the bytes that its
/// sums need, and making all of it would be most of the work.
struct EntryScan {
    let entry: JSONView

    init?(_ line: JSONView) {
        guard let entry = line.member("decision"), entry.kind == .object else { return nil }
        self.entry = entry
    }

    var kind: JSONView? { entry.member("kind") }

    /// The entry that admitted the hold which this one is about.
    var opened: Int64? { entry.member("hold")?.int64 }

    func int(_ name: StaticString) -> Int64? { entry.member(name)?.int64 }

    func ints(_ name: StaticString) -> [Int64]? {
        guard let array = entry.member(name), array.kind == .array else { return nil }
        var values: [Int64] = []
        values.reserveCapacity(array.count)
        for element in array.elements {
            guard let value = element.int64 else { return nil }
            values.append(value)
        }
        return values
    }

    /// What its `usage` says.
    var usage: (costNanos: Int64, inputTokens: Int64, outputTokens: Int64)? {
        guard let usage = entry.member("usage"), let costNanos = usage.member("costNanos")?.int64
        else { return nil }
        return (
            costNanos: costNanos,
            inputTokens: usage.member("inputTokens")?.int64 ?? 0,
            outputTokens: usage.member("outputTokens")?.int64 ?? 0
        )
    }

    /// Appends the bytes of all that a subject is made of: two entries with the same have the same
    /// subject.
    func appendSubject(to bytes: inout [UInt8]) {
        for name in Self.subjectNames {
            if let source = entry.member(name)?.source { bytes.append(contentsOf: source) }
            // No value of JSON has this byte.
            bytes.append(0)
        }
    }

    private static let subjectNames: [StaticString] = [
        "enforcementMode", "modelRequested", "modelResolved", "principal", "reasons", "scope",
    ]

    /// Who and what it is for; nil for an entry of another kind.
    var subject: CallSubject? {
        guard let principal = entry.member("principal")?.string, let object = entry.member("scope")
        else { return nil }
        var scope = Scope()
        for (name, value) in object.fields {
            guard let dimension = name.string.flatMap({ Dimension(name: $0) }) else { return nil }
            scope[dimension] = value.string
        }
        var reasons: [String] = []
        if let array = entry.member("reasons") { reasons = array.elements.compactMap(\.string) }
        let asked = entry.member("modelRequested")?.string
        let isOther = asked != entry.member("modelResolved")?.string
        return CallSubject(
            principal: principal,
            scope: scope,
            isDowngraded: isOther && reasons.contains { $0.contains(" says downgrade") },
            isEnforced: entry.member("enforcementMode")?.equals("enforce") ?? true,
            reasons: reasons
        )
    }

    /// The lines of a hold as it was admitted; nil for an entry of another kind.
    func lines(_ budgets: BudgetHistory) -> CallLines? {
        guard let array = entry.member("lines"), array.kind == .array else { return nil }
        var lines = CallLines()
        for line in array.elements {
            guard let budget = line.member("budget")?.string,
                let generation = line.member("generation")?.int64,
                let scope = line.member("scope")?.string,
                let windowStartMs = line.member("windowStartMs")?.int64
            else { return nil }
            let terms = budgets.terms(budget, generation)
            let rateNanos = line.member("rate")?.int64
            lines.lines.append(CallLines.Line(unit: terms?.unit, rateNanos: rateNanos))
            if !lines.budgets.contains(budget) { lines.budgets.append(budget) }
            guard terms?.countsCalls ?? false else { continue }
            let account = AccountKey(
                budget: budget,
                scope: scope,
                windowStartMs: windowStartMs,
                generation: generation
            )
            if !lines.accounts.contains(account) { lines.accounts.append(account) }
        }
        return lines
    }

    /// The bytes of the lines: two entries with the same have the same lines, until a budget changes.
    func appendLines(to bytes: inout [UInt8]) {
        if let source = entry.member("lines")?.source { bytes.append(contentsOf: source) }
    }

    /// The budgets in which it counts, each once.
    var budgets: [String] {
        var budgets: [String] = []
        guard let array = entry.member("lines"), array.kind == .array else { return [] }
        for line in array.elements {
            guard let budget = line.member("budget")?.string, !budgets.contains(budget) else {
                continue
            }
            budgets.append(budget)
        }
        return budgets
    }
}
