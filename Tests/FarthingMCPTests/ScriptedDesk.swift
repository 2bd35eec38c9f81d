import Farthing
import FarthingCore
import Synchronization

/// A desk with one budget that counts calls, and that does as told.
final class ScriptedDesk: ToolDesk {
    struct State: Sendable {
        var room: Int
        var open: Set<HoldID> = []
        var settled: [HoldID: ToolEnd] = [:]
        var released: [HoldID: Bool] = [:]
        var asked: [ToolCall] = []
        var steps: [String] = []
        var answer = GuardAnswer.admitted(ticket: 1)
        var price: ToolPrice?
        var isAway = false
        /// Holds are answered once this is false.
        var isSlow = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    let state: Mutex<State>

    init(room: Int = 1_000, price: ToolPrice? = nil) {
        var state = State(room: room)
        state.price = price
        self.state = Mutex(state)
    }

    /// Calls that took place, or may have, and are charged.
    var settledCount: Int { state.withLock { $0.settled.count } }
    var releasedCount: Int { state.withLock { $0.released.count } }
    var openCount: Int { state.withLock { $0.open.count } }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    /// Answers all holds that wait.
    func hurry() {
        let waiters = state.withLock { state in
            state.isSlow = false
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func hold(_ call: ToolCall) async throws(SpendError) -> ToolHold {
        await withCheckedContinuation { waiter in
            let isNow = state.withLock { state in
                state.asked.append(call)
                if state.isSlow { state.waiters.append(waiter) }
                return !state.isSlow
            }
            if isNow { waiter.resume() }
        }
        let id = HoldID.random()
        let refusal = state.withLock { state -> SpendError? in
            if state.isAway { return SpendError(.ledgerUnavailable, "Away.") }
            guard state.open.count + state.settled.count < state.room else {
                return SpendError(.overLimit, "No room.")
            }
            state.open.insert(id)
            return nil
        }
        if let refusal { throw refusal }
        return ToolHold(id: id, amountNanos: nil, place: 0)
    }

    func settle(_ hold: ToolHold, _ end: ToolEnd) async throws(SpendError) {
        state.withLock { state in
            state.open.remove(hold.id)
            state.settled[hold.id] = end
        }
    }

    func release(_ hold: ToolHold, why: String, hasFailed: Bool) async throws(SpendError) {
        state.withLock { state in
            state.open.remove(hold.id)
            state.released[hold.id] = hasFailed
        }
    }

    func accounts(run: String?) async throws(SpendError) -> [AccountStatement] { [] }

    func tool(_ name: String) async throws(SpendError) -> ToolPrice? { state.withLock { $0.price } }

    func tools(limit: Int) async throws(SpendError) -> [ToolPrice] { [] }

    func perform(_ step: GuardStep) async throws(GuardError) -> GuardAnswer {
        state.withLock { state in
            switch step {
            case .begin: state.steps.append("begin")
            case .end(_, let error, _): state.steps.append("end " + (error ?? "done"))
            case .cancel: state.steps.append("cancel")
            default: state.steps.append("other")
            }
            return state.answer
        }
    }

    func flush(withinMs: Int64) async -> Bool { true }
}
