import Farthing
import FarthingTesting
import Synchronization

/// A store by a clock that the test moves, as a decorator can name it: one of each test's own, since a
/// decorator's store is the same for all calls.
struct DecoratorKit {
    let clock = ManualClock()
    let store: GuardStore
    let runs = Tally()

    init() {
        store = GuardStore(clock: clock, events: SpendEvents(clock: clock))
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

    @discardableResult
    func add() -> Int { number.add(1, ordering: .sequentiallyConsistent).newValue }
}

struct Refused: Error {}

/// An error that says of itself that the service could not be reached.
struct Unreachable: Error, FailureClassified {
    var failureKind: FailureKind { .transport }
}

/// The error that a call throws; nil where it returns.
func failure<Value>(_ call: () async throws -> Value) async -> (any Error)? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}

/// The code of the guard that refuses; nil where the call returns or throws something else.
func code<Value>(_ call: () async throws -> Value) async -> GuardError.Code? {
    (await failure(call) as? GuardError)?.code
}
