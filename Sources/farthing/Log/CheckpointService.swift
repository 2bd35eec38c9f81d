import FarthingGateway
import FarthingSQLite
import Logging
import Synchronization

/// Publishes a checkpoint every so many entries, and every so many seconds where something came.
final class CheckpointService: Sendable {
    /// How often the ledger is asked how much it has written.
    private static let pollMs: Int64 = 100
    /// How often it is looked whether the time of a witness has come that has not cosigned.
    private static let owedMs: Int64 = 1_000
    static let entriesUsual: Int64 = 4_096
    static let secondsUsual: Int64 = 60

    private let publication: LogPublication
    private let entriesMax: Int64
    private let intervalMs: Int64
    private let logger: Logger
    private let state = Mutex(State())
    private let task = Mutex<Task<Void, Never>?>(nil)

    private typealias Waiter = CheckedContinuation<Result<LogPublication.Done, Failure>, Never>

    private struct State: Sendable {
        /// Those who want a checkpoint now.
        var waiters: [Waiter] = []
        /// Whether one of them wants every tile looked at.
        var remakes = false
        var isOver = false
        var figures = Figures()
    }

    private struct Figures: Sendable {
        var checkpoints: Int64 = 0
        var failures: Int64 = 0
        var size: Int64 = 0
        var longestUs: Int64 = 0
    }

    /// Where the loop stands.
    private struct Progress {
        /// What the ledger had written at the last attempt.
        var entries: Int64 = 0
        /// Whether witnesses are to be asked although there is no new checkpoint.
        var isOwed = true
        /// When they were asked last; 0 before the first time.
        var askedMs: Int64 = 0
        var triedMs: Int64
        var problem: String?
    }

    /// Makes the service; ``start()`` begins.
    init(_ publication: LogPublication, _ settings: Settings, _ logger: Logger) throws(Failure) {
        self.publication = publication
        self.logger = logger
        entriesMax = try settings.number(.checkpointEntries) ?? Self.entriesUsual
        intervalMs = (try settings.number(.checkpointSeconds) ?? Self.secondsUsual) * 1_000
    }

    func start() {
        task.withLock { task in
            guard task == nil else { return }
            task = Task { await self.run() }
        }
    }

    /// Publishes the last checkpoint; the ledger must be open.
    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
        for waiter in end() {
            waiter.resume(returning: .failure(Failure(.unavailable, "the server is stopping")))
        }
        guard running != nil else { return }
        var progress = Progress(triedMs: 0)
        await attempt(&progress, asksWitnesses: false)
    }

    private func end() -> [Waiter] {
        state.withLock { state in
            state.isOver = true
            defer { state.waiters = [] }
            return state.waiters
        }
    }

    /// Publishes a checkpoint now.
    ///
    /// - Parameter remakes: whether every tile is looked at, and made again where it is wrong.
    func publishNow(remakes: Bool = true) async throws(Failure) -> LogPublication.Done {
        let result = await withCheckedContinuation { (waiter: Waiter) in
            let isOver = state.withLock { state in
                if !state.isOver {
                    state.waiters.append(waiter)
                    state.remakes = state.remakes || remakes
                }
                return state.isOver
            }
            if isOver {
                waiter.resume(returning: .failure(Failure(.unavailable, "the server is stopping")))
            }
        }
        return try result.get()
    }

    private func run() async {
        var progress = Progress(triedMs: systemNowMs())
        while !Task.isCancelled {
            let (waiters, remakes) = state.withLock { state in
                defer { (state.waiters, state.remakes) = ([], false) }
                return (state.waiters, state.remakes)
            }
            if !waiters.isEmpty {
                let result = await attempt(&progress, remakes: remakes)
                for waiter in waiters { waiter.resume(returning: result) }
            } else if isDue(progress) {
                await attempt(&progress)
            } else if progress.isOwed, progress.askedMs > 0,
                systemNowMs() - progress.askedMs >= Self.owedMs
            {
                await askAgain(&progress)
            } else {
                try? await Task.sleep(for: .milliseconds(Self.pollMs))
            }
        }
    }

    private func isDue(_ progress: Progress) -> Bool {
        // After a failure only the time counts: what failed takes a while to get well.
        let news = publication.ledger.counters.entries - progress.entries
        if news >= entriesMax, progress.problem == nil { return true }
        return systemNowMs() - progress.triedMs >= intervalMs
    }

    @discardableResult
    private func attempt(
        _ progress: inout Progress,
        remakes: Bool = false,
        asksWitnesses: Bool = true
    ) async -> Result<LogPublication.Done, Failure> {
        let began = ContinuousClock.now
        do throws(Failure) {
            let done = try await publication.publish(remakes: remakes)
            // Balances that it has written itself are no news.
            progress.entries = publication.ledger.counters.entries
            note(done, ContinuousClock.now - began)
            if asksWitnesses, let note = done.note, done.isNew || progress.isOwed {
                progress.isOwed = !(try await publication.askWitnesses(note, isUrgent: remakes))
                progress.askedMs = systemNowMs()
            }
            progress.problem = nil
            progress.triedMs = systemNowMs()
            return .success(done)
        } catch {
            state.withLock { $0.figures.failures += 1 }
            if progress.problem != error.message {
                logger.error("no checkpoint was published: \(error.message)")
            }
            progress.problem = error.message
            progress.triedMs = systemNowMs()
            return .failure(error)
        }
    }

    /// Asks for what a witness owes; a failure is the next publication's to tell.
    private func askAgain(_ progress: inout Progress) async {
        if let isDone = try? await publication.askAgain() { progress.isOwed = !isDone }
        progress.askedMs = systemNowMs()
    }

    private func note(_ done: LogPublication.Done, _ time: Duration) {
        let microseconds =
            time.components.seconds * 1_000_000
            + time.components.attoseconds / 1_000_000_000_000
        state.withLock { state in
            state.figures.size = done.size
            guard done.isNew else { return }
            state.figures.checkpoints += 1
            state.figures.longestUs = max(state.figures.longestUs, microseconds)
        }
    }

    /// The figures of the log.
    var metrics: [ExtraMetric] {
        let figures = state.withLock { $0.figures }
        return [
            ExtraMetric(
                name: "farthing_checkpoint_size",
                help: "Entries that the last published checkpoint covers.",
                value: figures.size
            ),
            ExtraMetric(
                name: "farthing_checkpoints",
                help: "Checkpoints published since the start.",
                value: figures.checkpoints
            ),
            ExtraMetric(
                name: "farthing_checkpoint_failures",
                help: "Attempts to publish a checkpoint that failed.",
                value: figures.failures
            ),
            ExtraMetric(
                name: "farthing_longest_checkpoint_us",
                help: "The longest that publishing a checkpoint has taken, in microseconds.",
                value: figures.longestUs
            ),
        ]
    }
}
