import NIOCore

extension ScriptedConnection {
    /// Spaces that a huge answer sends at once.
    private static let slabBytes = 65_536
    private static let slab = ByteBuffer(repeating: UInt8(ascii: " "), count: slabBytes)

    func beginStream(_ answer: OpenAnswer, _ context: ChannelHandlerContext) {
        let isCompressed = answer.plan.fault == .compressed
        let head = ResponseHead(
            contentType: answer.plan.form.streamContentType,
            length: .chunked,
            isCompressed: isCompressed,
            isKeepAlive: answer.request.isKeepAlive,
            sequence: answer.plan.call.sequence
        )
        output.clear()
        head.write(into: &output)
        answer.event.clear()
        if isCompressed {
            StoredGzip.writeHeader(into: &answer.event)
            answer.gzip = StoredGzip()
        }
        if answer.plan.fault == .huge {
            answer.event.writeStaticString("data: ")
            answer.paddingBytesLeft = service.options.hugeBytes
        }
        appendChunk(answer.event)
        send(context)
        pump(context)
    }

    /// Writes what comes next of an answer that takes several writes, as the socket can take it.
    func pump(_ context: ChannelHandlerContext) {
        guard let answer else { return }
        guard context.channel.isWritable else { return answer.isBlocked = true }
        answer.isBlocked = false
        if answer.paddingBytesLeft > 0 {
            pad(answer, context)
        } else if answer.stream == nil {
            output.clear()
            output.writeImmutableBuffer(answer.event)
            answer.bill(.whole, in: service.bill)
            send(context)
            end(answer, context)
        } else {
            sendEvent(answer, context)
        }
    }

    private func sendEvent(_ answer: OpenAnswer, _ context: ChannelHandlerContext) {
        answer.event.clear()
        guard let step = answer.stream?.next(into: &answer.event) else { return }
        output.clear()
        appendEvent(of: answer)
        switch step {
        case .end:
            // Billed first: who has seen the end must find it on the bill.
            answer.bill(.whole, in: service.bill)
            appendEnd(of: answer)
            send(context)
            end(answer, context)
        case .breakOff:
            answer.bill(.cut, in: service.bill)
            close(context)
        case .stall:
            stall(answer, context)
        case .goOn:
            send(context)
            after(answer.plan.chunkDelayMs, answer, context) { $0.pump(context) }
        case .wait(let delayMs):
            send(context)
            after(delayMs, answer, context) { $0.pump(context) }
        }
    }

    private func pad(_ answer: OpenAnswer, _ context: ChannelHandlerContext) {
        let count = min(answer.paddingBytesLeft, Self.slabBytes)
        let slab = Self.slab.getSlice(at: 0, length: count) ?? Self.slab
        answer.paddingBytesLeft -= count
        output.clear()
        if answer.stream == nil {
            output.writeImmutableBuffer(slab)
        } else {
            appendChunk(slab)
        }
        send(context)
        after(0, answer, context) { $0.pump(context) }
    }

    private func appendEvent(of answer: OpenAnswer) {
        if answer.plan.fault == .huge, answer.isFirstEvent {
            // Its `data: ` stands before the padding.
            answer.isFirstEvent = false
            answer.event.moveReaderIndex(forwardBy: 6)
        }
        guard answer.gzip != nil else { return appendChunk(answer.event) }
        var compressed = ByteBuffer()
        answer.gzip?.write(answer.event, into: &compressed)
        appendChunk(compressed)
    }

    private func appendEnd(of answer: OpenAnswer) {
        if answer.gzip != nil {
            var rest = ByteBuffer()
            answer.gzip?.finish(into: &rest)
            appendChunk(rest)
        }
        output.writeStaticString("0\r\n\r\n")
    }

    /// Adds a chunk of HTTP's chunked coding; an empty one would end the body and is left out.
    private func appendChunk(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        output.writeHexadecimal(bytes.readableBytes)
        output.writeStaticString("\r\n")
        output.writeImmutableBuffer(bytes)
        output.writeStaticString("\r\n")
    }
}
