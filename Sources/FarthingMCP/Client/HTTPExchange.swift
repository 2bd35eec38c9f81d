internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// One request over HTTP and its answer: a message, a stream of messages, or why there is none.
struct HTTPExchange: Sendable {
    let sessions: HTTPSessions
    let gate: HTTPGate
    let bytesMax: Int
    let bodyMs: Int64

    static let path = "/mcp"
    /// Revisions that a client may say it speaks; the handshake settles which one.
    private static let versions: Set<String> = [
        "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25",
    ]
    /// How long the first message is waited for before an answer begins as a stream.
    private static let firstMs: Int64 = 2_000
    /// How often a silent stream says that it is there.
    private static let aliveMs: Int64 = 15_000
    /// What is still read of a body that is too long, so that its sender sees the answer.
    private static let surplusBytesMax = 4 << 20

    private static let sessionID = HTTPField.Name("mcp-session-id") ?? .cookie
    private static let version = HTTPField.Name("mcp-protocol-version") ?? .cookie
    private static let buffering = HTTPField.Name("x-accel-buffering") ?? .cookie

    /// Reads, answers and writes; an error closes the connection.
    @concurrent
    func run(
        _ request: Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        let hasBody =
            request.headers[.transferEncoding] != nil
            || request.headers[.contentLength].map { $0 != "0" } ?? false
        var isUnread = hasBody
        var response: Response
        if let refusal = refusal(request) {
            response = refusal
        } else if request.method == .post {
            if let bytes = try await body(of: request, channel) {
                isUnread = false
                response = await post(request, bytes)
            } else {
                response = Self.refusal(413, "The message is longer than \(bytesMax) bytes.")
            }
        } else {
            response = await other(request)
        }
        // A body that nobody has read would be read by the connection without a bound.
        if isUnread { response.headers[.connection] = "close" }
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        try await writer.write(response: response.head, body: response.body)
        if isUnread { try await channel.close() }
    }

    /// What speaks against a request before its body is read.
    private func refusal(_ request: Request) -> Response? {
        let path = (request.head.path ?? "/").prefix { $0 != "?" && $0 != "#" }
        guard path == Self.path else {
            return Self.refusal(404, "There is nothing at this path; use \(Self.path).")
        }
        let status = gate.refusal(
            host: request.head.authority,
            origin: request.headers[.origin],
            authorization: request.headers[.authorization]
        )
        switch status {
        case 401?:
            var response = Self.refusal(401, "Show the proxy's token: Authorization: Bearer …")
            response.headers[.wwwAuthenticate] = "Bearer"
            return response
        case let status?:
            return Self.refusal(status, "Pages and names of others are not answered.")
        case nil: break
        }
        guard [.post, .get, .delete].contains(request.method) else {
            var response = Self.refusal(405, "Use POST, GET or DELETE.")
            response.headers[.allow] = "POST, GET, DELETE"
            return response
        }
        let accept = request.headers[.accept]?.lowercased() ?? "*/*"
        func takes(_ type: String) -> Bool {
            accept.contains(type) || accept.contains("*/*")
                || accept.contains(type.prefix { $0 != "/" } + "/*")
        }
        if request.method != .delete, !takes("text/event-stream") {
            return Self.refusal(406, "Accept text/event-stream.")
        }
        guard request.method == .post else { return nil }
        if !takes("application/json") { return Self.refusal(406, "Accept application/json.") }
        let type = request.headers[.contentType]?.lowercased() ?? ""
        guard type.prefix(while: { $0 != ";" && $0 != " " }) == "application/json" else {
            return Self.refusal(415, "Send application/json.")
        }
        return nil
    }

    /// - Returns: nil where it is too long.
    private func body(of request: Request, _ channel: any Channel) async throws -> [UInt8]? {
        let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(bodyMs)) {
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        var bytes: [UInt8] = []
        var surplus = 0
        for try await chunk in request.body {
            if surplus == 0, bytes.count + chunk.readableBytes <= bytesMax {
                bytes.append(contentsOf: chunk.readableBytesView)
            } else {
                surplus += chunk.readableBytes
                bytes = []
                if surplus > Self.surplusBytesMax { break }
            }
        }
        return surplus == 0 ? bytes : nil
    }

    private func post(_ request: Request, _ bytes: [UInt8]) async -> Response {
        let message: RPCMessage
        do throws(RPCMessage.Fault) {
            message = try RPCMessage(bytes, bytesMax: bytesMax)
        } catch {
            return Self.json(400, error.answer)
        }
        var asked: RPCID?
        var isBeginning = false
        if case .request(let id, let method) = message.kind {
            asked = id
            isBeginning = method == "initialize" && request.headers[Self.sessionID] == nil
        }
        if isBeginning { return await begin(message, asked) }
        guard let session = session(of: request, asked) else {
            return Self.refusal(sessionFault(of: request), "Begin with 'initialize'.", asked)
        }
        guard let asked else {
            await session.proxy?.take(client: message)
            return Response(status: .accepted)
        }
        return await ask(asked, message, session)
    }

    /// Begins a session with a client's first message.
    private func begin(_ message: RPCMessage, _ asked: RPCID?) async -> Response {
        let session: HTTPSession
        do throws(HTTPSessions.Fault) {
            session = try await sessions.begin()
        } catch {
            switch error {
            case .full: return Self.refusal(503, "Too many sessions are open.", asked)
            case .unreachable(let failure): return Self.refusal(502, failure.reason + ".", asked)
            }
        }
        guard let asked else { return Self.refusal(400, "Begin with 'initialize'.") }
        var response = await ask(asked, message, session)
        response.headers[Self.sessionID] = session.id
        return response
    }

    private func ask(_ id: RPCID, _ message: RPCMessage, _ session: HTTPSession) async -> Response {
        guard let mailbox = session.open(id) else {
            return Self.refusal(400, "A request of this id is open already.", id)
        }
        await session.proxy?.take(client: message)
        let first = await mailbox.next(withinMs: Self.firstMs)
        switch first {
        case .end(let last?): return Self.json(200, last)
        case .end(nil): return Response(status: .accepted)
        case .message, .quiet: return Self.stream(mailbox, first)
        }
    }

    /// The listening stream, and the end of a session.
    private func other(_ request: Request) async -> Response {
        guard let session = session(of: request, nil) else {
            return Self.refusal(sessionFault(of: request), "Begin with 'initialize'.")
        }
        if request.method == .delete {
            await sessions.end(session.id)
            return Response(status: .noContent)
        }
        guard let mailbox = session.listen() else {
            return Self.refusal(404, "The session is over.")
        }
        return Self.stream(mailbox, .quiet) { session.leave(mailbox) }
    }

    private func session(of request: Request, _ asked: RPCID?) -> HTTPSession? {
        if let version = request.headers[Self.version], !Self.versions.contains(version) {
            return nil
        }
        return request.headers[Self.sessionID].flatMap { sessions.find($0) }
    }

    /// Who names a session that is over begins another one.
    private func sessionFault(of request: Request) -> Int {
        if let version = request.headers[Self.version], !Self.versions.contains(version) {
            return 400
        }
        return request.headers[Self.sessionID] == nil ? 400 : 404
    }

    // MARK: Answers

    private static func stream(
        _ mailbox: Mailbox,
        _ first: Mailbox.Item,
        end: @escaping @Sendable () -> Void = {}
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        // A proxy that gathers an answer would keep messages back.
        headers[buffering] = "no"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                defer { end() }
                var item = first
                while true {
                    switch item {
                    case .message(let bytes): try await writer.write(event(bytes))
                    case .quiet: try await writer.write(ByteBuffer(string: ": \n\n"))
                    case .end(let last):
                        if let last { try await writer.write(event(last)) }
                        try await writer.finish(nil)
                        return
                    }
                    item = await mailbox.next(withinMs: aliveMs)
                }
            }
        )
    }

    private static func event(_ message: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: message\ndata: ")
        buffer.writeBytes(message)
        buffer.writeString("\n\n")
        return buffer
    }

    private static func json(_ status: Int, _ bytes: [UInt8]) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers[.contentLength] = String(bytes.count)
        return Response(
            status: .init(code: status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private static func refusal(_ status: Int, _ reason: String, _ id: RPCID? = nil) -> Response {
        json(status, RPCText.error(id, .server, reason))
    }
}
