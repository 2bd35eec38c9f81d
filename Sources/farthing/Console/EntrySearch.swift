import FarthingConsole
import FarthingCore
import FarthingSQLite

/// Finds entries by what they are about, and tells what they say.
struct EntrySearch {
    /// Looks of one page, where many of those that were found lie outside of its time.
    private static let looksMax = 16
    /// Entries of a hold that are looked at where only their kind is known.
    private static let candidatesMax = 2_000

    private let reader: StatisticsReader
    private let past: JournalPast
    private var machine: StatisticsMachine

    /// What the ledger knows of a hold.
    enum Hold: Sendable {
        case open(HoldStatement)
        case closed(HoldRecord)
        case unknown
    }

    init(_ folder: DataFolder, _ reader: StatisticsReader) throws {
        self.reader = reader
        past = JournalPast(try JournalReader(folder)) { try reader.moves($0) }
        machine = StatisticsMachine(try reader.start())
    }

    /// - Parameters:
    ///   - after: the entry behind which the page begins.
    ///   - hold: nil for entries of all holds and of none.
    mutating func page(
        _ question: EntryQuestion,
        after: Int64?,
        of hold: Hold?
    ) throws -> EntryPage {
        let limit = min(max(1, question.limit), EntryQuestion.limitMax)
        var range = try reader.sequences(fromMs: question.fromMs, toMs: question.toMs)
        if let after {
            let isUpwards = question.isOldestFirst
            let lower = isUpwards ? max(range.lowerBound, after + 1) : range.lowerBound
            let upper = isUpwards ? range.upperBound : min(range.upperBound, after)
            range = lower..<max(lower, upper)
        }
        if let hold { return try page(question, limit, range, try entries(of: hold)) }
        var page = EntryPage(rows: [], next: nil)
        for _ in 0..<Self.looksMax {
            let found = try reader.entries(
                with: question.terms.map { .init(field: $0.field.rawValue, value: $0.value) },
                in: range,
                isUpwards: question.isOldestFirst,
                limit: limit - page.rows.count
            )
            for sequence in found.sequences {
                if let row = try row(sequence, question) { page.rows.append(row) }
            }
            guard let next = found.next else {
                page.next = nil
                return page
            }
            page.next = String(question.isOldestFirst ? next - 1 : next + 1)
            if page.rows.count == limit { return page }
            range =
                question.isOldestFirst
                ? next..<max(next, range.upperBound) : range.lowerBound..<(next + 1)
        }
        return page
    }

    /// An entry in the time that is asked for; nil for one outside of it, or that is not in the folder.
    private mutating func row(_ sequence: Int64, _ question: EntryQuestion) throws -> EntryRow? {
        guard let line = try past.line(sequence) else { return nil }
        let row = try machine.describe(line, sequence, past)
        guard row.atMs >= question.fromMs, row.atMs < question.toMs else { return nil }
        return row
    }

    // MARK: One hold

    private mutating func page(
        _ question: EntryQuestion,
        _ limit: Int,
        _ range: Range<Int64>,
        _ sequences: [Int64]
    ) throws -> EntryPage {
        var page = EntryPage(rows: [], next: nil)
        let ordered = question.isOldestFirst ? sequences.sorted() : sequences.sorted(by: >)
        for sequence in ordered where range.contains(sequence) {
            guard let row = try row(sequence, question),
                question.terms.allSatisfy({ row.has($0.field, $0.value) })
            else { continue }
            if page.rows.count == limit {
                page.next = page.rows.last?.place
                break
            }
            page.rows.append(row)
        }
        return page
    }

    /// The entries about a hold: what admitted it, what was said of it meanwhile, and what ended it.
    private mutating func entries(of hold: Hold) throws -> [Int64] {
        switch hold {
        case .unknown: return []
        case .open(let statement):
            let range = try reader.sequences(
                fromMs: statement.createdAtMs,
                toMs: statement.createdAtMs + 1
            )
            let opened = try entries("hold", statement.id, statement.principal, range).first
            guard let opened else { return [] }
            let end = try reader.nextSequence()
            return try [opened]
                + between(opened + 1, end, statement.id, statement.principal)
        case .closed(let record):
            var found: Set<Int64> = [record.openedSequence]
            var next: Int64? = record.closedSequence
            var first = record.closedSequence
            while let sequence = next, found.insert(sequence).inserted {
                first = min(first, sequence)
                next = try past.line(sequence).flatMap { line in
                    (try? JSONDocument(line))?.root.member("decision")?.member("corrects")?.int64
                }
            }
            guard let line = try past.line(record.openedSequence) else { return found.sorted() }
            let opened = try machine.describe(line, record.openedSequence, past)
            if let principal = opened.principal {
                found.formUnion(
                    try between(record.openedSequence + 1, first, record.id, principal)
                )
            }
            return found.sorted()
        }
    }

    private mutating func between(
        _ first: Int64,
        _ end: Int64,
        _ id: HoldID,
        _ principal: String
    ) throws -> [Int64] {
        let range = first..<max(first, end)
        return try entries("dispatch", id, principal, range)
            + entries("extend", id, principal, range)
    }

    /// The entries of a kind in a range that are about a hold, as far as a look goes.
    private mutating func entries(
        _ kind: String,
        _ id: HoldID,
        _ principal: String,
        _ range: Range<Int64>
    ) throws -> [Int64] {
        let found = try reader.entries(
            with: [
                .init(field: EntryField.kind.rawValue, value: kind),
                .init(field: EntryField.principal.rawValue, value: principal),
            ],
            in: range,
            isUpwards: true,
            limit: Self.candidatesMax
        )
        var entries: [Int64] = []
        for sequence in found.sequences {
            guard let line = try past.line(sequence),
                try machine.describe(line, sequence, past).hold == id
            else { continue }
            entries.append(sequence)
        }
        return entries
    }
}

extension EntryRow {
    /// Whether it has something in common with others, as far as the row says it.
    fileprivate func has(_ field: EntryField, _ wanted: String) -> Bool {
        switch field {
        case .kind: kind == wanted
        case .principal: principal == wanted
        case .workspace: workspace == wanted
        case .agent: agent == wanted
        case .user: user == wanted
        case .run: run == wanted
        case .model: model == wanted
        case .tool: tool == wanted
        case .budget, .change, .by, .collection, .item: true
        }
    }
}
