import NIOCore

/// Closes a connection that does not begin to speak HTTP/2 in its time, or that says nothing any more.
///
/// The transport asks after a silent client, but waits for ever for one that does not answer: clients
/// that hang, or mean no good, would keep all places.
final class SilenceWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// HTTP/2's preface, and the head of the settings that come with it.
    private static let startBytes = 24 + 9

    private let silence: TimeAmount
    private let start: TimeAmount
    /// What has been read until it was enough for a start.
    private var readBytes = 0
    private var lastRead = NIODeadline.now()
    private var timer: Scheduled<Void>?

    init(_ options: SidecarOptions) {
        start = .milliseconds(options.startMs)
        silence = .seconds(options.keepaliveSeconds + options.keepaliveAnswerSeconds)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: start) {
            if self.readBytes < Self.startBytes {
                context.close(promise: nil)
            } else {
                self.waitForSilence(context)
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = .now()
        if readBytes < Self.startBytes { readBytes += unwrapInboundIn(data).readableBytes }
        context.fireChannelRead(data)
    }

    private func waitForSilence(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: lastRead + silence) {
            if NIODeadline.now() - self.lastRead >= self.silence {
                context.close(promise: nil)
            } else {
                self.waitForSilence(context)
            }
        }
    }
}
