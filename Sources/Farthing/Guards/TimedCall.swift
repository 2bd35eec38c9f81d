package import FarthingCore
import Synchronization

/// One call against its deadline: whichever is first, the body's end or the alarm, answers the caller.
package final class TimedCall<Value: Sendable>: Alarmed {
    private struct State {
        var answer: Result<Value, any Error>?
        var caller: CheckedContinuation<Result<Value, any Error>, Never>?
        var task: Task<Void, Never>?
        var hasBegun = false
        var isAnswered = false
        var hasTimedOut = false
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let orphans: Orphans
    private let begin: Begin?
    private let key: GuardKey
    private let limit: Duration

    package init(_ key: GuardKey, _ limit: Duration, _ orphans: Orphans, _ begin: Begin?) {
        self.begin = begin
        self.key = key
        self.limit = limit
        self.orphans = orphans
    }

    /// Whether the deadline was first.
    package var hasTimedOut: Bool { state.withLock { $0.hasTimedOut } }

    /// Runs the body; not at all where the deadline was first.
    package func run(_ body: @Sendable () async throws -> Value) async {
        let mayBegin = state.withLock { state in
            // Noted under the lock, so that whoever is told of the deadline knows whether anything ran.
            state.hasBegun = !state.isAnswered
            if state.hasBegun { begin?.set() }
            return state.hasBegun
        }
        guard mayBegin else { return }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        if !answer(result) { orphans.end(key) }
    }

    func attach(_ task: Task<Void, Never>) {
        let isCancelled = state.withLock { state in
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    /// The caller was cancelled: so is the body, whose end or deadline answers as ever.
    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    /// Waits for the answer.
    package func wait() async -> Result<Value, any Error> {
        await withCheckedContinuation { caller in
            let answer = state.withLock { state in
                if state.answer == nil { state.caller = caller }
                return state.answer
            }
            if let answer { caller.resume(returning: answer) }
        }
    }

    /// The deadline.
    package func ring() {
        let error = GuardError(
            .timeout,
            tool: key.tool,
            message: "\(shown(key.tool)) did not end within \(limit.shownSeconds).",
            details: ["timeout": limit.shownSeconds],
            hint: "It may have done a part of its work: look before you try it again."
        )
        let (isFirst, task, caller) = state.withLock { state in
            let taken = (!state.isAnswered, state.task, state.caller)
            guard !state.isAnswered else { return taken }
            // Counted before the caller knows, so that its next call meets it.
            if state.hasBegun { orphans.begin(key) }
            state.isAnswered = true
            state.hasTimedOut = true
            state.answer = .failure(error)
            state.caller = nil
            return taken
        }
        guard isFirst else { return }
        task?.cancel()
        caller?.resume(returning: .failure(error))
    }

    /// Answers the caller; false where the deadline has done so.
    private func answer(_ result: Result<Value, any Error>) -> Bool {
        let (isFirst, caller) = state.withLock { state in
            guard !state.isAnswered else {
                return (false, CheckedContinuation<Result<Value, any Error>, Never>?.none)
            }
            state.isAnswered = true
            state.answer = result
            defer { state.caller = nil }
            return (true, state.caller)
        }
        caller?.resume(returning: result)
        return isFirst
    }
}
