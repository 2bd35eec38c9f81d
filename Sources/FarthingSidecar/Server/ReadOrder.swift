import NIOCore

/// Keeps reads within the bounds that the HTTP/2 handler relies on: after it has started, and ended.
///
/// A client's error closes the connection while what came with it is read, and nobody says then that the
/// read is over: the handler would keep the streams that it was reading, and they would keep the whole
/// connection, for ever. Of a client that has gone already, bytes are read while the handler still starts;
/// then it does not notice that the connection closes, and goes on to read.
final class ReadOrder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var isStarting = false
    private var isReading = false
    /// What came while it started; at most what the system had of a client that has gone.
    private var early: [ByteBuffer] = []

    func channelActive(context: ChannelHandlerContext) {
        isStarting = true
        context.fireChannelActive()
        isStarting = false
        guard !early.isEmpty else { return }
        let reads = early
        early = []
        for data in reads where context.channel.isActive {
            channelRead(context: context, data: wrapInboundOut(data))
        }
        if context.channel.isActive { channelReadComplete(context: context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isStarting {
            early.append(unwrapInboundIn(data))
            return
        }
        isReading = true
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isStarting { return }
        isReading = false
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        early = []
        if isReading {
            isReading = false
            // When the handlers have returned from the read, and before they are taken away.
            context.eventLoop.assumeIsolated().execute { context.fireChannelReadComplete() }
        }
        context.fireChannelInactive()
    }
}
