import Synchronization

/// Lets one do something at a time: who comes meanwhile waits, in order.
final class Turn: Sendable {
    /// Those that wait; more than any operator has terminals.
    private static let waitingMax = 64

    private struct State: Sendable {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Waits for the turn; false when too many do. Whoever has it must ``end()`` it.
    func begin() async -> Bool {
        let isFull = state.withLock { $0.waiting.count >= Self.waitingMax }
        if isFull { return false }
        await withCheckedContinuation { continuation in
            let isMine = state.withLock { state in
                if state.isTaken {
                    state.waiting.append(continuation)
                    return false
                }
                state.isTaken = true
                return true
            }
            if isMine { continuation.resume() }
        }
        return true
    }

    func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
