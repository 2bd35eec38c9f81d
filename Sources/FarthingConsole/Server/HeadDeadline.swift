internal import NIOCore

/// Closes a connection whose client does not end its first request's header in time: the idle time-out
/// begins anew with every byte.
final class HeadDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private let limit: TimeAmount
    private var closing: Scheduled<Void>?

    init(ms: Int64) { limit = .milliseconds(ms) }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        closing = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    /// What arrives here first is a whole header.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        closing?.cancel()
        closing = nil
        context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) { closing?.cancel() }
}
