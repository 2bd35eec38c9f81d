internal import NIOCore

/// Closes a connection whose client does not take its answers.
///
/// Everything else that a client can do slowly has a time-out of its own.
final class AnswerDeadline: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = NIOAny
    typealias OutboundOut = NIOAny

    private let limit: TimeAmount
    /// Parts that the system has not taken yet.
    private var waiting = 0
    private var closing: Scheduled<Void>?

    init(ms: Int64) { limit = .milliseconds(ms) }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        waiting += 1
        if closing == nil {
            let channel = context.channel
            closing = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        }
        promise.futureResult.assumeIsolated().whenComplete { _ in self.took() }
        context.write(data, promise: promise)
    }

    private func took() {
        waiting -= 1
        guard waiting == 0 else { return }
        closing?.cancel()
        closing = nil
    }

    func handlerRemoved(context: ChannelHandlerContext) { closing?.cancel() }
}
