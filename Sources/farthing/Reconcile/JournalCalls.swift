import FarthingCore
import FarthingSQLite

/// Reads the calls of a stretch of time from a journal, beside a running server or without one.
struct JournalCalls {
    /// The calls by their hold, as the journal's end leaves them.
    private(set) var calls: [HoldID: JournalCall] = [:]
    /// Every provider that a call went to, whenever.
    private(set) var providers: Set<String> = []

    private let range: UsageWindow
    private let edgeMs: Int64
    private var units: [String: BudgetUnit] = [:]
    private var open: [HoldID: OpenCall] = [:]
    /// Holds that gave their money back when they expired; a late settlement charges them after all.
    private var given: [HoldID: JournalCall] = [:]

    private struct OpenCall {
        var admission: Entry.Admission
        var atMs: Int64
        /// The most that each line has held.
        var most: [Int64]
    }

    /// Reads every call that the provider may have counted in `range`, give or take `edgeMs`.
    init(_ journal: CheckedJournal, range: UsageWindow, edgeMs: Int64) throws {
        self.range = range
        self.edgeMs = edgeMs
        try journal.forEach { batch in
            for (offset, line) in JournalLines(batch.lines).enumerated() {
                take(try Entry(line: line, sequence: batch.firstSequence + Int64(offset)))
            }
        }
    }

    private mutating func take(_ entry: Entry) {
        switch entry.body {
        case .setBudget(let budget, _, _): units[budget.id] = budget.unit
        case .hold(let admission):
            let held = admission.lines.map(\.held)
            open[admission.id] = OpenCall(admission: admission, atMs: entry.atMs, most: held)
        case .extend(let more):
            guard var call = open[more.hold.id] else { return }
            call.most = zip(call.most, more.held).map { max($0, $1) }
            if !more.held.isEmpty { open[more.hold.id] = call }
        case .charge(let admission, let amounts):
            let call = OpenCall(admission: admission, atMs: entry.atMs, most: amounts)
            // A fixed price, known beforehand.
            close(call, at: entry.atMs, amounts, .reported, ending: "complete")
        case .settle(let settlement): take(settlement, at: entry.atMs)
        case .expire(let hold, let held, let isCharged):
            guard let call = open.removeValue(forKey: hold.id) else { return }
            close(call, at: entry.atMs, held, .unknown, ending: "expired", isGiven: !isCharged)
        case .release(let hold, _): open[hold.id] = nil
        default: break
        }
    }

    private mutating func take(_ settlement: Entry.Settlement, at ms: Int64) {
        let id = settlement.hold.id
        if let call = open.removeValue(forKey: id) {
            close(call, at: ms, settlement.amounts, settlement.evidence, ending: "")
        } else if settlement.kind == .weaker {
            return
        } else if let call = given.removeValue(forKey: id) {
            calls[id] = call
        }
        calls[id]?.take(settlement)
    }

    private mutating func close(
        _ call: OpenCall,
        at ms: Int64,
        _ amounts: [Int64],
        _ evidence: Evidence,
        ending: String,
        isGiven: Bool = false
    ) {
        let admission = call.admission
        let provider = admission.context.provider.lowercased()
        providers.insert(provider)
        let span = UsageWindow(startMs: call.atMs - edgeMs, endMs: ms + edgeMs + 1)
        guard span.overlaps(range) else { return }
        let lineUnits = admission.lines.map { line in
            units[line.account.budget].map { LineUnit(unit: $0, rateNanos: line.rateNanos) }
        }
        var closed = JournalCall(
            id: admission.id,
            provider: provider,
            model: admission.context.modelResolved,
            admittedMs: call.atMs,
            closedMs: ms,
            units: lineUnits,
            mostNanos: max(admission.projectedNanos, lineUnits.dollars(call.most)),
            amounts: amounts,
            evidence: evidence,
            inputTokens: 0,
            outputTokens: 0,
            costNanos: 0,
            ending: ending
        )
        closed.costNanos = closed.dollars(amounts)
        if isGiven { given[admission.id] = closed } else { calls[admission.id] = closed }
    }
}
