import Farthing
import Synchronization

/// A client's session over HTTP: its streams, and the proxy's session behind them.
final class HTTPSession: ClientSink {
    private struct State {
        var posts: [RPCID: Mailbox] = [:]
        var listening: Mailbox?
        /// What came while nobody listened.
        var backlog: [[UInt8]] = []
        var proxy: ProxySession?
        var usedNanos: Int64
        var isClosed = false
    }

    /// Messages that wait for a stream.
    private static let backlogMax = 64

    /// What the client names it by: 128 random bits.
    let id: String
    private let clock: any SpendClock
    private let state: Mutex<State>

    init(_ id: String, _ clock: any SpendClock) {
        self.id = id
        self.clock = clock
        state = Mutex(State(usedNanos: clock.monotonicNanos))
    }

    var proxy: ProxySession? { state.withLock { $0.proxy } }

    func begin(_ proxy: ProxySession) { state.withLock { $0.proxy = proxy } }

    /// Since when nothing was asked; nil where a stream is open.
    var idleSinceNanos: Int64? {
        state.withLock { $0.posts.isEmpty && $0.listening == nil ? $0.usedNanos : nil }
    }

    func touch() { state.withLock { [clock] in $0.usedNanos = clock.monotonicNanos } }

    /// Opens the stream of a request; nil where one of its id is open already.
    func open(_ request: RPCID) -> Mailbox? {
        let mailbox = Mailbox()
        return state.withLock { [clock] state in
            state.usedNanos = clock.monotonicNanos
            guard state.posts[request] == nil, !state.isClosed else { return nil }
            state.posts[request] = mailbox
            return mailbox
        }
    }

    /// Opens the stream of what the server says by itself, in the place of an earlier one.
    func listen() -> Mailbox? {
        let mailbox = Mailbox()
        let (old, isClosed) = state.withLock { [clock] state in
            state.usedNanos = clock.monotonicNanos
            let old = state.listening
            if !state.isClosed {
                state.listening = mailbox
                for message in state.backlog { _ = mailbox.put(message) }
                state.backlog = []
            }
            return (old, state.isClosed)
        }
        old?.end()
        return isClosed ? nil : mailbox
    }

    /// Nobody reads that stream any more.
    func leave(_ mailbox: Mailbox) {
        mailbox.end()
        state.withLock { state in
            if state.listening === mailbox { state.listening = nil }
        }
    }

    func answer(_ request: RPCID, _ message: [UInt8]?) async {
        let mailbox = state.withLock { [clock] state in
            state.usedNanos = clock.monotonicNanos
            return state.posts.removeValue(forKey: request)
        }
        mailbox?.end(message)
    }

    func tell(_ message: [UInt8], of request: RPCID?) async {
        let overflown = state.withLock { state in
            if let mailbox = request.flatMap({ state.posts[$0] }), mailbox.put(message) {
                return Mailbox?.none
            }
            if let listening = state.listening {
                if listening.put(message) { return nil }
                // It may have missed something: whoever listens again is told the rest.
                state.listening = nil
                return listening
            }
            if let mailbox = state.posts.values.first, mailbox.put(message) { return nil }
            state.backlog.append(message)
            if state.backlog.count > Self.backlogMax { state.backlog.removeFirst() }
            return nil
        }
        overflown?.end()
    }

    /// Ends all streams.
    func close() {
        let mailboxes = state.withLock { state in
            state.isClosed = true
            defer {
                state.posts = [:]
                state.listening = nil
            }
            return Array(state.posts.values) + [state.listening].compactMap(\.self)
        }
        for mailbox in mailboxes { mailbox.end() }
    }
}
