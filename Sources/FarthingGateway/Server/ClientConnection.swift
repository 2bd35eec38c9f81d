import FarthingCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// What a client's connection is asked to do next.
protocol ClientWork: AnyObject {
    /// The client hung up, or sent what it may not.
    func clientGone()
    /// The client takes bytes again, or does not.
    func clientWritable(_ isWritable: Bool)
}

/// A whole request as a client sent it.
struct ClientRequest {
    var method: HTTPMethod
    var target: String
    var fields: HTTPHeaders
    var body: [UInt8]
    var key: AccessKey?
    var receivedAt: NIODeadline
}

/// One client's connection: takes requests one at a time, bounds them, and writes answers.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private enum State {
        case idle
        case reading(HTTPRequestHead, AccessKey?, Route)
        case working
        /// The rest of the connection is thrown away.
        case closing
    }

    let loop: LoopState
    private var context: ChannelHandlerContext?
    private var state = State.idle
    private var body: [UInt8] = []
    private var queue: CircularBuffer<HTTPServerRequestPart> = []
    private weak var work: (any ClientWork)?
    private var keepsAlive = true
    private var isHTTP10 = false
    private var isReadPending = false
    private var sinceMs: Int64
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
    private func readIfWanted(_ context: ChannelHandlerContext) {
        if case .working = state, !queue.isEmpty { return }
        read(context)
    }

    private func process() {
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

    // MARK: Answers

    /// Sends a whole answer and goes on to the next request.
    func respond(_ answer: Answer) {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512 + answer.body.count)
        buffer.writeStatus(answer.status)
        buffer.writeField("content-type", answer.contentType)
        for field in answer.fields { buffer.writeField(field.name, field.value) }
        buffer.writeField("content-length", Int64(answer.body.count))
        endHead(&buffer)
        buffer.writeBytes(answer.body)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        done()
    }

    /// Sends bytes that are a whole answer already, but for the end of its head: `write` renders
    /// the head's fields and `body` follows.
    func respond(
        status: Int,
        body: ByteBuffer,
        fields write: (inout ByteBuffer) -> Void
    ) {
        guard let context else { return }
        var body = body
        var buffer = context.channel.allocator.buffer(capacity: 1_024 + body.readableBytes)
        buffer.writeStatus(status)
        write(&buffer)
        buffer.writeField("content-length", Int64(body.readableBytes))
        endHead(&buffer)
        buffer.writeBuffer(&body)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        done()
    }

    /// Begins an answer whose length nobody knows yet.
    func beginStream(status: Int, fields write: (inout ByteBuffer) -> Void) {
        guard let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: 1_024)
        buffer.writeStatus(status)
        write(&buffer)
        if isHTTP10 {
            keepsAlive = false
        } else {
            buffer.writeField("transfer-encoding", "chunked")
        }
        endHead(&buffer)
        context.write(wrapOutboundOut(buffer), promise: nil)
    }

    /// Sends a part of a stream; ``flush()`` lets it go.
    func writeStream(_ bytes: ByteBuffer) {
        guard let context, bytes.readableBytes > 0 else { return }
        if isHTTP10 {
            context.write(wrapOutboundOut(bytes), promise: nil)
            return
        }
        var bytes = bytes
        var buffer = context.channel.allocator.buffer(capacity: bytes.readableBytes + 16)
        buffer.writeHex(bytes.readableBytes)
        buffer.writeStaticString("\r\n")
        buffer.writeBuffer(&bytes)
        buffer.writeStaticString("\r\n")
        context.write(wrapOutboundOut(buffer), promise: nil)
    }

    func flush() { context?.flush() }

    /// Ends a stream.
    func endStream() {
        guard let context else { return }
        if !isHTTP10 {
            var buffer = context.channel.allocator.buffer(capacity: 8)
            buffer.writeStaticString("0\r\n\r\n")
            context.write(wrapOutboundOut(buffer), promise: nil)
        }
        context.flush()
        done()
    }

    /// Breaks an answer off, so that the client cannot take it for whole.
    func breakOff() {
        state = .closing
        context?.close(promise: nil)
    }

    private func endHead(_ buffer: inout ByteBuffer) {
        if loop.gateway.isDraining.load(ordering: .relaxed) { keepsAlive = false }
        if !keepsAlive {
            buffer.writeStaticString("connection: close\r\n")
        } else if isHTTP10 {
            buffer.writeStaticString("connection: keep-alive\r\n")
        }
        buffer.writeStaticString("\r\n")
    }

    private func done() {
        work = nil
        guard let context else { return }
        guard keepsAlive else {
            state = .closing
            // What is written goes out first.
            context.close(mode: .output, promise: nil)
            context.close(promise: nil)
            return
        }
        state = .idle
        sinceMs = loop.nowMs
        if !queue.isEmpty { process() }
        readIfWanted(context)
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
