import FarthingCore
import GRDB
import Synchronization

import class Foundation.Thread

/// The one thread that owns the book and the database: drains the inbox into one transaction after
/// another.
final class Writer: Sendable {
    /// Commands in one commit: enough that the sync is shared, few enough that nobody waits long.
    static let commandsPerCommitMax = 1_024
    /// Entries between two snapshots of the book: a start replays at most this many and those that
    /// came while the last one was written.
    static let entriesPerSnapshot: Int64 = 65_536
    /// Entries between two balance entries.
    static let entriesPerBalance: Int64 = 16_384
    /// How long a failed ledger waits before it reads itself anew.
    static let retryMs = 500

    let folder: DataFolder
    let isDurable: Bool
    /// Whether the first opening goes on with a journal that has lost entries.
    let acceptsLoss: Bool
    let makeSeal: @Sendable () throws -> any Seal
    let clockMs: @Sendable () -> Int64
    let log: @Sendable (String) -> Void
    let inbox = Inbox()
    let recent = RecentBatches()
    let counters = Mutex(LedgerCounters())
    private let isEnded = Mutex(false)
    let snapshots = SnapshotWriter()
    /// Whether somebody wants a snapshot before it is due.
    let wantsSnapshot = Atomic(false)

    init(
        folder: DataFolder,
        isDurable: Bool,
        acceptsLoss: Bool,
        makeSeal: @escaping @Sendable () throws -> any Seal,
        clockMs: @escaping @Sendable () -> Int64,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.folder = folder
        self.isDurable = isDurable
        self.acceptsLoss = acceptsLoss
        self.makeSeal = makeSeal
        self.clockMs = clockMs
        self.log = log
    }

    /// Runs until the inbox is closed; `opened` hears once whether the folder could be opened.
    func run(_ opened: @escaping @Sendable (LedgerError?) -> Void) {
        let thread = Thread { [self] in
            var isFirst = true
            while true {
                do {
                    try withSession(afterFailure: !isFirst) { session in
                        inbox.setOutage(nil)
                        if isFirst { opened(nil) } else { log("the ledger takes calls again") }
                        isFirst = false
                        try serve(&session)
                    }
                    break
                } catch {
                    let failure = LedgerError(opening: error, folder: folder)
                    if isFirst {
                        inbox.setOutage(failure)
                        inbox.close()
                        opened(failure)
                        break
                    }
                    setOutage(failure)
                    log("\(failure.message) [\(failure.detail)]")
                    if !waitForRetry() { break }
                }
            }
            endJobs()
            isEnded.withLock { $0 = true }
        }
        thread.name = "farthing-ledger"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Refuses what comes from now on: none of it will be tried.
    func setOutage(_ failure: LedgerError) {
        inbox.setOutage(LedgerError(.unavailable, failure.message, detail: failure.detail))
    }

    var hasEnded: Bool { isEnded.withLock { $0 } }

    /// Waits before the next attempt, answering jobs; false when the inbox was closed.
    private func waitForRetry() -> Bool {
        var contents = Inbox.Contents()
        let isOpen = inbox.take(into: &contents, waitMs: Int64(Writer.retryMs))
        for job in contents.jobs { job.run(nil) }
        return isOpen
    }

    private func endJobs() {
        var contents = Inbox.Contents()
        inbox.close()
        _ = inbox.take(into: &contents, waitMs: 0)
        for job in contents.jobs { job.run(nil) }
    }

    private func serve(_ session: inout Session) throws {
        var contents = Inbox.Contents()
        while inbox.take(into: &contents, waitMs: patienceMs(session)) {
            for job in contents.jobs { job.run(session) }
            contents.jobs.removeAll(keepingCapacity: true)
            try change(&contents, &session)
            try process(&contents, &session)
            contents.submissions.removeAll(keepingCapacity: true)
            contents.commandCount = 0
            try keepHouse(&session)
        }
        try finish(&session)
    }

    private func patienceMs(_ session: Session) -> Int64? {
        session.book.nextDeadlineMs.map { max(1, $0 - clockMs()) }
    }

    /// Applies what has come in, a commit for at most ``commandsPerCommitMax`` commands.
    private func process(_ contents: inout Inbox.Contents, _ session: inout Session) throws {
        if contents.submissions.isEmpty {
            _ = session.book.apply(.tick, nowMs: clockMs())
            try commit(&session)
            return
        }
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(min(contents.commandCount, Writer.commandsPerCommitMax))
        var start = 0
        while start < contents.submissions.count {
            outcomes.removeAll(keepingCapacity: true)
            var end = start
            do {
                while end < contents.submissions.count,
                    end == start || outcomes.count < Writer.commandsPerCommitMax
                {
                    let submission = contents.submissions[end]
                    end += 1
                    for command in submission.commands {
                        outcomes.append(try session.apply(command, nowMs: submission.nowMs))
                    }
                }
                let began = ContinuousClock.now
                let entries = try session.commit()
                let ended = ContinuousClock.now
                // The first of a batch has waited longest.
                let lag = ended - contents.submissions[start].arrived
                counters.withLock {
                    $0.add(commands: outcomes.count, entries: entries, ended - began, lag: lag)
                }
            } catch {
                fail(contents, from: start, to: end, error)
                throw error
            }
            if end == start + 1 {
                contents.submissions[start].done(.success(outcomes))
                start = end
                continue
            }
            var offset = 0
            for submission in contents.submissions[start..<end] {
                let next = offset + submission.commands.count
                submission.done(.success(Array(outcomes[offset..<next])))
                offset = next
            }
            start = end
        }
    }

    /// Tells the callers of a failed commit: those in it do not know, those behind it were not tried.
    private func fail(
        _ contents: Inbox.Contents,
        from start: Int,
        to end: Int,
        _ error: any Error
    ) {
        let failure = LedgerError(opening: error, folder: folder)
        setOutage(failure)
        for (index, submission) in contents.submissions.enumerated() where index >= start {
            let code: LedgerError.Code = index < end ? .outcomeUnknown : .unavailable
            submission.done(.failure(LedgerError(code, failure.message, detail: failure.detail)))
        }
    }

    /// Commits what no call has asked for, with what else belongs to it.
    func commit(
        _ session: inout Session,
        beside: ((Database) throws -> Void)? = nil
    ) throws {
        let entries = try session.commit(beside: beside)
        if entries > 0 { counters.withLock { $0.add(entries: entries) } }
    }

    /// What is due beside the calls: balances and snapshots.
    private func keepHouse(_ session: inout Session) throws {
        let next = session.book.nextSequence
        if next - session.balancedAt >= Writer.entriesPerBalance {
            session.balancedAt = next
            _ = session.book.apply(.balance, nowMs: clockMs())
            try commit(&session)
        }
        if let finished = snapshots.finished() { takeIn(finished, &session) }
        // The first one at once: it shows that the folder has had a journal.
        let isFirst = !session.hasSnapshot && next > 0
        let isWanted = next > session.snapshotAt && wantsSnapshot.load(ordering: .relaxed)
        if isFirst || isWanted || next - session.snapshotAt >= Writer.entriesPerSnapshot,
            snapshots.isIdle
        {
            wantsSnapshot.store(false, ordering: .relaxed)
            startSnapshot(&session)
        }
    }

    private func takeIn(_ finished: SnapshotWriter.Finished, _ session: inout Session) {
        if let runs = finished.runs {
            session.index.finishLeaving(runs)
        } else {
            // The next file has to begin where this one should have.
            session.snapshotAt = session.index.abandonLeaving()
        }
        if let sequence = finished.sequence { session.durableAt = sequence }
        if let error = finished.error { log("no snapshot was written: \(error.message)") }
    }

    private func startSnapshot(_ session: inout Session) {
        let sequence = session.book.nextSequence
        snapshots.start(
            SnapshotWriter.Work(
                book: session.book,
                headSeal: session.headSeal,
                sealState: session.seal.state,
                keys: session.index.startLeaving(),
                range: session.snapshotAt..<sequence,
                runs: session.index.runs,
                folder: folder,
                syncsJournal: !isDurable
            )
        )
        session.snapshotAt = sequence
        session.hasSnapshot = true
    }

    /// The last balance, the last snapshot, and an empty write-ahead log.
    private func finish(_ session: inout Session) throws {
        _ = session.book.apply(.balance, nowMs: clockMs())
        try commit(&session)
        if let finished = snapshots.waitUntilIdle() { takeIn(finished, &session) }
        if session.book.nextSequence > session.snapshotAt {
            startSnapshot(&session)
            if let finished = snapshots.waitUntilIdle() { takeIn(finished, &session) }
        }
        // A log that a reader keeps from being emptied is read at the next start.
        try? session.store.checkpoint()
    }
}
