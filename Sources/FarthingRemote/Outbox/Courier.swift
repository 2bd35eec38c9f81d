import Farthing
import FarthingCore
import Synchronization

/// Sends what the server did not hear: one record after the other, with pauses that grow while it
/// does not answer. Runs only while something waits.
final class Courier: Sendable {
    private static let pauseMinMs: Int64 = 100
    private static let pauseMaxMs: Int64 = 30_000

    private struct State {
        var isRunning = false
        var pauseMs = Courier.pauseMinMs
        var sleeper: Task<Void, Never>?
    }

    private let wire: RemoteWire
    private let outbox: Outbox
    private let timeoutMs: Int64
    private let events: SpendEvents
    private let state = Mutex(State())

    init(_ wire: RemoteWire, _ outbox: Outbox, timeoutMs: Int64, _ events: SpendEvents) {
        self.wire = wire
        self.outbox = outbox
        self.timeoutMs = timeoutMs
        self.events = events
    }

    /// Begins to send, if it does not already; at once where somebody waits for it.
    func wake(isUrgent: Bool = false) {
        guard !outbox.waiting().isEmpty else { return }
        let isNew = state.withLock { state in
            if isUrgent {
                state.sleeper?.cancel()
                state.pauseMs = Self.pauseMinMs
            }
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isNew else { return }
        Task.detached { [weak self] in
            while let pause = await self?.round() {
                await pause.value
            }
        }
    }

    /// Sends all that waits; answers how long to pause before the next round, nil where nothing does.
    private func round() async -> Task<Void, Never>? {
        var isReached = true
        for (place, record) in outbox.waiting() {
            isReached = await send(place, record)
            if !isReached { break }
        }
        return state.withLock { state in
            if isReached { state.pauseMs = Self.pauseMinMs }
            guard !outbox.waiting().isEmpty else {
                state.isRunning = false
                state.sleeper = nil
                return nil
            }
            let pauseMs = state.pauseMs
            if !isReached { state.pauseMs = min(state.pauseMs * 2, Self.pauseMaxMs) }
            let sleeper = Task.detached {
                _ = try? await Task.sleep(for: .milliseconds(pauseMs))
            }
            state.sleeper = sleeper
            return sleeper
        }
    }

    /// Sends one record; false where the server cannot be asked now.
    private func send(_ place: Int, _ record: OutboxRecord) async -> Bool {
        switch await deliver(record) {
        case .waits:
            if record.isWithdrawal { outbox.postpone(place) }
            return false
        case .told, .over: break
        case .refused(let answer):
            // What was held is charged when it expires, or was long ago.
            events.emit(.settlementFailed(record.hold, answer.error))
        }
        outbox.free(place)
        return true
    }

    /// What became of a record that was sent.
    enum Delivery: Sendable {
        case told(RemoteAnswer)
        case refused(RemoteAnswer)
        /// It has become needless.
        case over
        /// The server could not be reached, or cannot do it now.
        case waits
    }

    /// Sends one record, once more where the answer was lost, and with the amounts where the server
    /// cannot price its usage.
    func deliver(_ record: OutboxRecord) async -> Delivery {
        if record.isWithdrawal { return await withdraw(record) }
        var delivery = await ask(record.verb, record.body)
        if case .refused(let answer) = delivery, answer.status == 400, let body = record.plainBody {
            delivery = await ask(record.verb, body)
        }
        return delivery
    }

    /// Asks for a hold once more by its key, which tells the id of the one that the lost request has
    /// made, or makes another one, and releases that.
    private func withdraw(_ record: OutboxRecord) async -> Delivery {
        guard let untilMs = record.untilMs, SystemClock().nowMs < untilMs else { return .over }
        let answer: RemoteAnswer
        do throws(WireFailure) {
            answer = try await wire.send(
                RemoteWire.Request(
                    verb: "hold",
                    body: record.body,
                    fields: record.fields,
                    timeoutMs: timeoutMs
                )
            )
        } catch {
            return .waits
        }
        var id: HoldID?
        if answer.isSuccess {
            id = answer.member("id")?.string.flatMap { HoldID($0) }
        } else if answer.code == "call_in_flight" {
            id = answer.hold
        } else if !answer.isOfServer {
            // A hold that is refused now is one that there is not.
            return .over
        }
        guard let id else { return .waits }
        return await ask("release", RemoteBody.id(id, why: "its holder heard no answer"))
    }

    private func ask(_ verb: String, _ body: [UInt8]) async -> Delivery {
        do throws(WireFailure) {
            let request = RemoteWire.Request(verb: verb, body: body, timeoutMs: timeoutMs)
            let answer = try await wire.sendTwice(request)
            if answer.isSuccess { return .told(answer) }
            return answer.isOfServer ? .waits : .refused(answer)
        } catch {
            return .waits
        }
    }
}
