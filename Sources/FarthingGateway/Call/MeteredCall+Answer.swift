import FarthingCore
import FarthingProviders
import NIOCore

/// Meter: what the provider sends goes on to the client, counted.
extension MeteredCall {
    func upstreamHead(_ head: ResponseHead) {
        if phase == .dispatch { loop.counters.observe(.firstByte, since: request.receivedAt) }
        phase = .meter
        lastByteMs = loop.nowMs
        self.head = head
        guard head.status == 200, head.isEventStream else { return }
        if head.isEncoded {
            // It cannot be counted; where the hold depends on counting, it cannot go on.
            if isMetered { abandon(ending: "encoded") } else { beginStream(head) }
            return
        }
        meter = asked.makeMeter(plan.counter)
        beginStream(head)
    }

    private func beginStream(_ head: ResponseHead) {
        stream.hasBegun = true
        client?.beginStream(status: head.status) { buffer in
            head.appendFields(to: &buffer)
            writeHoldFields(&buffer)
            if let remaining = held?.remainingNanos {
                buffer.writeStaticString("x-farthing-remaining: ")
                buffer.writeMoney(nanos: remaining)
                buffer.writeStaticString("\r\n")
            }
        }
    }

    func writeHoldFields(_ buffer: inout ByteBuffer) {
        guard let held else { return }
        buffer.writeStaticString("x-farthing-hold: ")
        buffer.writeID(id)
        buffer.writeStaticString("\r\n")
        buffer.writeField("x-farthing-receipt", held.sequence)
        if let fittedTokens { buffer.writeField("x-farthing-output-limit", fittedTokens) }
        if let deliberation, deliberation.isDowngraded {
            buffer.writeString("x-farthing-model: \(asked.model)\r\n")
            buffer.writeString("x-farthing-model-requested: \(deliberation.requested)\r\n")
        }
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        lastByteMs = loop.nowMs
        guard phase == .meter else { return }
        if meter != nil {
            feed(bytes)
        } else if stream.hasBegun {
            client?.writeStream(bytes)
        } else {
            gather(bytes)
        }
    }

    private func gather(_ bytes: ByteBuffer) {
        guard var gathered = answer else {
            answer = bytes
            return
        }
        answer = nil
        var bytes = bytes
        gathered.writeBuffer(&bytes)
        answer = gathered
        if gathered.readableBytes > loop.gateway.options.answerBytesMax {
            abandon(ending: "tooLarge")
        }
    }

    func upstreamReadComplete() {
        guard phase == .meter, stream.hasBegun, let client else { return }
        client.flush()
        if !client.isWritable, !isClientGone { connection?.setReading(false) }
    }

    func upstreamEnd() {
        let reusable = connection
        connection = nil
        reusable?.finish(reuse: true, nowMs: loop.nowMs)
        guard phase == .meter, let head else { return }
        if stream.hasBegun {
            endStream()
            return
        }
        let whole = self.answer ?? ByteBuffer()
        let answer = asked.readAnswer(Array(whole.readableBytesView))
        if asked.job != nil, answer.usage == nil, keepsHold(head, whole) { return }
        settleAnswer(head, answer) { cost, remaining in
            if Self.isFailure(head.status), self.failOver() { return }
            self.client?.respond(status: head.status, body: whole) { buffer in
                head.appendFields(to: &buffer)
                self.writeHoldFields(&buffer)
                buffer.writeStaticString("x-farthing-cost: ")
                buffer.writeMoney(nanos: cost)
                buffer.writeStaticString("\r\n")
                if let remaining {
                    buffer.writeStaticString("x-farthing-remaining: ")
                    buffer.writeMoney(nanos: remaining)
                    buffer.writeStaticString("\r\n")
                }
            }
        }
    }

    func upstreamBroken(_ reason: String, anyByteCame: Bool) {
        let broken = connection
        connection = nil
        guard phase == .dispatch || phase == .meter else { return }
        if !anyByteCame, let broken {
            if !broken.isRequestWritten {
                retryOrRelease(broken, reason)
                return
            }
            if broken.isReused, !hasRetried {
                // The provider had closed the connection before it saw the request, most likely.
                loop.counters.retriedOnFresh += 1
                hasRetried = true
                dispatch()
                return
            }
        }
        abandon(ending: "broken", isWritten: true)
    }

    private func retryOrRelease(_ broken: UpstreamConnection, _ reason: String) {
        if broken.isReused, !hasRetried {
            hasRetried = true
            dispatch()
        } else {
            upstreamUnavailable(.connect(reason))
        }
    }

    /// Ends the call without a whole answer: the provider is let go, the client gets an error or the
    /// end of its stream, and what may have been billed is charged. A request that was not
    /// completely written is not billed.
    func abandon(ending: String, isWritten: Bool? = nil) {
        guard phase == .dispatch || phase == .meter else { return }
        let isSent = phase == .meter || isWritten ?? connection?.isRequestWritten ?? false
        // Another upstream would not do either.
        let isFinal = ending == "shutdown" || ending == "killed"
        pool.cancel(self)
        connection?.close()
        connection = nil
        guard isSent else {
            release("not sent: \(ending)")
            if !isFinal, failOver() { return }
            if !isClientGone { client?.respond(ClientError.notSent(ending)) }
            return
        }
        let wasWhole = meter?.hasEnded ?? false
        settleIncomplete(ending: wasWhole ? "complete" : ending)
        guard let client, !isClientGone else { return }
        if stream.hasBegun {
            finishClientStream(client, ending: ending)
        } else if isFinal || !failOver() {
            client.respond(ClientError.incomplete(ending))
        }
    }

    private func finishClientStream(_ client: ClientConnection, ending: String) {
        guard let meter, ending == "cut" || ending == "killed" || meter.hasEnded else {
            // Whoever reads must see that the stream is not whole.
            client.breakOff()
            return
        }
        if !meter.isDone {
            let end = meter.endOfStream(promptTokens: bounds.inputTokens + bounds.imageTokens)
            client.writeStream(ByteBuffer(bytes: end))
        }
        client.endStream()
    }
}
