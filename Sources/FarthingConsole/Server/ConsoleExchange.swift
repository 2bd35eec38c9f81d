internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// One request and its answer.
struct ConsoleExchange: Sendable {
    let options: ConsoleServer.Options
    let site: ConsoleSite
    let logger: Logger

    /// What is still read of a body that is too long, so that its sender sees the answer.
    private static let surplusBytesMax = 4 << 20
    /// The longest path with its query.
    private static let targetBytesMax = 8 << 10

    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
        connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    /// Reads, answers and writes; an error closes the connection.
    @concurrent
    func run(
        _ request: Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        let target = request.head.path ?? "/"
        let method = request.method.rawValue
        let hasBody = Self.hasBody(request)
        var answer: ConsoleAnswer
        var isUnread = hasBody
        if target.utf8.count > Self.targetBytesMax {
            let error = ConsoleError(414, "path_too_long", "The path is too long.")
            answer = error.answer(.problem)
        } else {
            let (path, query) = Self.parts(target)
            switch site.routes.find(method, String(path), isBrowser: Self.isBrowser(request)) {
            case .nothing:
                answer = missing(request, path)
            case .otherMethods(let methods):
                let error = ConsoleError(
                    405,
                    "method_not_allowed",
                    "This path takes \(methods.joined(separator: ", "))."
                )
                answer = error.answer(path.hasPrefix("/v1/") ? ConsoleError.Style.problem : .detail)
                    .with("allow", methods.joined(separator: ", "))
            case .route(let route, let parameters):
                var bytes: [UInt8]? = []
                if hasBody {
                    bytes = try await body(of: request, route.bodyBytesMax, channel)
                    isUnread = bytes == nil
                }
                if let query, !FormText.isUTF8(query) {
                    let error = ConsoleError(
                        400,
                        "malformed_query",
                        "The query is no UTF-8 once it is percent-decoded."
                    )
                    answer = site.refusal(error, of: route.style, nil)
                } else if let bytes {
                    var told = ConsoleRequest(
                        method: method,
                        path: String(path),
                        query: query.map { FormText.fields($0) } ?? [],
                        fields: [("host", request.head.authority ?? "")]
                            + request.headers.map { ($0.name.canonicalName, $0.value) },
                        body: bytes,
                        client: channel.remoteAddress?.ipAddress ?? ""
                    )
                    told.parameters = parameters
                    answer = await site.answer(told, of: route)
                } else {
                    let error = ConsoleError(
                        413,
                        "too_large",
                        "The body is longer than \(route.bodyBytesMax) bytes."
                    )
                    answer = site.refusal(error, of: route.style, nil)
                }
            }
        }
        // A body that nobody has read would be read by the connection without a bound.
        let response = response(answer, isHead: method == "HEAD", closes: isUnread)
        try await writer.write(response: response.head, body: response.body)
        if isUnread { try await channel.close() }
    }

    private func missing(_ request: Request, _ path: Substring) -> ConsoleAnswer {
        let error = ConsoleError(404, "not_found", "There is nothing at this path.")
        if path.hasPrefix("/v1/") { return error.answer(.problem) }
        return Self.isBrowser(request) ? site.refusal(error, of: .page, nil) : error.answer(.detail)
    }

    /// - Returns: nil where it is too long.
    private func body(
        of request: Request,
        _ bytesMax: Int,
        _ channel: any Channel
    ) async throws -> [UInt8]? {
        let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(options.bodyMs)) {
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

    private func response(_ answer: ConsoleAnswer, isHead: Bool, closes: Bool) -> Response {
        var headers = HTTPFields()
        if !answer.contentType.isEmpty { headers[.contentType] = answer.contentType }
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        if answer.contentType.hasPrefix("text/html") {
            headers[.contentSecurityPolicy] = Self.policy
            headers[Self.referrerPolicy] = "same-origin"
            headers[Self.frameOptions] = "DENY"
        }
        for (name, value) in answer.fields {
            guard let name = HTTPField.Name(name) else { continue }
            // A page of its own kind has a policy of its own.
            if name == .cacheControl || name == .contentSecurityPolicy
                || name == Self.referrerPolicy
            {
                headers[name] = value
            } else {
                headers.append(HTTPField(name: name, value: value))
            }
        }
        if closes { headers[.connection] = "close" }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .bytes(let bytes):
            if answer.status != 204 { headers[.contentLength] = String(bytes.count) }
            return Response(
                status: status,
                headers: headers,
                body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            )
        case .stream(let chunks):
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody { writer in
                    for await chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
                    try await writer.finish(nil)
                }
            )
        }
    }

    private static let referrerPolicy = HTTPField.Name("referrer-policy") ?? .referer
    private static let part = HTTPField.Name("x-farthing-part") ?? .referer
    private static let frameOptions = HTTPField.Name("x-frame-options") ?? .referer

    /// Whether a page is wanted: by a browser's address line, by a part of a page that is asked for
    /// anew, or by a form.
    private static func isBrowser(_ request: Request) -> Bool {
        guard request.method == .get || request.method == .head else {
            let type = request.headers[.contentType] ?? ""
            return type.lowercased().hasPrefix("application/x-www-form-urlencoded")
        }
        if request.headers[Self.part] != nil { return true }
        guard let accept = request.headers[.accept],
            let page = accept.firstRange(of: "text/html")
        else { return false }
        // Who names both has said which one comes first.
        guard let json = accept.firstRange(of: "application/json") else { return true }
        return page.lowerBound < json.lowerBound
    }

    private static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil
            || request.headers[.contentLength].map { $0 != "0" } ?? false
    }

    private static func parts(_ target: String) -> (path: Substring, query: Substring?) {
        let bare = target.prefix { $0 != "#" }
        guard let mark = bare.firstIndex(of: "?") else { return (bare, nil) }
        return (bare[..<mark], bare[bare.index(after: mark)...])
    }
}
