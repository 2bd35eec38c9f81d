import NIOCore
import NIOHTTP1

/// One client's connection: reads requests by NIO's decoder, answers them in order with its own
/// bytes.
final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    /// Requests that may wait behind the one being answered; a client that sends more is cut off.
    private static let waitingMax = 16

    let service: ScriptedService
    /// The answer under way, if it did not fit into one write.
    var answer: OpenAnswer?
    /// What the answer under way waits for.
    var timer: Scheduled<Void>?
    /// One buffer for all answers: a write that goes out at once gives it back.
    var output = ByteBuffer()

    private var reading: ReceivedRequest?
    private var waiting = CircularBuffer<ReceivedRequest>()
    private var isAnswering = false
    private var isClosing = false

    init(_ service: ScriptedService) {
        self.service = service
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let request = ReceivedRequest(head)
            if request.expectsContinue {
                output.clear()
                output.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
                send(context)
            }
            reading = request
        case .body(let part):
            guard reading?.append(part, bytesMax: service.options.bodyBytesMax) == false else {
                return
            }
            reading = nil
            refuse(.tooLarge, context)
        case .end:
            guard let request = reading.take() else { return }
            guard waiting.count < Self.waitingMax else { return context.close(promise: nil) }
            waiting.append(request)
            answerWaiting(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            refuse(.malformed("not HTTP/1.1"), context)
        } else {
            context.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, answer?.isBlocked == true { pump(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        // A stall may last for minutes, and would keep the request that long.
        timer?.cancel()
        answer.take()?.clientClosed(service.bill)
    }

    /// Sends what is in ``output``.
    func send(_ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }

    /// Answers the next request, or closes if the client wants no more.
    func finished(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        isAnswering = false
        if request.isKeepAlive {
            answerWaiting(context)
        } else {
            close(context)
        }
    }

    func close(_ context: ChannelHandlerContext) {
        isClosing = true
        context.close(promise: nil)
    }

    private func answerWaiting(_ context: ChannelHandlerContext) {
        guard !isAnswering, !isClosing, let request = waiting.popFirst() else { return }
        isAnswering = true
        route(request, context)
    }

    /// Answers what cannot be read, and closes.
    private func refuse(_ error: ProviderError, _ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        service.bill.countRequest()
        output.clear()
        error.write(isKeepAlive: false, sequence: 0, into: &output)
        send(context)
        close(context)
    }
}
