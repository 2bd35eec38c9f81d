package import FarthingCore

/// Meters a streamed response while it flows to the client.
///
/// Every byte goes on as it came, in whole events, so that the stream can be ended well after any
/// call.
package struct ResponsesStreamMeter: StreamMeter {
    private var scanner: SSEScanner
    private var sink: WholeEventSink<ResponsesStreamState>

    /// Longest event in bytes: the first and the last repeat instructions, tools and all output.
    package static let eventBytesMax = 8 << 20

    /// - Parameter counter: counts visible output; without one each byte counts as a token.
    package init(counter: TokenCounter?, eventBytesMax: Int = Self.eventBytesMax) {
        scanner = SSEScanner(eventBytesMax: eventBytesMax)
        sink = WholeEventSink(state: ResponsesStreamState(counter: counter))
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

    package var outputTokens: Int64 { sink.state.outputTokens }

    package func outputTokens(beyond usage: Usage) -> Int64? {
        // Counted piece by piece it is never less, so that an honest usage costs nothing here.
        guard outputTokens > usage.totalOutputTokens,
            let visible = sink.state.visibleTokens, visible > usage.totalOutputTokens
        else { return nil }
        return visible
    }

    package var usage: Usage? { sink.state.answer?.usage }

    /// Whether the usage contradicts itself; it then is the dearer reading.
    package var isInconsistent: Bool { sink.state.answer?.isInconsistent ?? false }

    /// Why the end of the stream had no usage that could be taken.
    package var usageProblem: ChatAnswer.Problem? { sink.state.answer?.problem }

    package var model: String? { sink.state.model }

    package var variant: PriceVariant? { PriceVariant(serviceTier: sink.state.serviceTier) }

    /// Whether the event came after which there is none.
    package var isDone: Bool { sink.state.isDone }

    package var hasEnded: Bool { isDone }

    package var isBroken: Bool { sink.state.isBroken }

    package var sawError: Bool { sink.state.sawError }

    package var openChoiceCount: Int64 { isDone ? 0 : 1 }

    /// The end of a stream that is cut, as OpenAI ends one that its own limit cuts: what is open is
    /// closed as incomplete, then `response.incomplete` with `max_output_tokens` as its reason.
    package func endOfStream(promptTokens: Int64?) -> [UInt8] {
        guard !isDone else { return [] }
        var end = ResponsesStreamEnd(sink.state, promptTokens: promptTokens)
        return end.write()
    }
}
