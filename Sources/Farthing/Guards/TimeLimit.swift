import FarthingCore

/// Runs `body` for at most so long.
///
/// At the deadline the body's task is cancelled and the caller gets ``GuardError/Code/timeout`` at once.
/// A body that heeds cancellation ends there. One that does not goes on by itself: nothing can stop it,
/// its result is dropped and counted (``GuardStore/lateResultCount``), and its effects take place. So
/// that such bodies do not pile up, a tool with ``GuardStore/Limits/orphansMax`` of them is refused with
/// ``GuardError/Code/orphansExceeded``; other tools are not concerned. A body whose turn had not come by
/// the deadline never begins. There is no pool of threads to wait for, and an error of the body, timeouts
/// of its own included, passes as it is.
///
/// The body runs in a task of its own, with the caller's task-local values and priority; the caller's
/// cancellation reaches it. It does not run on the caller's actor.
///
/// - Parameters:
///   - tool: the tool's name.
///   - limit: more than nothing, at most ten years, by the monotonic clock.
///   - body: the call.
///   - fileID: of whose module the tool is; the caller's.
///   - store: what the guard remembers by.
@discardableResult
public func timeLimit<Value: Sendable>(
    _ tool: String,
    _ limit: Duration,
    store: GuardStore = .shared,
    fileID: String = #fileID,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let key = GuardKey(fileID: fileID, tool: tool)
    let nanos = try store.admitTimed(key, limit)
    return try await store.timed(key, limit, nanos, body)
}

extension GuardStore {
    /// Checks a time limit and the room for one more body that may not stop.
    func admitTimed(_ key: GuardKey, _ limit: Duration) throws(GuardError) -> Int64 {
        guard let nanos = limit.boundedNanos else {
            throw GuardError(
                .badTimeLimit,
                tool: key.tool,
                message:
                    "The time limit of \(shown(key.tool)) must be more than nothing and at most ten "
                    + "years."
            )
        }
        guard orphans.hasRoom(key) else {
            throw intervening(
                "timeLimit",
                GuardError(
                    .orphansExceeded,
                    tool: key.tool,
                    message:
                        "Too many earlier calls of \(shown(key.tool)) passed their time limit and "
                        + "are running still.",
                    hint: "Make the tool heed cancellation, or wait until they end."
                )
            )
        }
        return nanos
    }

    func timed<Value: Sendable>(
        _ key: GuardKey,
        _ limit: Duration,
        _ limitNanos: Int64,
        begin: Begin? = nil,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let call = TimedCall<Value>(key, limit, orphans, begin)
        let alarm = alarms.set(call, atNanos: clock.boundedNanos + limitNanos)
        // Unstructured on purpose: a child task would have to be awaited, and a body that does not heed
        // cancellation would keep the caller past the deadline. The bound is `orphansMax`.
        call.attach(Task { await call.run(body) })
        let answer = await withTaskCancellationHandler {
            await call.wait()
        } onCancel: {
            call.cancel()
        }
        alarms.clear(alarm, of: call)
        if case .failure(let error as GuardError) = answer, call.hasTimedOut {
            throw intervening("timeLimit", error)
        }
        return try answer.get()
    }
}
