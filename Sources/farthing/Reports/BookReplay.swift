import FarthingCore
import FarthingSQLite

/// A book made from a journal's entries, as a start without a snapshot makes it.
struct BookReplay {
    private(set) var book = Book()
    /// Holds that later entries correct after they have left the book.
    private let corrected: Set<HoldID>
    private var records: [HoldID: HoldRecord] = [:]

    init(recalling corrected: Set<HoldID>) {
        self.corrected = corrected
    }

    /// Replays a folder's whole journal, checked; twice where it corrects holds that were closed.
    static func read(_ journal: CheckedJournal) throws -> BookReplay {
        var corrected: Set<HoldID> = []
        var replay = BookReplay(recalling: [])
        try forEachEntry(journal) { entry in
            if let id = entry.correctedHold { corrected.insert(id) }
            try replay.post(entry)
        }
        if corrected.isEmpty { return replay }
        replay = BookReplay(recalling: corrected)
        try forEachEntry(journal) { try replay.post($0) }
        return replay
    }

    private static func forEachEntry(
        _ journal: CheckedJournal,
        _ body: (Entry) throws -> Void
    ) throws {
        try journal.forEach { batch in
            for (offset, line) in JournalLines(batch.lines).enumerated() {
                try body(Entry(line: line, sequence: batch.firstSequence + Int64(offset)))
            }
        }
    }

    /// Takes the next entry in, or says why it cannot follow from those before it.
    mutating func take(_ entry: Entry) -> String? {
        if let id = entry.correctedHold, let record = records[id] { book.recall(record) }
        if let objection = book.objection(to: entry) { return objection }
        book.replay(entry)
        for record in book.takeClosed() where corrected.contains(record.id) {
            records[record.id] = record
        }
        book.forgetRecalled()
        return nil
    }

    /// Takes in the next entry of a journal of our own.
    mutating func post(_ entry: Entry) throws(LedgerError) {
        let sequence = book.nextSequence
        if let objection = take(entry) { throw LedgerError(unposted: sequence, objection) }
    }
}

extension Entry {
    /// The closed hold that this entry says something better about.
    var correctedHold: HoldID? {
        guard case .settle(let settlement) = body, settlement.kind != .settle else { return nil }
        return settlement.hold.id
    }
}
