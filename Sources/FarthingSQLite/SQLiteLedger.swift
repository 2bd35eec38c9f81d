public import FarthingCore
import GRDBSQLite
import Synchronization

/// The embedded ledger: one data folder, one process, every batch durable with its seal.
///
/// Calls are safe from any thread. After a failed commit it refuses everything, reads itself anew
/// from the journal, and goes on by itself.
public final class SQLiteLedger: Ledger {
    let writer: Writer
    private let lock: Mutex<FolderLock?>

    /// SQLite's version, as it names itself.
    package static var engineVersion: String { String(cString: sqlite3_libversion()) }

    /// Opens a data folder, or makes one.
    ///
    /// - Parameters:
    ///   - path: the folder; made with mode 0700 where it does not exist.
    ///   - isDurable: false commits without waiting for the disk: a power loss may take up to a
    ///     second of entries, a crash of the process none.
    ///   - acceptsLoss: true goes on with a journal that is shorter than the folder shows that it
    ///     was; notes it in the folder, moves the snapshot aside, and says so to the log.
    ///   - patience: how long to wait where another process uses the folder.
    ///   - makeSeal: makes the seal at the journal's beginning; called at each opening.
    ///   - clockMs: the time, for what expires while nobody calls.
    ///   - log: takes one line for what an operator must know.
    /// - Throws: ``LedgerError`` when the folder is locked, unreadable, its journal has lost entries
    ///   or does not verify; nothing was changed.
    package static func open(
        _ folder: DataFolder,
        isDurable: Bool = true,
        acceptsLoss: Bool = false,
        patience: LockPatience = .none,
        makeSeal: @escaping @Sendable () throws -> any Seal,
        clockMs: @escaping @Sendable () -> Int64,
        log: @escaping @Sendable (String) -> Void
    ) async throws(LedgerError) -> SQLiteLedger {
        let lock: FolderLock
        do throws(FolderError) {
            try folder.make()
            lock = try await FolderLock.take(folder, patience)
        } catch {
            throw LedgerError(.unavailable, error.message)
        }
        let writer = Writer(
            folder: folder,
            isDurable: isDurable,
            acceptsLoss: acceptsLoss,
            makeSeal: makeSeal,
            clockMs: clockMs,
            log: log
        )
        let failure = await withCheckedContinuation { continuation in
            writer.run { continuation.resume(returning: $0) }
        }
        if let failure { throw failure }
        return SQLiteLedger(writer: writer, lock: lock)
    }

    private init(writer: Writer, lock: FolderLock) {
        self.writer = writer
        self.lock = Mutex(lock)
    }

    /// Queues commands for the next batch; `done` is called on the writer's thread and must be short.
    public func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        guard commands.count <= LedgerLimits.commandsMax else {
            done(.failure(LedgerError(.invalid, "too many commands in one submission")))
            return
        }
        let submission = Inbox.Submission(commands: commands, nowMs: nowMs, done: done)
        if let error = writer.inbox.put(submission) { done(.failure(error)) }
    }

    /// The open accounts.
    public func accounts() async throws(LedgerError) -> [AccountStatement] {
        try await onWriter { $0.book.statements() }
    }

    /// The accounts of a budget for these scopes as they stand now, in that order; none for an unknown
    /// budget.
    package func accounts(
        of budget: String,
        scopes: [String]
    ) async throws(LedgerError) -> [AccountStatement] {
        let clockMs = writer.clockMs
        return try await onWriter { session in
            let nowMs = clockMs()
            return scopes.compactMap { scope in
                session.book.statement(budget: budget, scope: scope, nowMs: nowMs)
            }
        }
    }

    /// The open holds, oldest first, at most `limit`.
    public func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await onWriter { $0.book.openHolds(limit: limit) }
    }

    /// An open hold by its id.
    public func openHold(_ id: HoldID) async throws(LedgerError) -> HoldStatement? {
        try await onWriter { $0.book.openHold(id) }
    }

    /// The approvals, open ones first, at most `limit`.
    public func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await onWriter { $0.book.approvals(limit: limit) }
    }

    /// An approval by its id.
    public func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await onWriter { $0.book.approval(id) }
    }

    /// The budgets as the book has them.
    package func budgets() async throws(LedgerError) -> [Budget] {
        try await onWriter { $0.book.definitions }
    }

    /// What was committed last.
    package var recentBatches: RecentBatches { writer.recent }

    /// What the writer has done since it started.
    package var counters: LedgerCounters { writer.counters.withLock { $0 } }

    /// Takes no more commands, finishes those it has, writes the last balance and snapshot, and
    /// leaves the folder to others.
    package func close() async {
        writer.inbox.close()
        while !writer.hasEnded {
            try? await Task.sleep(nanoseconds: 2_000_000)
        }
        lock.withLock { $0 = nil }
    }

    /// Runs `body` on the writer's thread, between two batches.
    func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Writer.Session) throws -> Value
    ) async throws(LedgerError) -> Value {
        let folder = writer.folder
        let result: Result<Value, LedgerError> = await withCheckedContinuation { continuation in
            let job = Inbox.Job { session in
                guard let session else {
                    let error = LedgerError(.unavailable, "the ledger is down; try again later")
                    continuation.resume(returning: .failure(error))
                    return
                }
                do {
                    let value = try body(session)
                    continuation.resume(returning: .success(value))
                } catch {
                    continuation.resume(
                        returning: .failure(LedgerError(opening: error, folder: folder))
                    )
                }
            }
            if !writer.inbox.put(job) {
                let error = LedgerError(.unavailable, "the ledger is shutting down")
                continuation.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }
}

extension SQLiteLedger: RecallingLedger {
    package func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord? {
        try await onWriter { try $0.recall(.hold(id)) }
    }

    package func settlementNotes(
        of id: HoldID,
        limit: Int
    ) async throws(LedgerError) -> [String]? {
        try await onWriter { try $0.settlementNotes(of: id, limit: limit) }
    }

    package func entry(at sequence: Int64) async throws(LedgerError) -> Entry? {
        try await onWriter { try $0.entry(sequence) }
    }

    package func openHolds(
        ofRun run: String,
        principal: String,
        limit: Int
    ) async throws(LedgerError) -> [HoldStatement] {
        try await onWriter { $0.book.openHolds(ofRun: run, principal: principal, limit: limit) }
    }
}
