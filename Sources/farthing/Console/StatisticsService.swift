import FarthingConsole
import FarthingCore
import FarthingSQLite
import Logging
import NIOPosix
import Synchronization

/// Keeps what a running server's journal adds up to, and answers from it.
///
/// It follows the journal on a thread of its own, some fractions of a second behind; who asks waits until
/// all is counted that was durable then.
final class StatisticsService: Sendable {
    /// How often the ledger is asked whether it has written anything.
    private static let pollMs: Int64 = 200
    /// How long who asks waits: a start with a long journal takes longer.
    private static let waitMs: Int64 = 2_000
    /// How long to wait when something cannot be read or written.
    private static let faultMs: Int64 = 5_000

    let folder: DataFolder
    let ledger: SQLiteLedger
    private let logger: Logger
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let isStopping = Atomic(false)
    private let follower = Mutex<StatisticsFollower?>(nil)
    private let state = Mutex(State())
    private let task = Mutex<Task<Void, Never>?>(nil)
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    private struct State: Sendable {
        /// What the ledger had written when the last look began; -1 before the first.
        var entries: Int64 = -1
        /// Whether something is counted that is not durable.
        var isDirty = false
        var nextID = 0
        /// Who waits for the next look.
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
        var reader: StatisticsReader?
        /// Whether the last look failed.
        var hasFault = false
        /// When the next look may be after a fault, in milliseconds UTC.
        var resumesMs: Int64 = 0
    }

    /// Opens a folder's statistics for a ledger that was just opened; ``start()`` begins to count.
    ///
    /// Statistics that cannot be opened stop no server: what asks for them is told so.
    static func open(
        _ folder: DataFolder,
        _ ledger: SQLiteLedger,
        _ logger: Logger
    ) async throws(Failure) -> StatisticsService {
        let service = StatisticsService(folder, ledger, logger)
        service.thread.start()
        return service
    }

    private init(_ folder: DataFolder, _ ledger: SQLiteLedger, _ logger: Logger) {
        self.folder = folder
        self.ledger = ledger
        self.logger = logger
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Running

    func start() {
        task.withLock { task in
            guard task == nil else { return }
            task = Task { await self.run() }
        }
    }

    /// Ends the counting; what was counted is made durable. The ledger must be open.
    func stop() async {
        isStopping.store(true, ordering: .relaxed)
        let running = task.withLock { $0 }
        running?.cancel()
        waker.finish()
        await running?.value
        _ = try? await look(isAsked: true)
        fail(Self.behind)
        try? await thread.shutdownGracefully()
    }

    private func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(Self.pollMs))
                    self.waker.yield()
                }
            }
            for await _ in wakes { await follow() }
            group.cancelAll()
        }
    }

    /// Counts what there is, and lets those go on who wait for it.
    private func follow() async {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters
        }
        // Asked behind that: it has what those who wait have seen written.
        let written = ledger.counters.entries
        let nowMs = systemNowMs()
        let isDue = state.withLock { state in
            (state.entries != written || state.isDirty) && nowMs >= state.resumesMs
        }
        guard isDue else {
            let isWhole = state.withLock { $0.entries == written && !$0.isDirty }
            for waiter in waiters.values {
                if isWhole { waiter.resume() } else { waiter.resume(throwing: Self.behind) }
            }
            return
        }
        do {
            let isDirty = try await look(isAsked: !waiters.isEmpty)
            state.withLock { state in
                state.entries = written
                state.isDirty = isDirty
                state.hasFault = false
            }
            waiters.values.forEach { $0.resume() }
        } catch {
            if !isStopping.load(ordering: .relaxed) { note(error) }
            waiters.values.forEach { $0.resume(throwing: Self.behind) }
        }
    }

    /// Lets the next look begin anew, after a while.
    private func note(_ error: any Error) {
        follower.withLock { $0 = nil }
        let isFirst = state.withLock { state in
            defer { state.hasFault = true }
            state.isDirty = true
            state.resumesMs = systemNowMs() + Self.faultMs
            return !state.hasFault
        }
        guard isFirst else { return }
        logger.error("the statistics cannot be kept: \(Failure(describing: error).message)")
    }

    /// Counts what is durable; whether something of it is not made so.
    @discardableResult
    private func look(isAsked: Bool) async throws -> Bool {
        try await thread.runIfActive { [self] in
            try follower.withLock { follower in
                let current = try follower ?? open()
                follower = current
                try current.readOn(isAsked: isAsked, nowMs: systemNowMs())
                return current.isDirty
            }
        }
    }

    private func open() throws -> StatisticsFollower {
        let opened = try StatisticsFollower(folder, ledger.recentBatches) { [weak self] in
            self?.isStopping.load(ordering: .relaxed) ?? true
        }
        let reader = try StatisticsReader(folder)
        state.withLock { $0.reader = reader }
        return opened
    }

    // MARK: Who asks

    /// Waits until all is counted that is durable now.
    ///
    /// - Throws: ``ConsoleError`` 503 where that takes too long.
    func caughtUp() async throws {
        if isStopping.load(ordering: .relaxed) { throw Self.behind }
        let written = ledger.counters.entries
        if state.withLock({ $0.entries == written && !$0.isDirty }) { return }
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let timer = Task {
            try await Task.sleep(for: .milliseconds(Self.waitMs))
            self.giveUp(id, Self.behind)
        }
        defer { timer.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.waiters[id] = continuation }
                if Task.isCancelled { giveUp(id, CancellationError()) }
                waker.yield()
            }
        } onCancel: {
            giveUp(id, CancellationError())
        }
    }

    private func giveUp(_ id: Int, _ error: any Error) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(throwing: error)
    }

    private func fail(_ error: any Error) {
        let waiters = state.withLock { state in
            defer { state.waiters = [:] }
            return state.waiters
        }
        waiters.values.forEach { $0.resume(throwing: error) }
    }

    /// Answers from what is durable, once it has all.
    func answer<Value: Sendable>(
        _ body: @escaping @Sendable (StatisticsReader) throws -> Value
    ) async throws -> Value {
        try await caughtUp()
        guard let reader = state.withLock({ $0.reader }) else { throw Self.behind }
        do {
            return try await NIOThreadPool.singleton.runIfActive { try body(reader) }
        } catch let error as ConsoleError {
            throw error
        } catch let error as LedgerError {
            throw ConsoleError(error)
        } catch {
            throw Self.behind
        }
    }

    static var behind: ConsoleError {
        var error = ConsoleError(
            503,
            "statistics_behind",
            "The journal's entries are still being added up. Ask again."
        )
        error.fields = [(name: "retry-after", value: "1")]
        return error
    }
}
