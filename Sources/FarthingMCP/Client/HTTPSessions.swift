import Farthing
import FarthingCore
import Synchronization

/// The sessions of clients over HTTP, bounded; one that nobody uses ends.
final class HTTPSessions: Sendable {
    private let broker: ToolBroker
    private let place: ServerPlace
    private let options: HTTPFront.Options
    private let note: @Sendable (String) -> Void
    private let sessions = Mutex<(open: [String: HTTPSession], isClosed: Bool)>(([:], false))

    init(
        _ broker: ToolBroker,
        _ place: ServerPlace,
        _ options: HTTPFront.Options,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.broker = broker
        self.place = place
        self.options = options
        self.note = note
    }

    /// Why no session begins.
    enum Fault: Error {
        case full
        case unreachable(LinkFailure)
    }

    /// Begins a session, with a connection to the server of its own.
    func begin() async throws(Fault) -> HTTPSession {
        let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        let id = String(decoding: Base64.url.encode(bytes), as: UTF8.self)
        let session = HTTPSession(id, broker.clock)
        let isTaken = sessions.withLock { [options] sessions in
            guard !sessions.isClosed, sessions.open.count < options.sessionsMax else {
                return false
            }
            sessions.open[id] = session
            return true
        }
        guard isTaken else { throw .full }
        let proxy = ProxySession(broker, session, note: note) { [weak self] ending in
            self?.note("a session's server is gone: " + ending)
            self?.drop(id)
        }
        session.begin(proxy)
        do throws(LinkFailure) {
            try await proxy.connect(place)
        } catch {
            drop(id)
            throw .unreachable(error)
        }
        return session
    }

    /// A session by its id, in use from now on.
    func find(_ id: String) -> HTTPSession? {
        let session = sessions.withLock { $0.open[id] }
        session?.touch()
        return session
    }

    /// Ends a session: its open calls are charged.
    func end(_ id: String) async {
        guard let session = drop(id) else { return }
        await session.proxy?.close(withinMs: 0)
    }

    /// Forgets a session and ends its streams.
    @discardableResult
    private func drop(_ id: String) -> HTTPSession? {
        let session = sessions.withLock { $0.open.removeValue(forKey: id) }
        session?.close()
        return session
    }

    /// Ends what was not used for long; to be called now and then.
    func sweep() async {
        let before = broker.clock.monotonicNanos - options.idleMs * 1_000_000
        let idle = sessions.withLock { sessions in
            sessions.open.values.filter { ($0.idleSinceNanos ?? Int64.max) < before }.map(\.id)
        }
        for id in idle { await end(id) }
    }

    /// Ends all: lets calls under way end for so long.
    func close(withinMs: Int64) async {
        let all = sessions.withLock { sessions in
            sessions.isClosed = true
            defer { sessions.open = [:] }
            return Array(sessions.open.values)
        }
        await withTaskGroup { group in
            for session in all {
                group.addTask {
                    await session.proxy?.close(withinMs: withinMs)
                    session.close()
                }
            }
        }
    }
}
