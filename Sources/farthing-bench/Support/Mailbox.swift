import Dispatch
import Synchronization

/// What other threads leave for one thread that works through it.
final class Mailbox<Item: Sendable>: Sendable {
    private struct State: Sendable {
        var items: [Item] = []
        var isSleeping = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// Leaves an item; from any thread.
    func put(_ item: Item) {
        let wakes = state.withLock { state -> Bool in
            state.items.append(item)
            defer { state.isSleeping = false }
            return state.isSleeping
        }
        if wakes { wake.signal() }
    }

    /// Swaps what there is for `items`, whose memory is used again; waits for it at most `waitMs`.
    func take(into items: inout [Item], waitMs: Int) {
        items.removeAll(keepingCapacity: true)
        let deadline = DispatchTime.now() + .milliseconds(waitMs)
        while true {
            let isEmpty = state.withLock { state -> Bool in
                swap(&state.items, &items)
                state.isSleeping = items.isEmpty
                return items.isEmpty
            }
            if !isEmpty { return }
            if wake.wait(timeout: deadline) == .timedOut {
                state.withLock { $0.isSleeping = false }
                return
            }
        }
    }
}
