import FarthingConsole
import FarthingSQLite

/// Counts a journal's entries, from where it has stopped to the end, on whatever thread asks it to.
///
/// After an error it must not be used: a new one goes on from what is durable.
final class StatisticsFollower {
    /// Entries after which what was counted is made durable.
    private static let entriesPerCommit = 50_000
    /// The longest that something is counted and not made durable while nobody asks for it.
    private static let commitMs: Int64 = 1_000
    /// Batches that are taken at a time from those in memory.
    private static let batchesPerRead = 1_024

    private let journal: JournalReader
    private let recent: RecentBatches
    private let store: StatisticsStore
    private let past: JournalPast
    private let isStopping: @Sendable () -> Bool
    private var machine: StatisticsMachine
    private var lastLine: ArraySlice<UInt8> = []
    private var committedMs: Int64 = 0

    private struct Stop: Error {}

    init(
        _ folder: DataFolder,
        _ recent: RecentBatches,
        isStopping: @escaping @Sendable () -> Bool
    ) throws {
        let journal = try JournalReader(folder)
        let store = try StatisticsStore(folder, journal)
        self.journal = journal
        self.recent = recent
        self.store = store
        self.isStopping = isStopping
        past = JournalPast(try JournalReader(folder)) { try store.moves($0) }
        machine = StatisticsMachine(store.start)
    }

    /// Whether something is counted that is not durable.
    var isDirty: Bool { machine.newCount > 0 }

    /// Counts every entry that is durable now.
    ///
    /// - Parameter isAsked: whether somebody waits for it, so that it must be durable.
    func readOn(isAsked: Bool, nowMs: Int64) throws {
        do {
            while let batches = recent.batches(
                from: machine.nextSequence,
                countMax: Self.batchesPerRead
            ) {
                if batches.isEmpty { break }
                for batch in batches { try take(batch) }
            }
            // What the memory has is at the end: the journal itself says whether that is all.
            if machine.nextSequence < (try journal.entryCount()) {
                try journal.forEach(from: machine.nextSequence) { try take($0) }
            }
        } catch is Stop {}
        if isAsked || machine.newCount > 0 && nowMs - committedMs >= Self.commitMs {
            try commit(nowMs)
        }
    }

    private func take(_ batch: JournalReader.Batch) throws {
        if isStopping() { throw Stop() }
        try machine.take(batch.lines, from: batch.firstSequence, past)
        var lines = batch.lines[...]
        if lines.last == UInt8(ascii: "\n") { lines.removeLast() }
        let start = lines.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? lines.startIndex
        lastLine = lines[start...]
        if machine.newCount >= Self.entriesPerCommit { try commit(committedMs) }
    }

    private func commit(_ nowMs: Int64) throws {
        committedMs = nowMs
        guard machine.newCount > 0 else { return }
        let hash = EntryText.hash(lastLine) ?? []
        let news = machine.takeNews()
        try store.commit(
            StatisticsRows(
                news,
                nextSequence: machine.nextSequence,
                lastHash: String(decoding: hash, as: UTF8.self),
                lastMs: machine.lastMs
            )
        )
    }
}
