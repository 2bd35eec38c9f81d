import FarthingCore
import FarthingNotify
import FarthingSQLite

/// Reads a folder's journal as events, beside the server that writes it or without one.
actor JournalEvents {
    /// Batches that are read before others get their turn.
    private static let batchesMax = 256

    private let reader: JournalReader
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
    init(_ folder: DataFolder, mapper: EventMapper) throws(LedgerError) {
        reader = try JournalReader(folder)
        self.mapper = mapper
    }

    /// Looks at entries that were not looked at before.
    func readOn() throws -> News {
        var events: [Event] = []
        var batches = 0
        let before = mapper
        do {
            try reader.forEach(from: mapper.exhaustion.next) { batch in
                try Self.take(batch, from: batch.firstSequence, &mapper, reader) { events += $0 }
                batches += 1
                if batches >= Self.batchesMax { throw Enough() }
            }
        } catch is Enough {
        } catch {
            // What was not told of is looked at again.
            mapper = before
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

    /// The events from a place on, as far as ``readOn()`` has come.
    func page(from place: EventPlace, eventsMax: Int) throws -> EventPage {
        let end = mapper.exhaustion.next
        guard place.sequence < end else { return EventPage(events: [], next: place) }
        var mapper = mapper
        var events: [Event] = []
        var next = end
        var batches = 0
        let start = try reader.lastBatch(upTo: place.sequence)?.firstSequence ?? place.sequence
        do {
            try reader.forEach(from: start) { batch in
                guard batch.firstSequence < end else { throw Enough() }
                try Self.take(batch, from: place.sequence, &mapper, reader) { events += $0 }
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
    private static func entry(_ sequence: Int64, _ reader: JournalReader) throws -> Entry? {
        guard let batch = try reader.lastBatch(upTo: sequence),
            sequence < batch.firstSequence + batch.count
        else { return nil }
        var lines = JournalLines(batch.lines)
        for _ in 0..<(sequence - batch.firstSequence) { _ = lines.next() }
        return try lines.next().map { try Entry(line: $0, sequence: sequence) }
    }

    private static func take(
        _ batch: JournalReader.Batch,
        from sequence: Int64,
        _ mapper: inout EventMapper,
        _ reader: JournalReader,
        _ found: ([Event]) -> Void
    ) throws(LedgerError) {
        var number = batch.firstSequence
        for line in JournalLines(batch.lines) {
            if number >= sequence, EventLines.mayMatter(line) {
                let entry = try Entry(line: line, sequence: number)
                found(mapper.take(entry, at: number) { try? Self.entry($0, reader) })
            }
            number += 1
        }
        mapper.advance(to: number)
    }
}
