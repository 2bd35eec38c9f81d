import FarthingCore
import Synchronization

/// A tree of local limits, shared by the tasks inside of its outermost one.
final class PoolForest: Sendable {
    private struct State {
        var tree = PoolTree()
        var listeners: [Int: @Sendable (PoolThreshold) -> Void] = [:]
    }

    private let state = Mutex(State())
    private let events: SpendEvents
    /// Told of every call inside that did not fit a limit; nil where nobody asked for that.
    let onExceeded: (@Sendable (SpendError) -> Void)?

    init(events: SpendEvents, onExceeded: (@Sendable (SpendError) -> Void)? = nil) {
        self.events = events
        self.onExceeded = onExceeded
    }

    func withLock<Result>(_ body: (inout PoolTree) -> Result) -> Result {
        state.withLock { body(&$0.tree) }
    }

    /// Opens a pool inside another, or the outermost one; nil where the chain would be too deep.
    func open(
        _ limit: PoolLimit,
        under parent: Int?,
        thresholds: [Int64],
        onThreshold: (@Sendable (PoolThreshold) -> Void)?
    ) -> Int? {
        state.withLock { state in
            let slot = state.tree.open(limit, under: parent, thresholds: thresholds)
            if let slot { state.listeners[slot] = onThreshold }
            return slot
        }
    }

    func close(_ slot: Int) {
        state.withLock { state in
            state.listeners[slot] = nil
            state.tree.close(slot)
        }
    }

    func tell(_ reached: PoolReached) {
        events.emit(.threshold(reached.threshold))
        state.withLock { $0.listeners[reached.pool] }?(reached.threshold)
    }
}
