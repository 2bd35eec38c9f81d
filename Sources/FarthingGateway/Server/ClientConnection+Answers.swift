import NIOCore
import Synchronization

/// Answers: rendered by hand, a whole one in one write.
extension ClientConnection {
    /// Sends a whole answer and goes on to the next request.
    func respond(_ answer: Answer) {
        if let rewording {
            if let reworded = rewording(answer) { send(reworded) }
            return
        }
        send(answer)
    }

    private func send(_ answer: Answer) {
        guard let context else { return }
        var buffer = loop.outbox.buffer(capacity: 512 + answer.body.count)
        buffer.writeStatus(answer.status)
        buffer.writeField("content-type", answer.contentType)
        for field in answer.fields { buffer.writeField(field) }
        buffer.writeField("content-length", Int64(answer.body.count))
        endHead(&buffer)
        if !isHead { buffer.writeBytes(answer.body) }
        loop.outbox.put(buffer, context)
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
        var buffer = loop.outbox.buffer(capacity: 1_024 + body.readableBytes)
        buffer.writeStatus(status)
        write(&buffer)
        buffer.writeField("content-length", Int64(body.readableBytes))
        endHead(&buffer)
        if !isHead { body.withUnsafeReadableBytes { _ = buffer.writeBytes($0) } }
        loop.outbox.put(buffer, context)
        done()
    }

    /// Begins an answer whose length nobody knows yet.
    func beginStream(status: Int, fields write: (inout ByteBuffer) -> Void) {
        guard let context else { return }
        loop.outbox.flush()
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
        loop.outbox.flush()
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
        rewording = nil
        guard let context, case .working = state else { return }
        sinceMs = loop.nowMs
        guard keepsAlive else {
            closeGracefully(context)
            return
        }
        state = .idle
        if !queue.isEmpty { process() }
        readIfWanted(context)
    }
}
