import Farthing
import FarthingTesting
import Synchronization

/// A store by a clock that the test moves, and how often a body ran.
struct GuardKit {
    let clock = ManualClock()
    let events: SpendEvents
    let store: GuardStore
    let runs = Tally()

    init(limits: GuardStore.Limits = GuardStore.Limits()) {
        events = SpendEvents(clock: clock)
        store = GuardStore(clock: clock, events: events, limits: limits)
    }

    /// Waits until something is so that other tasks bring about.
    func until(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }
}

/// Counts from any task.
final class Tally: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .sequentiallyConsistent) }

    func add() { number.add(1, ordering: .sequentiallyConsistent) }
}

/// A door that stays shut until it is opened, and that cancellation does not open.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func pass() async {
        await withCheckedContinuation { caller in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(caller) }
                return state.isOpen
            }
            if isOpen { caller.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for caller in waiting { caller.resume() }
    }
}

struct Broken: Error {}

/// The error that a body throws; nil where it returns.
func failure<Value>(_ body: () async throws -> Value) async -> (any Error)? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}

/// The code of the guard that refuses; nil where the body returns or throws something else.
func code<Value>(_ body: () async throws -> Value) async -> GuardError.Code? {
    (await failure(body) as? GuardError)?.code
}
