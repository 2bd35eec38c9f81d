import FarthingCore
import FarthingSQLite

/// Makes rows of a journal's entries, taken in order from the first: what ends a call is told with
/// what admitted it. In memory are the calls that are open, and those that ever moved.
struct CallRows {
    /// Of calls that were closed long ago, for corrections.
    private var openings: OpeningEntries
    private var costs: CallCosts
    private var open: [HoldID: OpenCall] = [:]
    /// The lines of calls that an edit of a budget has moved, by the entry that admitted them.
    private var moved: [Int64: [Entry.Admission.Line]] = [:]

    private struct OpenCall {
        var call: CallRow.Call
        var lines: [Entry.Admission.Line]
    }

    /// - Parameter budget: whose amounts are the costs; nil for what the calls cost in dollars.
    init(_ journal: CheckedJournal, budget: String?) {
        openings = OpeningEntries(journal)
        costs = CallCosts(budget: budget)
    }

    /// Takes the next entry in; nil where it ends no call and changes no account.
    mutating func row(
        _ entry: Entry,
        _ sequence: Int64,
        _ line: ArraySlice<UInt8>
    ) throws -> CallRow? {
        switch entry.body {
        case .setBudget(let budget, let generation, _): costs.know(budget, generation)
        case .hold(let admission):
            open[admission.id] = OpenCall(
                call: Self.call(admission, sequence, entry.atMs),
                lines: admission.lines
            )
        case .move(_, let moves): for move in moves { take(move) }
        case .charge(let admission, let amounts):
            var row = try row(.charge, sequence, entry.atMs, line)
            row.call = Self.call(admission, sequence, entry.atMs)
            // A price that is known beforehand.
            row.evidence = .reported
            return costs.charge(&row, admission.lines, amounts) ? row : nil
        case .refusal(let refused):
            var row = try row(.refusal, sequence, entry.atMs, line)
            row.why = refused.refusal.code.rawValue
            row.call = CallRow.Call(
                id: refused.id,
                sequence: sequence,
                admittedMs: entry.atMs,
                projectedNanos: refused.projectedNanos,
                context: refused.context
            )
            return row
        case .release(let hold, let why):
            guard let closed = open.removeValue(forKey: hold.id) else { return nil }
            var row = try row(.release, sequence, entry.atMs, line)
            row.call = closed.call
            row.why = why
            return row
        case .expire(let hold, let held, let isCharged):
            guard let closed = open.removeValue(forKey: hold.id) else { return nil }
            var row = try row(.expire, sequence, entry.atMs, line)
            row.call = closed.call
            row.evidence = isCharged ? .unknown : nil
            let amounts = isCharged ? held : held.map { _ in 0 }
            return costs.charge(&row, closed.lines, amounts) ? row : nil
        case .settle(let settlement):
            return try self.row(settlement, sequence, entry.atMs, line)
        case .refund(let account, let change):
            var row = try row(.refund, sequence, entry.atMs, line)
            row.account = account
            row.why = change.note
            return costs.giveBack(&row, account, change.amount) ? row : nil
        default: break
        }
        return nil
    }

    /// Throws where the journal has no budget of the name that was asked for.
    func finish() throws(Failure) { try costs.finish() }

    private func row(
        _ kind: CallRow.Kind,
        _ sequence: Int64,
        _ atMs: Int64,
        _ line: ArraySlice<UInt8>
    ) throws(Failure) -> CallRow {
        guard let hash = EntryText.hash(line) else {
            throw Failure(
                .unavailable,
                "the journal's entry \(sequence) cannot be read; run farthing verify"
            )
        }
        return CallRow(kind: kind, sequence: sequence, atMs: atMs, entryHash: hash)
    }

    private mutating func row(
        _ settlement: Entry.Settlement,
        _ sequence: Int64,
        _ atMs: Int64,
        _ line: ArraySlice<UInt8>
    ) throws -> CallRow? {
        guard let kind = settlement.kind.rowKind else { return nil }
        var row = try row(kind, sequence, atMs, line)
        row.evidence = settlement.evidence
        row.usage = settlement.usage
        row.why = settlement.note
        if let closed = open.removeValue(forKey: settlement.hold.id) {
            row.call = closed.call
            return costs.charge(&row, closed.lines, settlement.amounts) ? row : nil
        }
        let opened = settlement.hold.openedSequence
        guard let (admission, admittedMs) = try openings.admission(opened),
            let corrects = settlement.corrects, let before = try openings.entry(corrects)
        else {
            throw Failure(
                .unavailable,
                "entry \(sequence) corrects a call whose entries are not in this folder; put the "
                    + "archived segments back, or export them"
            )
        }
        row.call = Self.call(admission, opened, admittedMs)
        row.corrects = corrects
        row.correctsMs = before.atMs
        let lines = moved[opened] ?? admission.lines
        var earlier = row
        earlier.usage = before.settledUsage
        guard costs.charge(&row, lines, settlement.amounts) else { return nil }
        if costs.charge(&earlier, lines, before.charged ?? lines.map { _ in 0 }) {
            row.nanos -= earlier.nanos
        }
        return row
    }

    private mutating func take(_ move: Entry.Move) {
        guard var call = open[move.hold.id], call.lines.indices.contains(move.line) else { return }
        call.lines[move.line].account = move.account
        open[move.hold.id] = call
        moved[call.call.sequence] = call.lines
    }

    private static func call(
        _ admission: Entry.Admission,
        _ sequence: Int64,
        _ atMs: Int64
    ) -> CallRow.Call {
        CallRow.Call(
            id: admission.id,
            sequence: sequence,
            admittedMs: atMs,
            projectedNanos: admission.projectedNanos,
            context: admission.context
        )
    }
}

extension Entry {
    /// What the lines of the call that it ends are charged; nil where they are not.
    fileprivate var charged: [Int64]? {
        switch body {
        case .settle(let settlement): settlement.amounts
        case .charge(_, let amounts): amounts
        case .expire(_, let held, let isCharged): isCharged ? held : nil
        default: nil
        }
    }

    fileprivate var settledUsage: SettledUsage? {
        if case .settle(let settlement) = body { return settlement.usage }
        return nil
    }
}

extension Entry.Settlement.Kind {
    /// Nil where it changes nothing.
    fileprivate var rowKind: CallRow.Kind? {
        switch self {
        case .settle: .settle
        case .late: .lateSettle
        case .better: .betterSettle
        case .correct: .correction
        case .weaker: nil
        }
    }
}
