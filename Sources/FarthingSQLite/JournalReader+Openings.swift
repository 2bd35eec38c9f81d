package import FarthingCore

/// What budgets that are new, or that mean something else from now on, start at: what the journal
/// shows for their open window (design: `countFrom: window`).
extension JournalReader {
    /// The amounts per account scope, by the id of each budget.
    ///
    /// A call counts in the window in which it was admitted. Budgets of single calls and of
    /// concurrent calls start at nothing. Reads the journal from the earliest window's start on.
    ///
    /// - Parameters:
    ///   - budgets: those that start anew.
    ///   - units: the unit of every budget that the journal's holds name.
    package func openings(
        of budgets: [Budget],
        units: [String: BudgetUnit],
        nowMs: Int64
    ) throws -> [String: [String: Int64]] {
        var count = OpeningCount(budgets, units: units, nowMs: nowMs)
        guard let fromMs = count.fromMs else { return [:] }
        try forEachBatch(fromMs: fromMs) { first, lines in
            for (offset, line) in JournalLines(lines).enumerated() {
                let sequence = first + Int64(offset)
                let entry = try Entry(line: line, sequence: sequence)
                try count.take(entry) { try self.entry($0) }
            }
        }
        return count.sums
    }

    private func forEachBatch(
        fromMs: Int64,
        _ body: (_ first: Int64, _ lines: [UInt8]) throws -> Void
    ) throws {
        try forEachBatch(from: try firstSequence(fromMs: fromMs)) { first, lines, _ in
            try body(first, lines)
        }
    }

    private func entry(_ sequence: Int64) throws -> Entry? {
        guard let batch = try batch(holding: sequence) else { return nil }
        var lines = JournalLines(batch.lines)
        for _ in 0..<(sequence - batch.first) { _ = lines.next() }
        return try lines.next().map { try Entry(line: $0, sequence: sequence) }
    }
}

/// Adds up what settled calls would have counted in budgets that they did not know.
private struct OpeningCount {
    private struct Target {
        var budget: Budget
        var fromMs: Int64
    }

    private let targets: [Target]
    private let units: [String: BudgetUnit]
    private var open: [HoldID: AdmittedCall] = [:]
    private(set) var sums: [String: [String: Int64]] = [:]

    init(_ budgets: [Budget], units: [String: BudgetUnit], nowMs: Int64) {
        self.units = units
        targets = budgets.compactMap { budget in
            if budget.countsFromNow || budget.unit == .concurrent { return nil }
            switch budget.window {
            case .call: return nil
            case .rolling(let lengthMs): return Target(budget: budget, fromMs: nowMs - lengthMs)
            default:
                let interval = budget.window.interval(containing: nowMs, zone: budget.zone)
                return Target(budget: budget, fromMs: interval.startMs)
            }
        }
    }

    /// The earliest window's start; nil when there is nothing to count.
    var fromMs: Int64? { targets.map(\.fromMs).min() }

    mutating func take(_ entry: Entry, find: (Int64) throws -> Entry?) throws {
        switch entry.body {
        case .hold(let admission):
            open[admission.id] = AdmittedCall(admission, entry.atMs)
        case .charge(let admission, let amounts):
            let call = AdmittedCall(admission, entry.atMs)
            add(Cost(call.lines, amounts, usage: nil, units), of: call, sign: 1)
        case .settle(let settlement): try take(settlement, find)
        case .expire(let hold, let held, let isCharged):
            guard let call = open.removeValue(forKey: hold.id), isCharged else { return }
            add(Cost(call.lines, held, usage: nil, units), of: call, sign: 1)
        case .release(let hold, _): open[hold.id] = nil
        default: break
        }
    }

    private mutating func take(
        _ settlement: Entry.Settlement,
        _ find: (Int64) throws -> Entry?
    ) throws {
        if settlement.kind == .weaker { return }
        if let call = open.removeValue(forKey: settlement.hold.id) {
            add(Cost(call.lines, settlement, units), of: call, sign: 1)
            return
        }
        // A correction, or a hold from before the window.
        guard let opening = try find(settlement.hold.openedSequence),
            case .hold(let admission) = opening.body
        else { return }
        let call = AdmittedCall(admission, opening.atMs)
        add(Cost(call.lines, settlement, units), of: call, sign: 1)
        guard let corrected = settlement.corrects, let earlier = try find(corrected) else { return }
        switch earlier.body {
        case .settle(let before): add(Cost(call.lines, before, units), of: call, sign: -1)
        case .expire(_, let held, true):
            add(Cost(call.lines, held, usage: nil, units), of: call, sign: -1)
        default: break
        }
    }

    private mutating func add(_ cost: Cost, of call: AdmittedCall, sign: Int64) {
        for target in targets
        where call.admittedMs >= target.fromMs && target.budget.match.matches(call.scope) {
            let amount = cost.amount(in: target.budget.unit)
            guard amount != 0 else { continue }
            let scope = call.scope.key(per: target.budget.per)
            let sum = sums[target.budget.id]?[scope] ?? 0
            sums[target.budget.id, default: [:]][scope] =
                min(Money.maxNanos, max(0, sum + sign * amount))
        }
    }
}

/// A call as its admission shows it.
private struct AdmittedCall {
    let scope: Scope
    let admittedMs: Int64
    let lines: [Entry.Admission.Line]

    init(_ admission: Entry.Admission, _ atMs: Int64) {
        scope = admission.context.scope
        admittedMs = atMs
        lines = admission.lines
    }
}

/// What one call cost, in every unit that is known of it.
private struct Cost {
    private var nanos: [String: Int64] = [:]
    private var tokens: Int64 = 0
    private var credits: [String: Int64] = [:]

    init(
        _ lines: [Entry.Admission.Line],
        _ settlement: Entry.Settlement,
        _ units: [String: BudgetUnit]
    ) {
        self.init(lines, settlement.amounts, usage: settlement.usage, units)
    }

    init(
        _ lines: [Entry.Admission.Line],
        _ amounts: [Int64],
        usage: SettledUsage?,
        _ units: [String: BudgetUnit]
    ) {
        for (line, amount) in zip(lines, amounts) {
            switch units[line.account.budget] {
            case .money(let currency): nanos[currency] = max(nanos[currency] ?? 0, amount)
            case .tokens: tokens = max(tokens, amount)
            case .credits(let name): credits[name] = max(credits[name] ?? 0, amount)
            default: break
            }
        }
        guard let usage else { return }
        nanos["USD"] = max(nanos["USD"] ?? 0, usage.costNanos)
        tokens = max(tokens, usage.inputTokens + usage.outputTokens)
    }

    func amount(in unit: BudgetUnit) -> Int64 {
        switch unit {
        case .money(let currency): nanos[currency] ?? 0
        case .tokens: tokens
        case .calls: 1
        case .concurrent: 0
        case .credits(let name): credits[name] ?? 0
        }
    }
}
