import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A provider on raw TCP that does exactly what a test's script says, byte for byte.
final class FakeProvider: Sendable {
    struct Request: Sendable {
        /// Counted over all connections, from 0.
        var number: Int
        /// Which connection, from 0.
        var connection: Int
        var head: String
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func field(_ name: String) -> String? {
            let lines = head.split(separator: "\r\n").dropFirst()
            return lines.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }.map {
                String($0.dropFirst(name.utf8.count + 1).drop { $0 == " " })
            }
        }
    }

    enum Step: Sendable {
        case send(String)
        case sendBytes([UInt8])
        case wait(ms: Int64)
        case close
        /// Ends the connection with a TCP reset.
        case reset
        /// Goes on when ``FakeProvider/open()`` was called.
        case awaitGate
        /// As many bytes as the connection takes, up to `total`.
        case flood(total: Int)
    }

    typealias Script = @Sendable (Request) -> [Step]

    struct State {
        var requests: [Request] = []
        var connections = 0
        var bytesSent = 0
        var isOpen = false
        var waiting: [@Sendable () -> Void] = []
        var closedConnections = 0
    }

    fileprivate let state = Mutex(State())
    fileprivate let script: Script
    /// Reads this much of a connection and then resets it; nil reads all.
    fileprivate let readBytesMax: Int?
    /// Sent at a connection's first byte, after which nothing more is read; nil is patient.
    fileprivate let earlyAnswer: String?
    private let channel: Mutex<(any Channel)?> = Mutex(nil)

    private init(readBytesMax: Int?, earlyAnswer: String?, script: @escaping Script) {
        self.earlyAnswer = earlyAnswer
        self.readBytesMax = readBytesMax
        self.script = script
    }

    static func start(
        readBytesMax: Int? = nil,
        earlyAnswer: String? = nil,
        script: @escaping Script
    ) async throws -> (provider: FakeProvider, port: Int) {
        let provider = FakeProvider(
            readBytesMax: readBytesMax,
            earlyAnswer: earlyAnswer,
            script: script
        )
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FakeConnection(provider))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        provider.channel.withLock { $0 = channel }
        return (provider, channel.localAddress?.port ?? 0)
    }

    var requests: [Request] { state.withLock { $0.requests } }
    var bytesSent: Int { state.withLock { $0.bytesSent } }
    var connections: Int { state.withLock { $0.connections } }
    var closedConnections: Int { state.withLock { $0.closedConnections } }

    /// Lets every script go on that waits at the gate.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for go in waiting { go() }
    }

    func stop() async {
        let channel = channel.withLock { $0 }
        try? await channel?.close().get()
    }
}

private final class FakeConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let provider: FakeProvider
    private let number: Int
    private var buffer = ByteBuffer()
    private var steps: CircularBuffer<FakeProvider.Step> = []
    private var isRunning = false
    private var readBytes = 0
    private var floodLeft = 0

    init(_ provider: FakeProvider) {
        self.provider = provider
        number = provider.state.withLock { state in
            state.connections += 1
            return state.connections - 1
        }
    }

    func channelActive(context: ChannelHandlerContext) { context.read() }

    func channelInactive(context: ChannelHandlerContext) {
        provider.state.withLock { $0.closedConnections += 1 }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = unwrapInboundIn(data)
        readBytes += piece.readableBytes
        if let answer = provider.earlyAnswer {
            if readBytes == piece.readableBytes { write(Array(answer.utf8), context) }
            return
        }
        buffer.writeBuffer(&piece)
        while let request = takeRequest() {
            steps.append(contentsOf: provider.script(request))
            run(context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if provider.earlyAnswer != nil { return }
        guard readBytes < provider.readBytesMax ?? Int.max else {
            // Closed with unread bytes, which the peer sees as a reset.
            context.close(promise: nil)
            return
        }
        context.read()
    }

    private func takeRequest() -> FakeProvider.Request? {
        let view = buffer.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: view[..<end.lowerBound], as: UTF8.self)
        var request = FakeProvider.Request(number: 0, connection: number, head: head, body: [])
        let length = request.field("content-length").flatMap { Int($0) } ?? 0
        guard view.endIndex - end.upperBound >= length else { return nil }
        request.body = Array(view[end.upperBound..<end.upperBound + length])
        buffer.moveReaderIndex(forwardBy: end.upperBound - view.startIndex + length)
        return provider.state.withLock { state in
            request.number = state.requests.count
            state.requests.append(request)
            return request
        }
    }

    private func run(_ context: ChannelHandlerContext) {
        guard !isRunning, let step = steps.popFirst() else { return }
        switch step {
        case .send(let text): write(Array(text.utf8), context)
        case .sendBytes(let bytes): write(bytes, context)
        case .close: context.close(promise: nil)
        case .reset:
            guard let options = context.channel as? any SocketOptionProvider else { return }
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated()
                .whenComplete { _ in context.close(promise: nil) }
        case .wait(let ms):
            isRunning = true
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(ms)) {
                self.goOn(context)
            }
            return
        case .awaitGate:
            isRunning = true
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            let go: @Sendable () -> Void = {
                loop.execute { bound.value.0.goOn(bound.value.1) }
            }
            let isOpen = provider.state.withLock { state in
                if !state.isOpen { state.waiting.append(go) }
                return state.isOpen
            }
            if isOpen { go() }
            return
        case .flood(let total):
            isRunning = true
            floodLeft = total
            flood(context)
            return
        }
        run(context)
    }

    private func goOn(_ context: ChannelHandlerContext) {
        isRunning = false
        run(context)
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        provider.state.withLock { $0.bytesSent += bytes.count }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func flood(_ context: ChannelHandlerContext) {
        while floodLeft > 0, context.channel.isActive, context.channel.isWritable {
            let count = min(floodLeft, 16_384)
            floodLeft -= count
            // A comment in a stream of events, and as good as any bytes elsewhere.
            var piece = [UInt8](repeating: UInt8(ascii: ":"), count: count)
            piece[count - 1] = UInt8(ascii: "\n")
            if count > 1 { piece[count - 2] = UInt8(ascii: "\n") }
            write(piece, context)
        }
        if floodLeft == 0 { goOn(context) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if floodLeft > 0, context.channel.isWritable { flood(context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
