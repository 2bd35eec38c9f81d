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
        /// The rest of the connection is thrown away.
        case closing
    }

    let loop: LoopState
    var context: ChannelHandlerContext?
    var state = State.idle
    private var body: [UInt8] = []
    var queue: CircularBuffer<HTTPServerRequestPart> = []
    weak var work: (any ClientWork)?
    var keepsAlive = true
    var isHTTP10 = false
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
        while let part = next() {
            switch (state, part) {
            case (.idle, .head(let head)): begin(head)
            case (.reading(let head, _, _), .body(let bytes)): take(bytes, head)
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
        body.removeAll()
        let route = Route(method: head.method, target: head.uri)
        do throws(RequestRefusal) {
            let key = try RequestCheck.admit(head, route, loop.gateway)
            state = .reading(head, key, route)
            if head.headers.contains(name: "expect") { sendContinue() }
        } catch {
            abandon(error)
        }
    }

    private func take(_ bytes: ByteBuffer, _ head: HTTPRequestHead) {
        guard body.count + bytes.readableBytes <= loop.gateway.options.requestBytesMax else {
            abandon(.tooLarge(loop.gateway.options.requestBytesMax))
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
        keepsAlive = false
        respond(refusal.answer)
    }

    // MARK: The connection

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
        if case .working = state {
            // What follows a running call is broken; the call itself is not.
            keepsAlive = false
            return
        }
        abandon(.malformedHTTP)
    }

    func sweep(_ nowMs: Int64) {
        guard nowMs - sinceMs > loop.gateway.options.clientTimeoutMs else { return }
        switch state {
        case .idle: close()
        case .reading: abandon(.tooSlow)
        case .working, .closing: break
        }
    }

    func closeIfIdle() {
        if case .idle = state { close() }
    }

    func close() { context?.close(promise: nil) }
}
