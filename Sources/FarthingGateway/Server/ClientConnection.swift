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
        case reading(ClientRequest, Route)
        case working
        /// What is written goes out, and what still comes is thrown away.
        case closing
    }

    /// How long a client may take to close its side once all is sent.
    private static let lingerMs: Int64 = 2_000

    let loop: LoopState
    var context: ChannelHandlerContext?
    var state = State.idle
    var queue: CircularBuffer<HTTPServerRequestPart> = []
    /// Let go of with the answer's end or the connection's. Strong, as the call's reference back is:
    /// an object that is referred to weakly counts its references the slow way.
    var work: (any ClientWork)?
    var keepsAlive = true
    var isHTTP10 = false
    /// In whose words errors are told.
    private(set) var dialect = GatewayDialect.openAI
    /// True for HEAD, whose answer has no body.
    var isHead = false
    /// Puts answers into a route's own words before they are sent, and keeps back one that is none yet;
    /// nil sends them as they are.
    var rewording: ((Answer) -> Answer?)?
    private var bodyBytesMax = 0
    private var isProcessing = false
    /// True once everything written has left, while the connection closes.
    private var isFlushed = false
    private var isReadPending = false
    var sinceMs: Int64

    /// Whether nothing but the spend verbs is served here.
    private let isForSpending: Bool

    init(loop: LoopState, isForSpending: Bool = false) {
        self.loop = loop
        self.isForSpending = isForSpending
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
        let part = unwrapInboundIn(data)
        if queue.isEmpty, !isProcessing, isListening {
            isProcessing = true
            handle(part)
            isProcessing = false
            if !queue.isEmpty { process() }
        } else {
            queue.append(part)
            process()
        }
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
        while let part = next() { handle(part) }
    }

    /// Whether the next part belongs to a request that may be read now.
    private var isListening: Bool {
        switch state {
        case .idle, .reading: true
        case .working, .closing: false
        }
    }

    private func handle(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): if case .idle = state { begin(head) }
        case .body(let bytes): if case .reading(let request, _) = state { take(bytes, request) }
        case .end: if case .reading(let request, let route) = state { finish(request, route) }
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
        let startedAt = NIODeadline.now()
        keepsAlive = head.isKeepAlive
        isHTTP10 = head.version.minor == 0
        isHead = head.method == .HEAD
        var route = Route(head, loop.gateway.options)
        if isForSpending, !route.isForSpending { route = .unknown }
        dialect = route.dialect
        rewording = route.rewording
        bodyBytesMax = route.bodyBytesMax(loop.gateway.options)
        do throws(RequestRefusal) {
            let facts = try RequestCheck.admit(head, route, loop.gateway)
            state = .reading(ClientRequest(head, facts, receivedAt: startedAt), route)
            if !isHTTP10, facts.expectsContinue { sendContinue() }
        } catch {
            abandon(error)
        }
    }

    private func take(_ bytes: ByteBuffer, _ request: ClientRequest) {
        guard request.body.count + bytes.readableBytes <= bodyBytesMax else {
            abandon(.tooLarge(bodyBytesMax))
            return
        }
        bytes.withUnsafeReadableBytes { request.body.append(contentsOf: $0) }
    }

    private func finish(_ request: ClientRequest, _ route: Route) {
        state = .working
        do throws(RequestRefusal) {
            if request.facts.signature != nil { try RequestCheck.verify(request, loop.gateway) }
            let mayNeedSubjects = request.facts.hasClaims || request.facts.hasIdempotencyKey
            if mayNeedSubjects, let wanted = SubjectsWanted(request, loop.gateway) {
                prepare(wanted, request) { route.handle(request, self) }
            } else {
                route.handle(request, self)
            }
        } catch {
            refuse(error)
        }
    }

    /// Who is told of hang-ups and of a full connection.
    func setWork(_ work: any ClientWork) { self.work = work }

    private func sendContinue() {
        guard let context else { return }
        loop.outbox.flush()
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
        respond(refusal.error)
    }

    // MARK: The connection

    /// Lets what is written go out, then drops what still comes until the client closes: to close
    /// while a client still sends may cost it the answer.
    func closeGracefully(_ context: ChannelHandlerContext) {
        state = .closing
        queue.removeAll()
        loop.outbox.flush()
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
        rewording = nil
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
