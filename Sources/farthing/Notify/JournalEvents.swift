import FarthingCore
import FarthingNotify
import FarthingReceipts
import FarthingSQLite

/// Reads a folder's journal as events, checked, beside the server that writes it or without one.
actor JournalEvents {
    /// Batches that are read before others get their turn.
    private static let batchesMax = 256

    private let journal: CheckedJournal
    /// What the ledger of this process has committed last; nil where another process writes.
    private let recent: RecentBatches?
    /// Where the journal's chain and keys were at ``mapper``'s place; nil before the first batch.
    private var check: BatchCheck?
    /// Has taken every entry before ``next``.
    private var mapper: EventMapper

    /// What a look at the journal's end has brought.
    struct News: Sendable {
        var events: [Event]
        /// The first entry that was not looked at.
        var next: Int64
        var exhaustion: ExhaustionLog
        /// Whether more may be there already.
        var isPartial: Bool
    }

    /// - Parameter mapper: made for the entry at which to begin, which begins a batch.
    init(_ folder: DataFolder, recent: RecentBatches? = nil, mapper: EventMapper) throws {
        self.recent = recent
        journal = try CheckedJournal(folder)
        self.mapper = mapper
    }

    /// Looks at entries that were not looked at before.
    func readOn() throws -> News {
        var events: [Event] = []
        var batches = 0
        let before = (mapper, check)
        do {
            let next = mapper.exhaustion.next
            if let found = recent?.batches(from: next, countMax: Self.batchesMax) {
                // The writer beside us has sealed them a moment ago.
                check = nil
                for batch in found {
                    events += try self.events(of: batch)
                    batches += 1
                }
            } else {
                try journal.reader.forEach(from: next) { batch in
                    try journal.take(batch, &check)
                    events += try self.events(of: batch)
                    batches += 1
                    if batches >= Self.batchesMax { throw Enough() }
                }
            }
        } catch is Enough {
        } catch {
            // What was not told of is looked at again.
            (mapper, check) = before
            throw error
        }
        let exhaustion = mapper.exhaustion
        return News(
            events: events,
            next: exhaustion.next,
            exhaustion: exhaustion,
            isPartial: batches >= Self.batchesMax
        )
    }

    private func events(of batch: JournalReader.Batch) throws -> [Event] {
        var found: [Event] = []
        try Self.take(batch, from: batch.firstSequence, &mapper, journal) { found += $0 }
        return found
    }

    /// The events from a place on, as far as ``readOn()`` has come.
    func page(from place: EventPlace, eventsMax: Int) throws -> EventPage {
        let end = mapper.exhaustion.next
        guard place.sequence < end else { return EventPage(events: [], next: place) }
        var mapper = mapper
        var events: [Event] = []
        var next = end
        var batches = 0
        do {
            try journal.forEach(from: place.sequence) { batch in
                guard batch.firstSequence < end else { throw Enough() }
                try Self.take(batch, from: place.sequence, &mapper, journal) { events += $0 }
                batches += 1
                guard events.count > eventsMax || batches >= Self.batchesMax else { return }
                next = min(end, batch.firstSequence + batch.count)
                throw Enough()
            }
        } catch is Enough {}
        events.removeAll { $0.place < place }
        guard events.count > eventsMax else {
            return EventPage(events: events, next: EventPlace(sequence: next))
        }
        return EventPage(
            events: Array(events.prefix(eventsMax)),
            next: events[eventsMax].place
        )
    }

    private struct Enough: Error {}

    /// One entry; nil where there is none.
    static func entry(_ sequence: Int64, _ journal: CheckedJournal) throws -> Entry? {
        guard let batch = try journal.batch(holding: sequence) else { return nil }
        var lines = JournalLines(batch.lines)
        for _ in 0..<(sequence - batch.firstSequence) { _ = lines.next() }
        return try lines.next().map { try Entry(line: $0, sequence: sequence) }
    }

    private static func take(
        _ batch: JournalReader.Batch,
        from sequence: Int64,
        _ mapper: inout EventMapper,
        _ journal: CheckedJournal,
        _ found: ([Event]) -> Void
    ) throws {
        var number = batch.firstSequence
        for line in JournalLines(batch.lines) {
            if number >= sequence, EventLines.mayMatter(line) {
                found(try events(of: line, number, &mapper, journal))
            }
            number += 1
        }
        mapper.advance(to: number)
    }

    /// The events of an entry; an earlier one that it tells of may be archived elsewhere, but not
    /// damaged.
    static func events(
        of line: ArraySlice<UInt8>,
        _ number: Int64,
        _ mapper: inout EventMapper,
        _ journal: CheckedJournal
    ) throws -> [Event] {
        var damage: Failure?
        let entry = try Entry(line: line, sequence: number)
        let events = mapper.take(entry, at: number) { earlier in
            do {
                return try Self.entry(earlier, journal)
            } catch {
                damage = error as? Failure
                return nil
            }
        }
        if let damage { throw damage }
        return events
    }
}
