import FarthingConsole
import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// A file of the journal, made piece by piece as its reader takes it.
actor JournalExport {
    /// Batches of one piece, and the bytes from which on it is one.
    private static let batchesMax = 256
    private static let pieceBytes = 256 << 10

    private enum Maker {
        case verifiable(Exporter)
        case rows(any RowForm)
        /// While it is at work: a second reference would have all of it copied.
        case atWork
    }

    private let journal: CheckedJournal
    private let range: ExportRange
    private let seat: ExportSeat
    private var maker: Maker
    private var check: BatchCheck?
    private var next: Int64 = 0
    private var pending: [UInt8] = []
    private var isOver = false

    /// - Parameter form: the form of a file that verifies; nil for rows.
    init(
        _ journal: CheckedJournal,
        _ question: ExportQuestion,
        form: Exporter.Form?,
        _ seat: ExportSeat
    ) throws {
        self.journal = journal
        self.seat = seat
        var range = try ExportRange(from: nil, to: nil)
        range.fromMs = question.fromMs
        range.toMs = question.toMs
        self.range = range
        var first: [UInt8] = []
        if let form {
            let exporter = Exporter(form)
            exporter.begin(&first)
            maker = .verifiable(exporter)
        } else {
            var rows: any RowForm = JSONLines()
            if question.form != .jsonl {
                let columns: CallForm.Columns = question.form == .csv ? .csv : .focus
                rows = CallForm(columns, CallRows(journal, budget: question.budget))
            }
            let ledger = try journal.reader.origin().map(EventService.id) ?? "ledger"
            rows.begin(ledger: ledger, to: &first)
            maker = .rows(rows)
        }
        pending = first
    }

    private struct Enough: Error {}

    /// The next piece; nil at the end, and where what follows is not what was sealed.
    func piece() -> [UInt8]? {
        while !isOver, pending.count < Self.pieceBytes {
            let before = next
            do {
                try read()
                if next == before { isOver = true }
            } catch {
                isOver = true
            }
        }
        if pending.isEmpty { return nil }
        defer { pending = [] }
        return pending
    }

    private func read() throws {
        var batches = 0
        do {
            try journal.reader.forEach(from: next) { batch in
                try journal.take(batch, &check)
                try take(batch)
                next = batch.firstSequence + batch.count
                batches += 1
                if batches >= Self.batchesMax || pending.count >= Self.pieceBytes { throw Enough() }
            }
        } catch is Enough {}
    }

    private func take(_ batch: JournalReader.Batch) throws {
        let taken = maker
        maker = .atWork
        switch consume taken {
        case .atWork: return
        case .verifiable(var exporter):
            try exporter.add(StoredBatch(batch), to: &pending)
            maker = .verifiable(exporter)
        case .rows(var rows):
            for (offset, line) in JournalLines(batch.lines).enumerated() {
                let sequence = batch.firstSequence + Int64(offset)
                let entry = try Entry(line: line, sequence: sequence)
                if range.isOver(sequence, entry.atMs) {
                    isOver = true
                    break
                }
                let isWanted = range.contains(sequence, entry.atMs)
                try rows.append(entry, sequence, line, isWanted: isWanted, to: &pending)
            }
            maker = .rows(rows)
        }
    }
}
