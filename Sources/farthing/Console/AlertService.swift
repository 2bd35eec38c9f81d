import FarthingConsole
import FarthingCore
import FarthingSQLite
import Logging
import Synchronization

/// Looks at accounts and at charges that nobody can account for, and has what is the matter told.
final class AlertService: Sendable {
    /// How often the accounts are looked at.
    private static let lookMs: Int64 = 60_000
    /// How often new entries are looked at.
    private static let pollMs: Int64 = 1_000
    /// Batches that are taken at a time from those in memory.
    private static let batchesMax = 1_024

    private let desk: AlertDesk
    private let folder: DataFolder
    private let ledger: SQLiteLedger
    private let logger: Logger
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ desk: AlertDesk, _ folder: DataFolder, _ ledger: SQLiteLedger, _ logger: Logger) {
        self.desk = desk
        self.folder = folder
        self.ledger = ledger
        self.logger = logger
    }

    func start() {
        task.withLock { task in
            guard task == nil else { return }
            task = Task { await self.run() }
        }
    }

    /// Ends it; the ledger must be open.
    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
    }

    private func run() async {
        var next: Int64?
        var problem: String?
        var lookedMs: Int64 = 0
        var aheadUntilMs: Int64?
        do throws(LedgerError) {
            try await desk.load()
        } catch {
            logger.warning("earlier alerts cannot be read: \(error.message)")
        }
        while !Task.isCancelled {
            do {
                try await follow(&next)
                let now = systemNowMs()
                if now - lookedMs >= Self.lookMs {
                    lookedMs = now
                    try await desk.look()
                    if let untilMs = desk.aheadUntilMs, untilMs != aheadUntilMs {
                        logger.warning(
                            """
                            the clock was ahead once: accounts stand in windows that begin later \
                            than now, and do not begin anew before those end
                            """,
                            metadata: ["until": "\(Shown.time(untilMs))"]
                        )
                    }
                    aheadUntilMs = desk.aheadUntilMs
                }
                problem = nil
            } catch {
                let message =
                    (error as? ConsoleError)?.detail ?? Failure(describing: error).message
                if message != problem { logger.warning("alerts are not looked after: \(message)") }
                problem = message
            }
            try? await Task.sleep(for: .milliseconds(Self.pollMs))
        }
    }

    /// Looks at the entries that came since the last time; what came before the start is no news.
    private func follow(_ next: inout Int64?) async throws {
        guard let from = next else {
            next = try JournalReader(folder).entryCount()
            return
        }
        var found: [Int64] = []
        var end = from
        func take(_ batch: JournalReader.Batch) {
            for (offset, line) in JournalLines(batch.lines).enumerated()
            where AlertWatch.mayBeUnaccounted(line) {
                found.append(batch.firstSequence + Int64(offset))
            }
            end = batch.firstSequence + batch.count
        }
        while let batches = ledger.recentBatches.batches(from: end, countMax: Self.batchesMax) {
            if batches.isEmpty { break }
            batches.forEach(take)
        }
        if ledger.recentBatches.batches(from: end, countMax: 1) == nil {
            try JournalReader(folder).forEach(from: end) { take($0) }
        }
        // Asked for again after a failure.
        if !found.isEmpty { try await desk.look(atUnaccounted: found) }
        next = end
    }
}
