import Dispatch
import FarthingCore
import GRDB
import Synchronization

/// What waits for the writer: one lock, and a wake-up only when the writer sleeps.
final class Inbox: Sendable {
    struct Submission: Sendable {
        var commands: [Command]
        var nowMs: Int64
        var done: @Sendable (Result<[Outcome], LedgerError>) -> Void
        /// When it was made, for what ``LedgerCounters`` says of the seal's lag.
        let arrived = ContinuousClock.now
    }

    /// Work for the writer that is no command: a read of the book, a change of a table.
    struct Job: Sendable {
        /// Runs on the writer between batches; `nil` says that the ledger is down.
        var run: @Sendable (Writer.Session?) -> Void
    }

    /// Commands that are made on the writer itself, from all that is committed by then; a commit of
    /// their own.
    struct Change: Sendable {
        /// Throws where nothing is to be done.
        var commands: @Sendable (Writer.Session, _ nowMs: Int64) throws -> [Command]
        /// What is written in the same transaction, from what came of the commands; nil for nothing.
        var beside: (@Sendable (Database, [Outcome]) throws -> Void)?
        /// Called when they are committed, before anything else is done.
        var committed: @Sendable (Writer.Session) -> Void = { _ in }
        var done: @Sendable (Result<[Outcome], LedgerError>) -> Void
    }

    struct Contents: Sendable {
        var submissions: [Submission] = []
        var changes: [Change] = []
        var jobs: [Job] = []
        var commandCount = 0
        var isEmpty: Bool { submissions.isEmpty && jobs.isEmpty && changes.isEmpty }
    }

    private struct State: Sendable {
        var contents = Contents()
        var isSleeping = false
        var isClosed = false
        /// Why nothing is taken at the moment; nil when all is well.
        var outage: LedgerError?
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// Takes a submission, or says why not.
    func put(_ submission: Submission) -> LedgerError? {
        let (error, wakes) = state.withLock { state -> (LedgerError?, Bool) in
            if let outage = state.outage { return (outage, false) }
            if state.isClosed {
                return (LedgerError(.unavailable, "the ledger is shutting down"), false)
            }
            if state.contents.commandCount + submission.commands.count > LedgerLimits.queuedMax {
                return (LedgerError(.unavailable, "the ledger has too much to do"), false)
            }
            state.contents.submissions.append(submission)
            state.contents.commandCount += submission.commands.count
            defer { state.isSleeping = false }
            return (nil, state.isSleeping)
        }
        if wakes { wake.signal() }
        return error
    }

    /// Takes a change, or says why not.
    func put(_ change: Change) -> LedgerError? {
        let (error, wakes) = state.withLock { state -> (LedgerError?, Bool) in
            if let outage = state.outage { return (outage, false) }
            if state.isClosed {
                return (LedgerError(.unavailable, "the ledger is shutting down"), false)
            }
            state.contents.changes.append(change)
            defer { state.isSleeping = false }
            return (nil, state.isSleeping)
        }
        if wakes { wake.signal() }
        return error
    }

    /// Takes a job; false when the ledger is closed.
    func put(_ job: Job) -> Bool {
        let (isTaken, wakes) = state.withLock { state -> (Bool, Bool) in
            if state.isClosed { return (false, false) }
            state.contents.jobs.append(job)
            defer { state.isSleeping = false }
            return (true, state.isSleeping)
        }
        if wakes { wake.signal() }
        return isTaken
    }

    /// Swaps what has come in for `empty`, which keeps its memory; waits at most `waitMs` for it.
    ///
    /// - Returns: false when the inbox is closed and empty.
    func take(into contents: inout Contents, waitMs: Int64?) -> Bool {
        let deadline = waitMs.map { DispatchTime.now() + .milliseconds(Int(min($0, 3_600_000))) }
        while true {
            let (isOpen, mustSleep) = state.withLock { state -> (Bool, Bool) in
                if state.contents.isEmpty, !state.isClosed {
                    state.isSleeping = true
                    return (true, true)
                }
                swap(&state.contents, &contents)
                return (!state.isClosed || !contents.isEmpty, false)
            }
            if !mustSleep { return isOpen }
            guard let deadline else {
                wake.wait()
                continue
            }
            if wake.wait(timeout: deadline) == .timedOut {
                state.withLock { $0.isSleeping = false }
                return true
            }
        }
    }

    /// Refuses everything until ``setOutage(_:)`` with nil.
    func setOutage(_ outage: LedgerError?) {
        let dropped = state.withLock { state -> Contents in
            state.outage = outage
            guard outage != nil else { return Contents() }
            let dropped = state.contents
            state.contents = Contents()
            state.contents.jobs = dropped.jobs
            return dropped
        }
        guard let outage else { return }
        for submission in dropped.submissions { submission.done(.failure(outage)) }
        for change in dropped.changes { change.done(.failure(outage)) }
    }

    /// Takes nothing more; what is in still comes out.
    func close() {
        let wakes = state.withLock { state -> Bool in
            state.isClosed = true
            defer { state.isSleeping = false }
            return state.isSleeping
        }
        if wakes { wake.signal() }
    }
}
