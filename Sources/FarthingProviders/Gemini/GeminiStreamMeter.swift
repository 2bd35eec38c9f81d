package import FarthingCore

/// Meters streamed content while it flows to the client.
///
/// Every byte goes on as it came, in whole events. There is no closing event: a stream is over when
/// each candidate has its finish reason.
package struct GeminiStreamMeter: StreamMeter {
    private var scanner: SSEScanner
    private var sink: WholeEventSink<GeminiStreamState>

    /// Longest event of a stream that may carry an image, which stands in one event.
    package static let imageEventBytesMax = 32 << 20

    /// - Parameter choices: `candidateCount` of the request.
    package init(choices: Int64 = 1, eventBytesMax: Int = 1 << 20) {
        scanner = SSEScanner(eventBytesMax: eventBytesMax)
        sink = WholeEventSink(state: GeminiStreamState(choices: choices))
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

    /// By the provider's running usage, which counts hidden thoughts as well; text that came since
    /// counts by bytes.
    package var outputTokens: Int64 { sink.state.outputTokens }

    package var usage: Usage? { sink.state.usage }

    /// The usage up to now of a stream that has not ended.
    package var partialUsage: Usage? { sink.state.partialUsage }

    package var variant: PriceVariant? { sink.state.variant }
    package var model: String? { sink.state.model }

    /// Whether a usage contradicted itself; it then is the dearer reading.
    package var isInconsistent: Bool { sink.state.isInconsistent }

    /// Why a reported usage was not taken.
    package var usageProblem: GeminiUsage.Problem? { sink.state.usageProblem }

    package var hasEnded: Bool { sink.state.hasEnded }
    package var isDone: Bool { hasEnded }
    package var isBroken: Bool { sink.state.isBroken }
    package var sawError: Bool { sink.state.sawError }
    package var openChoiceCount: Int64 { Int64(sink.state.openChoices.count) }

    package func endOfStream(promptTokens: Int64?) -> [UInt8] {
        GeminiStreamEnd.event(sink.state, promptTokens: promptTokens)
    }

    /// Empty: `google-genai` reads a comment as JSON, and fails.
    package func closingNote(_ text: String) -> [UInt8] { [] }
}
