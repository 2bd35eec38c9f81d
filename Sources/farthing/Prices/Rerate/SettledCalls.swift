import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Reads the calls of a journal that were admitted in a stretch of time, each once, as its latest
/// entry leaves it; in memory is one bit for each entry, what is open at a time, and one portion. All
/// of the journal is checked before there is a call.
struct SettledCalls {
    /// Calls after which a portion ends, at the end of a batch.
    private static let portion = 1_000

    /// Charges of a fixed price, which no price book says anything of.
    private(set) var fixedCount = 0

    private let journal: CheckedJournal
    /// Where the journal's chain and keys were at ``nextSequence``; nil before the first batch.
    private var check: BatchCheck?
    private let outline: JournalOutline
    private let startSequence: Int64
    private let range: UsageWindow
    private var units: [String: BudgetUnit]
    private var openings: OpeningEntries
    private var open: [HoldID: OpenCall] = [:]
    private var found: [SettledCall] = []
    private var nextSequence: Int64
    private var isAtEnd = false

    private struct OpenCall {
        var admission: Entry.Admission
        var atMs: Int64
    }

    /// The portion is full: what ends a walk over the journal for now.
    private struct Full: Error {}

    init(_ journal: CheckedJournal, range: UsageWindow) throws {
        self.journal = journal
        self.range = range
        startSequence =
            range.startMs > 0 ? try journal.reader.firstSequence(fromMs: range.startMs) : 0
        nextSequence = startSequence
        outline = try JournalOutline(journal, startSequence: startSequence)
        units = outline.units
        openings = OpeningEntries(journal)
    }

    /// The next calls, some thousand at a time; nil at the end.
    mutating func next() throws -> [SettledCall]? {
        guard !isAtEnd else { return nil }
        found.removeAll(keepingCapacity: true)
        let reader = journal.reader
        do {
            try reader.forEach(from: nextSequence) { batch in
                try take(batch)
                nextSequence = batch.firstSequence + 1
                if found.count >= Self.portion { throw Full() }
            }
            isAtEnd = true
        } catch is Full {}
        return found
    }

    private mutating func take(_ batch: JournalReader.Batch) throws {
        guard batch.firstSequence < outline.endSequence else { return }
        // What was read again must be what was checked.
        try journal.take(batch, &check)
        for (offset, line) in JournalLines(batch.lines).enumerated() {
            let sequence = batch.firstSequence + Int64(offset)
            try take(try Entry(line: line, sequence: sequence), sequence)
        }
    }

    private mutating func take(_ entry: Entry, _ sequence: Int64) throws {
        switch entry.body {
        case .setBudget(let budget, _, _): units[budget.id] = budget.unit
        case .hold(let admission):
            guard range.contains(entry.atMs) else { return }
            open[admission.id] = OpenCall(admission: admission, atMs: entry.atMs)
        case .charge: if range.contains(entry.atMs) { fixedCount += 1 }
        case .release(let hold, _): open[hold.id] = nil
        case .expire(let hold, let held, let isCharged):
            guard let call = open.removeValue(forKey: hold.id), isCharged,
                !outline.isReplaced(sequence)
            else { return }
            found.append(
                SettledCall(
                    call.admission,
                    admittedMs: call.atMs,
                    sequence: sequence,
                    amounts: held,
                    evidence: .unknown,
                    usage: nil,
                    isExpired: true,
                    units: units
                )
            )
        case .settle(let settlement): try take(settlement, sequence)
        default: break
        }
    }

    private mutating func take(_ settlement: Entry.Settlement, _ sequence: Int64) throws {
        guard settlement.kind != .weaker else { return }
        let call = open.removeValue(forKey: settlement.hold.id)
        guard !outline.isReplaced(sequence) else { return }
        let opened = settlement.hold.openedSequence
        if let call {
            add(settlement, sequence, call.admission, call.atMs)
        } else if settlement.kind != .settle, opened >= startSequence,
            let (admission, atMs) = try openings.admission(opened), range.contains(atMs)
        {
            add(settlement, sequence, admission, atMs)
        }
    }

    private mutating func add(
        _ settlement: Entry.Settlement,
        _ sequence: Int64,
        _ admission: Entry.Admission,
        _ atMs: Int64
    ) {
        found.append(
            SettledCall(
                admission,
                admittedMs: atMs,
                sequence: sequence,
                amounts: settlement.amounts,
                evidence: settlement.evidence,
                usage: settlement.usage,
                units: units
            )
        )
    }
}
