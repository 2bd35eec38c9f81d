import FarthingCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// An agent's connection to the gateway: plain HTTP, as any SDK would speak it.
struct DemoConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<DemoHandler>

    static func open(port: Int, group: any EventLoopGroup) async throws -> DemoConnection {
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(DemoHandler())
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        let handler = try await channel.eventLoop.submit {
            let found = try channel.pipeline.syncOperations.handler(type: DemoHandler.self)
            return NIOLoopBound(found, eventLoop: channel.eventLoop)
        }.get()
        return DemoConnection(channel: channel, handler: handler)
    }

    var isOpen: Bool { channel.isActive }

    /// Sends a request and waits for the answer's end.
    func send(_ request: DemoRequest) async throws -> DemoAnswer {
        let promise = channel.eventLoop.makePromise(of: DemoAnswer.self)
        let handler = handler
        let channel = channel
        channel.eventLoop.execute { handler.value.send(request, on: channel, promise) }
        return try await promise.futureResult.get()
    }

    func close() async {
        // Closed already is what is wanted.
        try? await channel.close().get()
    }
}

/// Reads answers as an SDK would: status, headers, and what a stream says of its end.
private final class DemoHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// Bytes after which a client that hangs up does so.
    private static let hangUpBytes = 4_000
    private static let bodyBytesMax = 1 << 20

    private var promise: EventLoopPromise<DemoAnswer>?
    private var answer = DemoAnswer()
    private var request: DemoRequest?
    private var body: [UInt8] = []

    func send(
        _ request: DemoRequest,
        on channel: any Channel,
        _ promise: EventLoopPromise<DemoAnswer>
    ) {
        guard channel.isActive else {
            promise.fail(ChannelError.ioOnClosedChannel)
            return
        }
        self.promise = promise
        self.request = request
        answer = DemoAnswer()
        body = []
        let bytes = request.body
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: DemoRequest.path)
        head.headers = [
            "host": "127.0.0.1", "authorization": "Bearer \(request.key)",
            "content-type": "application/json", "content-length": String(bytes.count),
            "x-farthing-agent": request.agent, "x-scripted": request.steering,
        ]
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(
            HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: bytes))),
            promise: nil
        )
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer.status = Int(head.status.code)
            answer.costNanos = head.headers["x-farthing-cost"].first.flatMap(Self.nanos) ?? 0
        case .body(let bytes):
            guard body.count < Self.bodyBytesMax else { return }
            body.append(contentsOf: bytes.readableBytesView)
            if request?.hangsUp == true, body.count > Self.hangUpBytes {
                answer.hungUp = true
                finish()
                context.close(promise: nil)
            }
        case .end: finish()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise?.fail(ChannelError.eof)
        promise = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise?.fail(error)
        promise = nil
        context.close(promise: nil)
    }

    private func finish() {
        if answer.status == 200 {
            answer.wasCut = request?.isStream == true && Self.contains(body, "\"length\"")
        } else if let error = try? JSONDocument(body).root.member("error") {
            answer.refusal = error.member("message")?.string ?? ""
            answer.budget = error.member("farthing")?.member("budget")?.string ?? ""
        }
        promise?.succeed(answer)
        promise = nil
    }

    private static func contains(_ bytes: [UInt8], _ word: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
    }

    /// `0.000031050` in nanos.
    private static func nanos(_ text: String) -> Int64? {
        let parts = text.split(separator: ".")
        guard parts.count == 2, parts[1].utf8.count == 9, let whole = Int64(parts[0]),
            let part = Int64(parts[1])
        else { return nil }
        return whole * 1_000_000_000 + part
    }
}
