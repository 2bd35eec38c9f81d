package import FarthingCore

/// Meters a streamed message while it flows to the client.
///
/// Every byte goes on as it came, in whole events, so that the stream can be ended well after any
/// call. The provider reports the input at the start and the output at the end, so in between the
/// output is counted by what is visible.
package struct MessagesMeter: StreamMeter {
    private var scanner: SSEScanner
    private var sink: WholeEventSink<MessagesStreamState>

    /// - Parameters:
    ///   - outputTokensMax: `max_tokens` of the request.
    ///   - writesHourCache: whether the request may write to a cache that is kept for an hour.
    ///   - counter: counts visible output; without one each byte counts as a token.
    package init(
        outputTokensMax: Int64 = OutputLimit.tokensMax,
        writesHourCache: Bool = false,
        counter: TokenCounter? = nil,
        eventBytesMax: Int = 1 << 20
    ) {
        scanner = SSEScanner(eventBytesMax: eventBytesMax)
        sink = WholeEventSink(
            state: MessagesStreamState(
                writesHourCache: writesHourCache,
                outputTokensMax: outputTokensMax,
                counter: counter
            )
        )
    }

    package mutating func feed(_ piece: UnsafeRawBufferPointer) -> PassOn {
        let pendingBytes = scanner.pending.count
        sink.begin(isAligned: pendingBytes == 0, bytesMax: pendingBytes + piece.count)
        do {
            try scanner.feed(piece, to: &sink)
        } catch {
            sink.state.isBroken = true
        }
        return sink.passOn(of: piece)
    }

    package mutating func finish() -> [UInt8] {
        sink.begin(isAligned: false)
        scanner.finish(to: &sink)
        return sink.passed
    }

    /// Visible output tokens so far.
    package var outputTokens: Int64 { sink.state.outputTokens }

    /// What the provider reported once the model had ended.
    package var usage: Usage? { hasEnded ? sink.state.reported : nil }

    /// What is known of a stream that came to no end: the input as it was reported at the start,
    /// the output as far as it was seen. Nil before the start, and once the provider ran a tool by
    /// itself, because the input is then read again.
    package var partialUsage: Usage? { sink.state.partialUsage }

    package var variant: PriceVariant? { sink.state.figures.variant }

    package var model: String? { sink.state.model }

    /// Whether a reason to stop came: no token can follow.
    package var hasEnded: Bool { sink.state.hasStopReason || isDone }

    package var isDone: Bool { sink.state.isDone }

    package var isBroken: Bool { sink.state.isBroken }

    package var sawError: Bool { sink.state.sawError }

    package var openChoiceCount: Int64 { hasEnded ? 0 : 1 }

    package func endOfStream(promptTokens: Int64?) -> [UInt8] {
        guard !isDone else { return [] }
        return MessagesStreamEnd.events(sink.state, promptTokens: promptTokens)
    }
}
