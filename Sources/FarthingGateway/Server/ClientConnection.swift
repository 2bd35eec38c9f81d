import FarthingCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// One client's connection: takes requests one at a time, bounds them, and writes answers.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    enum State {
        case idle
        case reading(HTTPRequestHead, AccessKey?, Route)
        case working
        /// What is written goes out, and what still comes is thrown away.
        case closing
    }

    /// How long a client may take to close its side once all is sent.
    private static let lingerMs: Int64 = 2_000

    let loop: LoopState
    var context: ChannelHandlerContext?
    var state = State.idle
    private var body: [UInt8] = []
    var queue: CircularBuffer<HTTPServerRequestPart> = []
    weak var work: (any ClientWork)?
    var keepsAlive = true
    var isHTTP10 = false
    /// True for HEAD, whose answer has no body.
    var isHead = false
    private var bodyBytesMax = 0
    private var isProcessing = false
    /// True once everything written has left, while the connection closes.
    private var isFlushed = false
    private var isReadPending = false
    var sinceMs: Int64
    private var startedAt = NIODeadline.now()

    init(loop: LoopState) {
        self.loop = loop
        sinceMs = loop.nowMs
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        read(context)
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        queue.append(unwrapInboundIn(data))
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadPending = false
        readIfWanted(context)
    }

    private func read(_ context: ChannelHandlerContext) {
        guard !isReadPending else { return }
        isReadPending = true
        context.read()
    }

    /// While a call runs one read stays open, so that a hang-up is noticed; what comes is kept, and
    /// the next read waits until the call is over.
    func readIfWanted(_ context: ChannelHandlerContext) {
        if case .working = state, !queue.isEmpty { return }
        read(context)
    }

    func process() {
        // A request that is answered at once goes on in this loop: a queue of many small ones must
        // not grow the stack.
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        while let part = next() {
            switch (state, part) {
            case (.idle, .head(let head)): begin(head)
            case (.reading, .body(let bytes)): take(bytes)
            case (.reading(let head, let key, let route), .end): finish(head, key, route)
            default: break
            }
        }
    }

    private func next() -> HTTPServerRequestPart? {
        switch state {
        case .working: nil
        case .closing:
            {
                queue.removeAll()
                return nil
            }()
        default: queue.popFirst()
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        sinceMs = loop.nowMs
        startedAt = .now()
        keepsAlive = head.isKeepAlive
        isHTTP10 = head.version.minor == 0
        isHead = head.method == .HEAD
        body.removeAll()
        let route = Route(method: head.method, target: head.uri)
        bodyBytesMax = route.bodyBytesMax(loop.gateway.options)
        do throws(RequestRefusal) {
            let key = try RequestCheck.admit(head, route, loop.gateway)
            state = .reading(head, key, route)
            if !isHTTP10, head.headers.contains(name: "expect") { sendContinue() }
        } catch {
            abandon(error)
        }
    }

    private func take(_ bytes: ByteBuffer) {
        guard body.count + bytes.readableBytes <= bodyBytesMax else {
            abandon(.tooLarge(bodyBytesMax))
            return
        }
        body.append(contentsOf: bytes.readableBytesView)
    }

    private func finish(_ head: HTTPRequestHead, _ key: AccessKey?, _ route: Route) {
        state = .working
        let request = ClientRequest(
            method: head.method,
            target: head.uri,
            fields: head.headers,
            body: body,
            key: key,
            receivedAt: startedAt
        )
        body = []
        route.handle(request, self)
    }

    /// Who is told of hang-ups and of a full connection.
    func setWork(_ work: any ClientWork) { self.work = work }

    private func sendContinue() {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 32)
        buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    /// Answers a request that was not read to its end, and closes.
    private func abandon(_ refusal: RequestRefusal) {
        loop.counters.refused(refusal.code)
        loop.gateway.logger.info(
            "request refused",
            metadata: ["code": "\(refusal.code)", "status": "\(refusal.status)"]
        )
        state = .working
        body = []
        keepsAlive = false
        respond(refusal.answer)
    }

    // MARK: The connection

    /// Lets what is written go out, then drops what still comes until the client closes: to close
    /// while a client still sends may cost it the answer.
    func closeGracefully(_ context: ChannelHandlerContext) {
        state = .closing
        queue.removeAll()
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.isFlushed = true
            self.sinceMs = self.loop.nowMs
        }
        context.close(mode: .output, promise: promise)
        readIfWanted(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        work?.clientWritable(context.channel.isWritable)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { gone(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.remove(self)
        gone(context)
    }

    private func gone(_ context: ChannelHandlerContext) {
        let work = work
        self.work = nil
        if case .working = state {
            state = .closing
            work?.clientGone()
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.close(promise: nil)
            return
        }
        switch state {
        case .working:
            // What follows a running call is broken; the call itself is not.
            keepsAlive = false
        case .closing: break
        case .idle, .reading:
            let isTooLong = error as? HTTPParserError == .headerOverflow
            abandon(isTooLong ? .headTooLarge : .malformedHTTP)
        }
    }

    func sweep(_ nowMs: Int64) {
        let elapsedMs = nowMs - sinceMs
        let isLate = elapsedMs > loop.gateway.options.clientTimeoutMs
        switch state {
        case .idle: if isLate { close() }
        case .reading: if isLate { abandon(.tooSlow) }
        case .closing: if isLate || isFlushed && elapsedMs > Self.lingerMs { close() }
        case .working: break
        }
    }

    func closeIfIdle() {
        if case .idle = state { close() }
    }

    func close() { context?.close(promise: nil) }
}
