import FarthingCore
import FarthingProviders
import NIOCore

/// Meter: what the provider sends goes on to the client, counted.
extension ChatCall {
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
        meter = ChatStreamMeter(
            choices: bounds.choices,
            clientAsksUsage: chat.asksUsage,
            counter: plan.counter
        )
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
        guard var gathered = body else {
            body = bytes
            return
        }
        body = nil
        var bytes = bytes
        gathered.writeBuffer(&bytes)
        body = gathered
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
        let whole = body ?? ByteBuffer()
        let answer = ChatAnswer(Array(whole.readableBytesView))
        settleAnswer(head, answer) { cost, remaining in
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
        loop.openAI.cancel(self)
        connection?.close()
        connection = nil
        guard isSent else {
            release("not sent: \(ending)")
            if !isClientGone { client?.respond(Answer.notSent(ending)) }
            return
        }
        let wasWhole = meter?.hasEnded ?? false
        settleIncomplete(ending: wasWhole ? "complete" : ending)
        guard let client, !isClientGone else { return }
        if stream.hasBegun {
            finishClientStream(client, ending: ending)
        } else {
            client.respond(Answer.incomplete(ending))
        }
    }

    private func finishClientStream(_ client: ClientConnection, ending: String) {
        guard let meter, ending == "cut" || meter.hasEnded else {
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

extension Answer {
    static func failure(_ status: Int, _ code: String, _ message: String, retry: Bool) -> Answer {
        Answer(
            status: status,
            fields: [Field("x-should-retry", retry ? "true" : "false")],
            body: OpenAIErrors.body(message: message, type: "server_error", code: code)
        )
    }

    static func ledgerDown(_ error: LedgerError) -> Answer {
        failure(
            503,
            "ledger_unavailable",
            "The ledger cannot be used: \(error.message). Nothing was sent to the provider.",
            retry: error.code == .unavailable
        )
    }

    /// What a client is told whose request did not reach the provider in time.
    static func notSent(_ ending: String) -> Answer {
        failure(
            ending == "shutdown" ? 503 : 504,
            ending == "shutdown" ? "shutting_down" : "upstream_unreachable",
            "The request could not be sent to the provider in time. Nothing was charged.",
            retry: true
        )
    }

    /// What a client is told when the provider's answer did not become whole; the call was charged,
    /// so that trying again by itself would be charged again.
    static func incomplete(_ ending: String) -> Answer {
        switch ending {
        case "timeout":
            failure(
                504,
                "upstream_timeout",
                "The provider was silent for too long. The call was charged, since it may be billed.",
                retry: false
            )
        case "tooLarge":
            failure(
                502,
                "upstream_too_large",
                "The provider's answer is too large. The call was charged.",
                retry: false
            )
        case "shutdown":
            failure(
                503,
                "shutting_down",
                "The gateway is shutting down. The call was charged, since it may be billed.",
                retry: false
            )
        default:
            failure(
                502,
                "upstream_broken",
                "The provider's answer broke off. The call was charged, since it may be billed.",
                retry: false
            )
        }
    }
}
