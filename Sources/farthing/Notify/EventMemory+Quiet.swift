import FarthingCore
import FarthingNotify
import FarthingReceipts
import FarthingSQLite

extension EventMemory {
    /// What a ledger keeps that no server has open, moved over the entries of which no event comes,
    /// as the balances are that a server writes when it stops; nil where nothing is kept.
    static func passingQuiet(of ledger: SQLiteLedger) async throws -> EventMemory? {
        guard let stored = try await ledger.folderValue(folderValue) else { return nil }
        let journal = try CheckedJournal(ledger.folder)
        var memory = EventMemory(stored, count: try journal.reader.entryCount())
        let before = memory.exhaustion.next
        try memory.passQuiet(journal, try await ledger.budgets())
        if memory.exhaustion.next > before {
            try await ledger.setFolderValue(folderValue, memory.json)
        }
        return memory
    }

    private struct Loud: Error {}

    private mutating func passQuiet(_ journal: CheckedJournal, _ budgets: [Budget]) throws {
        let end = exhaustion.next
        var mapper = EventMapper(exhaustion: exhaustion, budgets: budgets)
        var check: BatchCheck?
        do {
            try journal.reader.forEach(from: end) { batch in
                try journal.take(batch, &check)
                var next = mapper
                for (offset, line) in JournalLines(batch.lines).enumerated()
                where EventLines.mayMatter(line) {
                    let number = batch.firstSequence + Int64(offset)
                    let events = try JournalEvents.events(of: line, number, &next, journal)
                    // Whoever starts next has to tell of it.
                    guard events.isEmpty else { throw Loud() }
                }
                next.advance(to: batch.firstSequence + batch.count)
                mapper = next
            }
        } catch is Loud {}
        exhaustion = mapper.exhaustion
        for (name, place) in cursors where place.sequence >= end {
            cursors[name] = EventPlace(sequence: exhaustion.next)
        }
    }
}
