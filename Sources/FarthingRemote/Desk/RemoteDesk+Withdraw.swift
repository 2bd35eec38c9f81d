import Farthing
import FarthingCore

/// A hold that was asked for.
struct HoldAsked: Sendable {
    let request: RemoteWire.Request
    /// Whether this process alone knows the key, so that a hold under it is the one that it asked for.
    let isOwnKey: Bool

    /// No answer came; with `mayBeHeld` the server may have heard the request.
    func failure(_ failure: WireFailure, mayBeHeld: Bool) -> HoldFailure {
        let isGivenBack = mayBeHeld && isOwnKey
        return HoldFailure(
            error: failure.holdError(isGivenBack: isGivenBack || !mayBeHeld),
            unanswered: isGivenBack ? request : nil
        )
    }

    /// The server's answer was no hold, and perhaps no word of the ledger either.
    func failure(_ error: SpendError) -> HoldFailure {
        let mayBeHeld = error.code == .outcomeUnknown
        return HoldFailure(error: error, unanswered: mayBeHeld && isOwnKey ? request : nil)
    }
}

/// Why there is no hold, or none that anybody knows of.
struct HoldFailure: Error {
    var error: SpendError
    /// What was asked for, where the server may have made a hold that is to be given back.
    var unanswered: RemoteWire.Request?
}

extension RemoteDesk {
    /// Gives back what a request may have held whose answer was lost: written down first, then told
    /// until the server has it, or the hold has ended by itself. Goes to its end whether or not the
    /// caller is cancelled.
    func withdraw(_ request: RemoteWire.Request, _ place: Int, expiresInMs: Int64) async {
        let key = request.fields.first { $0.name == "idempotency-key" }
        let record = OutboxRecord(
            sequence: 0,
            hold: key.flatMap { HoldID($0.value) } ?? .random(),
            verb: OutboxRecord.withdrawal,
            body: request.body ?? [],
            fields: request.fields,
            untilMs: SystemClock().nowMs + request.timeoutMs + expiresInMs
        )
        await Task.detached { [self] in
            _ = await outbox.note(place, record)
            outbox.leave(place)
            courier.wake()
        }.value
    }
}

extension WireFailure {
    /// As whoever wanted to hold is told.
    fileprivate func holdError(isGivenBack: Bool) -> SpendError {
        let after =
            isGivenBack
            ? "a hold that it made is given back."
            : "a hold that it made is found by its idempotency key, and ends by itself."
        return switch self {
        case .unsent: spendError
        case .lost(let reason):
            SpendError(
                .outcomeUnknown,
                "The server did not answer: \(reason). What it did is not known; " + after
            )
        case .cancelled:
            SpendError(
                .outcomeUnknown,
                "The task was cancelled before the server's answer came; " + after
            )
        }
    }
}
