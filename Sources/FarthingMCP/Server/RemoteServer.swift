import AsyncHTTPClient
import FarthingCore
import NIOCore
import NIOHTTP1
import Synchronization

/// A server that is reached by streamable HTTP: each message is a request of its own, whose answer
/// is one message or a stream of them; one more stream has what the server says by itself.
final class RemoteServer: ServerLink {
    struct State: Sendable {
        var session: String?
        var version: String?
        var posts: [RPCID: Task<Void, Never>] = [:]
        var listening: Task<Void, Never>?
        var isClosed = false
    }

    /// How long the end of a session may take to be told.
    private static let closeMs: Int64 = 3_000
    /// How long a server may take for the beginning of its answer to what is no request.
    static let noticeMs: Int64 = 30_000
    /// The longest answer that says why a request is refused; nothing of it is shown.
    private static let refusalBytesMax = 64 << 10

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        // A redirect would take the header fields elsewhere.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(30)
        // As many as calls that may be under way, and the streams beside them.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 512
        return HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup),
            configuration: configuration
        )
    }()

    private let address: String
    private let headers: [(name: String, value: String)]
    let bytesMax: Int
    let handler: ServerHandler
    let state = Mutex(State())

    init(
        _ address: String,
        _ headers: [(name: String, value: String)],
        bytesMax: Int,
        _ handler: @escaping ServerHandler
    ) {
        self.address = address
        self.headers = headers
        self.bytesMax = bytesMax
        self.handler = handler
    }

    func send(_ message: [UInt8], request: RPCID?) async throws(LinkFailure) {
        guard let request else {
            try await notify(message)
            return
        }
        // Begun under the lock, so that its end finds it noted.
        let isBegun = state.withLock { state in
            if state.isClosed { return false }
            state.posts[request] = Task.detached { [weak self] in
                guard let self else { return }
                await ask(message, request)
                self.state.withLock { _ = $0.posts.removeValue(forKey: request) }
            }
            return true
        }
        if isBegun { return }
        throw LinkFailure(reason: "the connection is closed", mayHaveArrived: false)
    }

    func abandon(_ request: RPCID) {
        let post = state.withLock { $0.posts.removeValue(forKey: request) }
        post?.cancel()
    }

    func agreed(on version: String) { state.withLock { $0.version = version } }

    func close(isPatient: Bool) async {
        let (session, tasks) = state.withLock { state in
            state.isClosed = true
            defer {
                state.posts = [:]
                state.listening = nil
            }
            return (state.session, Array(state.posts.values) + [state.listening].compactMap(\.self))
        }
        for task in tasks { task.cancel() }
        guard session != nil, isPatient else { return }
        let end = makeRequest(.DELETE, accept: "*/*")
        _ = try? await Self.client.execute(end, timeout: .milliseconds(Self.closeMs))
    }

    /// Sends what gets no answer but its receipt.
    private func notify(_ message: [UInt8]) async throws(LinkFailure) {
        let response = try await post(message, timeout: .milliseconds(Self.noticeMs))
        guard (200..<300).contains(response.status.code) else {
            throw LinkFailure(status: response.status)
        }
        guard RPCMessage.isOfBeginning(message) else { return }
        let listening = Task.detached { [weak self] in
            guard let self else { return }
            await listen()
        }
        let old = state.withLock { state in
            defer { state.listening = state.isClosed ? nil : listening }
            return state.isClosed ? listening : state.listening
        }
        old?.cancel()
    }

    /// Sends a request, and hands on what is answered.
    private func ask(_ message: [UInt8], _ request: RPCID) async {
        do throws(LinkFailure) {
            // How long a call may take is the session's matter.
            let response = try await post(message, timeout: .hours(2))
            guard response.status.code == 200 else { throw LinkFailure(status: response.status) }
            if let session = response.headers.first(name: "mcp-session-id") {
                state.withLock { $0.session = $0.session ?? session }
            }
            let type = response.headers.first(name: "content-type")?.lowercased() ?? ""
            if type.hasPrefix("text/event-stream") {
                try await follow(response.body, of: request)
            } else {
                let bytes = try await whole(response.body)
                await handler(.message(bytes))
                // An answer to something else, or none at all.
                await handler(.failed(request, .unanswered))
            }
        } catch {
            // Nobody waits for one that was abandoned.
            await handler(.failed(request, error))
            guard error.isOfSession, state.withLock({ $0.session != nil }) else { return }
            await handler(.ended("the server does not know the session any more"))
        }
    }

    private func whole(_ body: HTTPClientResponse.Body) async throws(LinkFailure) -> [UInt8] {
        do {
            return Array(try await body.collect(upTo: bytesMax).readableBytesView)
        } catch {
            throw LinkFailure(
                reason: "the server's answer broke off or is longer than \(bytesMax) bytes",
                mayHaveArrived: true
            )
        }
    }

    private func post(
        _ message: [UInt8],
        timeout: TimeAmount
    ) async throws(LinkFailure) -> HTTPClientResponse {
        var request = makeRequest(.POST, accept: "application/json, text/event-stream")
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: message))
        return try await execute(request, timeout: timeout)
    }

    func execute(
        _ request: HTTPClientRequest,
        timeout: TimeAmount
    ) async throws(LinkFailure) -> HTTPClientResponse {
        do {
            return try await Self.client.execute(request, timeout: timeout)
        } catch {
            throw LinkFailure(connecting: error)
        }
    }

    func makeRequest(_ method: HTTPMethod, accept: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.headers.add(name: "accept", value: accept)
        let (session, version) = state.withLock { ($0.session, $0.version) }
        if let session { request.headers.add(name: "mcp-session-id", value: session) }
        if let version { request.headers.add(name: "mcp-protocol-version", value: version) }
        return request
    }
}

extension RPCMessage {
    /// Whether a message says that the handshake is over, after which a server may speak by itself.
    fileprivate static func isOfBeginning(_ message: [UInt8]) -> Bool {
        (try? JSONDocument(message).root.member("method")?.string) == "notifications/initialized"
    }
}
