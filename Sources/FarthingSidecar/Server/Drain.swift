import Synchronization

/// Says that the server is about to stop, to everybody who listens for it.
package final class Drain: Sendable {
    private struct State {
        var deadlineMs: Int64?
        var trigger = ""
        var listeners: [Int: AsyncStream<Notice>.Continuation] = [:]
        var next = 0
    }

    /// What listeners are told.
    package struct Notice: Hashable, Sendable {
        /// When calls in flight are cut, in milliseconds UTC.
        package var deadlineMs: Int64
        package var trigger: String

        package init(deadlineMs: Int64, trigger: String) {
            self.deadlineMs = deadlineMs
            self.trigger = trigger
        }
    }

    /// Listeners at a time; a further one hears nothing until the end.
    package static let listenersMax = 10_000

    private let state = Mutex(State())

    package init() {}

    package var isDraining: Bool { state.withLock { $0.deadlineMs != nil } }

    /// How many listen now.
    package var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Tells everybody, once.
    package func begin(deadlineMs: Int64, trigger: String) {
        let listeners = state.withLock { state -> [AsyncStream<Notice>.Continuation] in
            guard state.deadlineMs == nil else { return [] }
            state.deadlineMs = deadlineMs
            state.trigger = trigger
            defer { state.listeners.removeAll() }
            return Array(state.listeners.values)
        }
        for listener in listeners {
            listener.yield(Notice(deadlineMs: deadlineMs, trigger: trigger))
            listener.finish()
        }
    }

    /// Somebody who listens.
    package struct Listening: Sendable {
        /// One notice, when there is one; ends then.
        package let notices: AsyncStream<Notice>
        /// Ends the notices; one that has come is still among them.
        package let leave: @Sendable () -> Void
    }

    /// Begins to listen; nil where too many do.
    package func listen() -> Listening? {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Notice.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        enum Place { case told(Notice), listening(Int), full }
        let place = state.withLock { state -> Place in
            if let deadlineMs = state.deadlineMs {
                return .told(Notice(deadlineMs: deadlineMs, trigger: state.trigger))
            }
            guard state.listeners.count < Self.listenersMax else { return .full }
            state.next += 1
            state.listeners[state.next] = continuation
            return .listening(state.next)
        }
        switch place {
        case .full: return nil
        case .told(let notice):
            continuation.yield(notice)
            continuation.finish()
        case .listening(let id):
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { $0.listeners[id] = nil }
            }
        }
        return Listening(notices: stream) { continuation.finish() }
    }
}
