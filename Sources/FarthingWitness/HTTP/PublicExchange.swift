internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// One request and its answer.
struct PublicExchange: Sendable {
    let options: PublicServer.Options
    let clockMs: @Sendable () -> Int64
    let handler: PublicServer.Handler

    /// What is still read of a body that is too long, so that its sender sees the answer.
    private static let surplusBytesMax = 4 << 20

    private enum Body {
        case whole([UInt8])
        case tooLong
    }

    /// Reads, answers and writes; an error closes the connection.
    @concurrent
    func run(
        _ request: Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        var bytes: [UInt8] = []
        var isTooLong = false
        if request.method == .post {
            if request.headers[.expect]?.lowercased() == "100-continue" {
                try await writer.writeInformationalHead(HTTPResponse(status: .continue))
            }
            let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(options.bodyMs)) {
                channel.close(promise: nil)
            }
            defer { deadline.cancel() }
            switch try await body(of: request) {
            case .whole(let whole): bytes = whole
            case .tooLong: isTooLong = true
            }
        }
        let answer: PublicAnswer
        if isTooLong {
            answer = .refusal(413, "the body is longer than \(options.bodyBytesMax) bytes")
        } else {
            answer = await handler(
                PublicRequest(
                    method: request.method.rawValue,
                    path: Self.path(request.head.path ?? ""),
                    body: bytes
                )
            )
        }
        // A body that nobody has read would be read by the connection without a bound.
        let closes = isTooLong || (request.method != .post && Self.hasBody(request))
        let response = response(answer, isHead: request.method == .head, closes: closes)
        try await writer.write(response: response.head, body: response.body)
        if closes { try await channel.close() }
    }

    private func body(of request: Request) async throws -> Body {
        var bytes: [UInt8] = []
        var surplus = 0
        for try await chunk in request.body {
            if surplus == 0, bytes.count + chunk.readableBytes <= options.bodyBytesMax {
                bytes.append(contentsOf: chunk.readableBytesView)
            } else {
                surplus += chunk.readableBytes
                bytes = []
                if surplus > Self.surplusBytesMax { break }
            }
        }
        return surplus == 0 ? .whole(bytes) : .tooLong
    }

    private func response(_ answer: PublicAnswer, isHead: Bool, closes: Bool) -> Response {
        var headers = HTTPFields()
        headers[.date] = HTTPDate.text(max(0, clockMs() / 1_000))
        headers[.contentType] = answer.contentType
        headers[.contentLength] = String(answer.body.count)
        headers[.cacheControl] = answer.caching
        // What is served are bytes of others: no browser is to make a page of them.
        headers[.xContentTypeOptions] = "nosniff"
        if let allow = answer.allow { headers[.allow] = allow }
        if let seconds = answer.retryAfterS { headers[.retryAfter] = String(seconds) }
        if closes { headers[.connection] = "close" }
        return Response(
            status: .init(code: answer.status),
            headers: headers,
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }

    private static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil
            || request.headers[.contentLength].map { $0 != "0" } ?? false
    }

    private static func path(_ text: String) -> String {
        String(text.prefix { $0 != "?" && $0 != "#" })
    }
}
