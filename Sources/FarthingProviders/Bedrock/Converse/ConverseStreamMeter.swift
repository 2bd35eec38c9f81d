package import FarthingCore

/// Meters a streamed answer of ConverseStream while it flows to the client.
///
/// Every frame goes on as it came, whole and with its checksums checked, so that the stream can be
/// ended well after any call. Bedrock reports its usage once, in the last event.
package struct ConverseStreamMeter: StreamMeter {
    private var scanner: EventStreamScanner
    private var sink: ConverseSink

    /// - Parameters:
    ///   - outputTokensMax: the request's output limit.
    ///   - counter: counts visible output; without one each byte counts as a token.
    package init(
        outputTokensMax: Int64 = OutputLimit.tokensMax,
        counter: TokenCounter? = nil,
        frameBytesMax: Int = 2 << 20
    ) {
        scanner = EventStreamScanner(frameBytesMax: frameBytesMax)
        sink = ConverseSink(
            state: ConverseStreamState(outputTokensMax: outputTokensMax, counter: counter)
        )
    }

    package mutating func feed(_ piece: UnsafeRawBufferPointer) -> PassOn {
        sink.passage.begin(isAligned: scanner.pending.isEmpty)
        do {
            try scanner.feed(piece, to: &sink)
        } catch {
            sink.state.isBroken = true
        }
        return sink.passage.passOn(of: piece)
    }

    /// Half a frame is worth nothing to any reader, and would spoil what is put behind it.
    package mutating func finish() -> [UInt8] { [] }

    package var outputTokens: Int64 { sink.state.outputTokens }
    package var usage: Usage? { sink.state.usage }
    package var variant: PriceVariant? { sink.state.variant }
    package var model: String? { nil }
    package var hasEnded: Bool { sink.state.hasStopped || isDone }
    package var isDone: Bool { sink.state.isDone }
    package var isBroken: Bool { sink.state.isBroken }
    package var sawError: Bool { sink.state.sawError }
    package var openChoiceCount: Int64 { hasEnded ? 0 : 1 }

    package func endOfStream(promptTokens: Int64?) -> [UInt8] {
        isDone ? [] : ConverseStreamEnd.frames(sink.state, promptTokens: promptTokens)
    }

    /// A frame has no place for a note.
    package func closingNote(_ text: String) -> [UInt8] { [] }
}

private struct ConverseSink: EventStreamSink, Sendable {
    var state: ConverseStreamState
    var passage = FramePassage()

    mutating func take(_ frame: EventStreamFrame) {
        state.take(frame)
        passage.pass(frame)
    }
}
