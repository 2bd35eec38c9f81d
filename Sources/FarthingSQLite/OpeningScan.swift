import FarthingCore

/// What budgets that are new, or that mean something else from now on, start at: what the journal
/// shows of their open window.
///
/// A call counts in the window in which it was admitted. Budgets of single calls and of concurrent
/// calls start at nothing. The journal is read twice: up to its end while calls go on, and what came
/// since when the writer asks.
struct OpeningScan: Sendable {
    private let reader: JournalReader
    private let budgets: [Budget]
    private let units: UnitHistory
    private let rates: [String: Int64]
    private let targets: [OpeningCount.Target]
    private let count: OpeningCount
    private let nextSequence: Int64

    /// Reads the journal from the earliest window's start to its present end.
    init(
        _ reader: JournalReader,
        budgets: [Budget],
        known: [BudgetMark],
        rates: [String: Int64],
        nowMs: Int64
    ) throws {
        self.rates = rates
        self.reader = reader
        self.budgets = budgets
        targets = OpeningCount.targets(budgets, nowMs)
        units = try targets.isEmpty ? UnitHistory(known) : reader.unitHistory(known)
        var count = OpeningCount(budgets, units: units, rates: rates, nowMs: nowMs)
        nextSequence = try reader.add(to: &count)
        self.count = count
    }

    /// The amounts per account scope, by the id of each budget, with all that is committed by now.
    func sums(nowMs: Int64) throws -> [String: [String: Int64]] {
        // A rolling window's start moves on, which takes calls out of it and adds none.
        let isTurned = zip(targets, OpeningCount.targets(budgets, nowMs)).contains { old, new in
            if case .rolling = old.budget.window { return false }
            return old != new
        }
        if isTurned {
            var count = OpeningCount(budgets, units: units, rates: rates, nowMs: nowMs)
            _ = try reader.add(to: &count)
            return count.sums
        }
        var count = count
        _ = try reader.add(to: &count, from: nextSequence)
        return count.sums
    }
}

extension JournalReader {
    /// Counts the entries from `sequence` on, or from the earliest window's start.
    ///
    /// - Returns: the number of the entry after the last.
    fileprivate func add(to count: inout OpeningCount, from sequence: Int64? = nil) throws -> Int64
    {
        guard let fromMs = count.fromMs else { return 0 }
        var next = try sequence ?? firstSequence(fromMs: fromMs)
        if next == Int64.max { next = try entryCount() }
        try forEachBatch(from: next) { first, lines, _ in
            next = first
            for line in JournalLines(lines) {
                let entry = try Entry(line: line, sequence: next)
                try count.take(entry) { try self.entry($0) }
                next += 1
            }
        }
        return next
    }

    /// The units of all that the journal's holds name: definitions are rare, and most batches have
    /// none.
    fileprivate func unitHistory(_ known: [BudgetMark]) throws -> UnitHistory {
        var history = UnitHistory(known)
        // A budget that never had another generation has had one unit.
        if known.allSatisfy({ $0.generation == 0 }) { return history }
        let name = Array("\"setBudget\"".utf8)
        let base = try base()
        for line in JournalLines(try archivedDefinitions()) {
            if case .setBudget(let budget, let generation, _) = try Entry(line: line, sequence: 0)
                .body
            {
                history.note(budget, generation)
            }
        }
        try forEachBatch(from: base?.first ?? 0) { first, lines, _ in
            guard lines.firstRange(of: name) != nil else { return }
            for (offset, line) in JournalLines(lines).enumerated() {
                guard line.firstRange(of: name) != nil else { continue }
                let entry = try Entry(line: line, sequence: first + Int64(offset))
                if case .setBudget(let budget, let generation, _) = entry.body {
                    history.note(budget, generation)
                }
            }
        }
        return history
    }

    private func entry(_ sequence: Int64) throws -> Entry? {
        guard let batch = try batch(holding: sequence) else { return nil }
        var lines = JournalLines(batch.lines)
        for _ in 0..<(sequence - batch.first) { _ = lines.next() }
        return try lines.next().map { try Entry(line: $0, sequence: sequence) }
    }
}
