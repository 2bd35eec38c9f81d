import NIOCore

/// Who an upstream connection works for: one call at a time.
protocol UpstreamUser: AnyObject {
    /// The connection is ready, and the call's own from now on.
    func upstreamReady(_ connection: UpstreamConnection)
    /// There will be no connection; nothing was sent.
    func upstreamUnavailable(_ reason: UpstreamFault)
    func upstreamHead(_ head: ResponseHead)
    func upstreamBody(_ bytes: ByteBuffer)
    /// The bytes of one read are through: what was gathered can go on.
    func upstreamReadComplete()
    func upstreamEnd()
    /// The answer will not become whole.
    func upstreamBroken(_ reason: String, anyByteCame: Bool)
}

/// Why there is no connection.
enum UpstreamFault: Error, Hashable {
    case connect(String)
    case tooMany
}

/// One connection to a provider, used by one call after another.
///
/// Touched on its event loop only, as everything here.
final class UpstreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let pool: UpstreamPool
    private(set) var context: ChannelHandlerContext?
    private var user: (any UpstreamUser)?
    private var parser = ResponseParser()
    private var pending: ByteBuffer?
    private var anyByteCame = false
    private var keepsAlive = true
    private var wantsRead = true
    private var isReadPending = false
    /// True when an earlier call used it: the provider may have closed it meanwhile.
    private(set) var isReused = false
    private(set) var idleSinceMs: Int64 = 0
    /// True once every byte of the request has left for the socket.
    private(set) var isRequestWritten = false
    /// True from a request's first byte on.
    private var isSending = false

    private let outbox: Outbox

    init(pool: UpstreamPool) {
        self.pool = pool
        outbox = pool.outbox
    }

    /// Kept here because asking the channel takes a lock's worth of time.
    private(set) var isActive = false

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isActive = context.channel.isActive
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        isActive = false
    }

    func channelActive(context: ChannelHandlerContext) {
        isActive = true
        context.fireChannelActive()
    }

    /// Gives the connection to a call.
    func begin(_ user: any UpstreamUser) {
        self.user = user
        parser.reset()
        anyByteCame = false
        isRequestWritten = false
        isSending = false
        wantsRead = true
    }

    /// Sends a whole request.
    func send(_ request: ByteBuffer) {
        guard let context else { return }
        isSending = true
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess { self.isRequestWritten = true }
        outbox.put(request, context, promise: promise)
        readIfWanted(context)
    }

    /// Stops or goes on reading, so that a slow client slows the provider down.
    func setReading(_ wants: Bool) {
        wantsRead = wants
        if wants, let context { readIfWanted(context) }
    }

    /// Ends the call's use; the connection goes back to the pool, or is closed.
    func finish(reuse: Bool, nowMs: Int64) {
        user = nil
        // An answer that came before the whole request was sent leaves the connection in doubt.
        guard reuse, keepsAlive, isActive, pending == nil, isRequestWritten == isSending,
            let context
        else {
            close()
            return
        }
        isReused = true
        idleSinceMs = nowMs
        wantsRead = true
        pool.giveBack(self)
        // A connection at rest reads on, to learn that the provider has closed it.
        readIfWanted(context)
    }

    func close() {
        user = nil
        context?.close(promise: nil)
    }

    private func readIfWanted(_ context: ChannelHandlerContext) {
        guard wantsRead, !isReadPending else { return }
        isReadPending = true
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        guard user != nil else {
            // A byte that nobody asked for: the connection cannot be trusted any more.
            context.close(promise: nil)
            return
        }
        anyByteCame = true
        if var kept = pending {
            pending = nil
            kept.writeBuffer(&buffer)
            buffer = kept
        }
        parse(&buffer)
        if buffer.readableBytes > 0 { pending = buffer }
    }

    private func parse(_ buffer: inout ByteBuffer) {
        while let user {
            switch parser.next(&buffer) {
            case .needMore: return
            case .head(let head):
                keepsAlive = head.keepsAlive
                user.upstreamHead(head)
            case .body(let bytes): user.upstreamBody(bytes)
            case .end:
                if buffer.readableBytes > 0 { keepsAlive = false }
                user.upstreamEnd()
                return
            case .broken(let reason):
                user.upstreamBroken(reason, anyByteCame: true)
                close()
                return
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadPending = false
        user?.upstreamReadComplete()
        readIfWanted(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isActive = false
        pool.closed(self)
        guard let user else { return }
        self.user = nil
        switch parser.closed() {
        case .end: user.upstreamEnd()
        case .broken(let reason): user.upstreamBroken(reason, anyByteCame: anyByteCame)
        default: user.upstreamBroken("the connection ended", anyByteCame: anyByteCame)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The close that follows tells the call; the error itself may hold what must not be logged.
        context.close(promise: nil)
    }
}
