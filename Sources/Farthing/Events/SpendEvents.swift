import Synchronization

/// Hands what happens to everybody who listens, each through a buffer of a bound of its own.
///
/// A listener that is slower than the events loses the oldest of them and is told how many; no call
/// ever waits for one. May be used from any thread.
public final class SpendEvents: Sendable {
    /// What governors, sessions and guards use that were given none of their own.
    public static let shared = SpendEvents()

    /// The most listeners; more get a stream that ends at once, because each costs every call a copy.
    public static let listenersMax = 64
    /// The most events that one listener may have waiting.
    public static let bufferedMax = 65_536

    private struct State {
        var listeners: [Int: AsyncStream<SpendEvent>.Continuation] = [:]
        var nextID = 0
        var lost: Int64 = 0
    }

    private let count = Atomic(0)
    private let state = Mutex(State())
    private let clock: any SpendClock

    /// A hub whose events are dated by `clock`.
    public init(clock: any SpendClock = SystemClock()) {
        self.clock = clock
    }

    /// How many events were lost because a listener's buffer was full.
    public var lostCount: Int64 { state.withLock { $0.lost } }

    /// The events from now on, of which at most `buffered` wait; ends when the task that reads it does.
    ///
    /// - Parameter buffered: from 1 to ``bufferedMax``; the oldest are lost beyond it.
    public func stream(buffered: Int = 1_024) -> AsyncStream<SpendEvent> {
        let limit = min(max(1, buffered), SpendEvents.bufferedMax)
        return AsyncStream(bufferingPolicy: .bufferingNewest(limit)) { continuation in
            let id = state.withLock { state -> Int? in
                guard state.listeners.count < SpendEvents.listenersMax else { return nil }
                state.nextID += 1
                state.listeners[state.nextID] = continuation
                return state.nextID
            }
            guard let id else { return continuation.finish() }
            count.add(1, ordering: .relaxed)
            continuation.onTermination = { [weak self] _ in
                guard let self else { return }
                if self.state.withLock({ $0.listeners.removeValue(forKey: id) }) != nil {
                    self.count.subtract(1, ordering: .relaxed)
                }
            }
        }
    }

    /// Whether anybody listens; what nobody hears need not be made.
    package var isHeard: Bool { count.load(ordering: .relaxed) > 0 }

    package func emit(_ kind: @autoclosure () -> SpendEvent.Kind) {
        guard isHeard else { return }
        let event = SpendEvent(
            atMs: clock.boundedNowMs,
            kind: kind(),
            run: SpendContext.current.run?.id
        )
        // Continuations are not called under the lock: a listener's end comes back into it.
        let listeners = state.withLock { Array($0.listeners.values) }
        var lost: Int64 = 0
        for listener in listeners {
            if case .dropped = listener.yield(event) { lost += 1 }
        }
        if lost > 0 { state.withLock { [lost] in $0.lost += lost } }
    }
}
