import FarthingCore
import Synchronization

/// Runs `body` unless the tool was tried `limit` times in the run.
///
/// Each call counts when it begins, whether it succeeds or not; refused ones do not. A run that is taken
/// up again by its id goes on counting; a day without a try forgets it.
///
/// - Parameters:
///   - tool: the tool's name.
///   - limit: 1...1,000,000,000.
///   - body: the call.
///   - fileID: of whose module the tool is; the caller's.
///   - store: what the guard remembers by.
/// - Throws: ``GuardError`` with ``GuardError/Code/attemptsExhausted``, or
///   ``GuardError/Code/missingRun`` outside of `withRun`; nothing has run then.
@discardableResult
public func maxAttempts<Value>(
    _ tool: String,
    _ limit: Int,
    store: GuardStore = .shared,
    fileID: String = #fileID,
    _ body: () async throws -> Value
) async throws -> Value {
    _ = try await store.takeAttempt(GuardKey(fileID: fileID, tool: tool), limit)
    return try await body()
}

extension GuardStore {
    func takeAttempt(
        _ key: GuardKey,
        _ limit: Int
    ) async throws(GuardError) -> GuardTicket<AttemptCounter.Ticket> {
        guard limit >= 1, limit <= AttemptCounter.attemptsMax else {
            throw GuardError(
                .badAttempts,
                tool: key.tool,
                message: "\(shown(key.tool)) needs a limit of 1 to 1,000,000,000 attempts."
            )
        }
        guard let run = SpendContext.current.run?.id else {
            throw GuardError.missingRun(key.tool, "Attempts")
        }
        switch try await take(AttemptCounter.Key(run: run, key), limit: limit) {
        case .admitted(let ticket): return ticket
        case .refused(.exhausted(let used)):
            throw intervening(
                "maxAttempts",
                GuardError(
                    .attemptsExhausted,
                    tool: key.tool,
                    message: "\(shown(key.tool)) was tried \(used) times in this run, and may be "
                        + "\(limit) times.",
                    details: ["limit": "\(limit)", "used": "\(used)", "run_id": shown(run)],
                    hint: "Do not call it again in this run; report what was reached."
                )
            )
        case .refused: throw intervening("maxAttempts", .full(key.tool, "run"))
        }
    }

    private func take(
        _ key: AttemptCounter.Key,
        limit: Int
    ) async throws(GuardError) -> GuardVerdict<AttemptCounter.Ticket> {
        if let desk { return GuardVerdict(try await desk.perform(.takeAttempt(key, limit: limit))) }
        let now = clock.boundedNanos
        return switch attempts.withLock({ $0.take(key, limit: limit, nowNanos: now) }) {
        case .admitted(let ticket, _): .admitted(.here(ticket))
        case .refused(let used): .refused(.exhausted(used: used))
        case .full: .refused(.full)
        }
    }

    func cancelAttempt(_ ticket: GuardTicket<AttemptCounter.Ticket>) async {
        switch ticket {
        case .here(let ticket): attempts.withLock { $0.cancel(ticket) }
        case .desk(let ticket): await tell(.cancel(ticket: ticket))
        }
    }
}

extension GuardError {
    static func missingRun(_ tool: String, _ what: String) -> GuardError {
        GuardError(
            .missingRun,
            tool: tool,
            message: "\(what) of \(shown(tool)) count by run, and there is none: call it inside of "
                + "withRun { … }.",
            details: ["requires": "run"]
        )
    }
}
