import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension ScriptedConnection {
    func chat(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        let asked: AskedAnswer
        do {
            asked = try ChatRequest(parsing: request.body).asked
        } catch {
            return fail(error, request, context)
        }
        answer(request, service.plan(asked, in: ChatForm(), for: request), context)
    }

    /// Answers a request as planned.
    func answer(_ request: ReceivedRequest, _ plan: CallPlan, _ context: ChannelHandlerContext) {
        let ticket = service.bill.open(plan.call)
        let answer = OpenAnswer(request, plan: plan, ticket: ticket)
        self.answer = answer
        if plan.fault == .timeout {
            if answer.stream == nil { answer.bill(.unanswered, in: service.bill) }
            return stall(answer, context)
        }
        if plan.delayMs > 0 {
            after(plan.delayMs, answer, context) { $0.begin(answer, context) }
        } else {
            begin(answer, context)
        }
    }

    /// Runs `body` later, unless the connection or the answer is gone by then.
    func after(
        _ delayMs: Int64,
        _ answer: OpenAnswer,
        _ context: ChannelHandlerContext,
        _ body: @escaping (ScriptedConnection) -> Void
    ) {
        let loop = context.eventLoop.assumeIsolated()
        let task = { if self.answer === answer { body(self) } }
        if delayMs > 0 {
            timer = loop.scheduleTask(in: .milliseconds(delayMs), task)
        } else {
            loop.execute(task)
        }
    }

    /// Keeps the connection open without a further byte, but not for ever.
    func stall(_ answer: OpenAnswer, _ context: ChannelHandlerContext) {
        after(service.options.hangMsMax, answer, context) { $0.close(context) }
    }

    /// Ends the answer under way and goes on with the connection.
    func end(_ answer: OpenAnswer, _ context: ChannelHandlerContext) {
        self.answer = nil
        finished(answer.request, context)
    }

    private func begin(_ answer: OpenAnswer, _ context: ChannelHandlerContext) {
        switch answer.plan.fault {
        case .status(let status):
            let isBilled = ScriptedFault.isBilled(status: status)
            answer.bill(isBilled ? .failed : .refused, in: service.bill)
            self.answer = nil
            let sequence = answer.plan.call.sequence
            let form = answer.plan.form
            fail(form.fault(status), in: form, sequence: sequence, answer.request, context)
        case .reset:
            answer.bill(.refused, in: service.bill)
            reset(context)
        default:
            if answer.stream == nil {
                beginPlain(answer, context)
            } else {
                beginStream(answer, context)
            }
        }
    }

    /// Closes so that the peer sees a reset and not an end.
    private func reset(_ context: ChannelHandlerContext) {
        if let options = context.channel as? any SocketOptionProvider {
            let loop = context.eventLoop.assumeIsolated()
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated()
                .whenComplete { _ in loop.execute { self.close(context) } }
        } else {
            close(context)
        }
    }

    private func beginPlain(_ answer: OpenAnswer, _ context: ChannelHandlerContext) {
        let fault = answer.plan.fault
        answer.event.clear()
        answer.plan.form.writeAnswer(answer.plan, into: &answer.event)
        if fault == .malformed {
            answer.event =
                answer.event.getSlice(at: 0, length: answer.event.readableBytes / 2) ?? answer.event
        }
        if fault == .compressed { answer.event = Self.gzip(answer.event) }
        if fault == .huge { answer.paddingBytesLeft = service.options.hugeBytes }
        let head = ResponseHead(
            contentType: answer.plan.form.contentType,
            length: .bytes(answer.event.readableBytes + answer.paddingBytesLeft),
            isCompressed: fault == .compressed,
            isKeepAlive: answer.request.isKeepAlive,
            sequence: answer.plan.call.sequence
        )
        output.clear()
        head.write(into: &output)
        switch fault {
        case .cut, .hang:
            let half = answer.event.readableBytes / 2
            output.writeImmutableBuffer(answer.event.getSlice(at: 0, length: half) ?? ByteBuffer())
            if fault == .cut { answer.bill(.cut, in: service.bill) }
            send(context)
            if fault == .cut { close(context) } else { stall(answer, context) }
        case .huge:
            send(context)
            pump(context)
        default:
            output.writeImmutableBuffer(answer.event)
            answer.bill(.whole, in: service.bill)
            send(context)
            end(answer, context)
        }
    }

    private static func gzip(_ text: ByteBuffer) -> ByteBuffer {
        var gzip = StoredGzip()
        var compressed = ByteBuffer()
        StoredGzip.writeHeader(into: &compressed)
        gzip.write(text, into: &compressed)
        gzip.finish(into: &compressed)
        return compressed
    }
}
