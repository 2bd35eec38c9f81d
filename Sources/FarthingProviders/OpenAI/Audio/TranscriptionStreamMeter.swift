package import FarthingCore

/// Meters a streamed transcription while it flows to the client, in whole events.
package struct TranscriptionStreamMeter: StreamMeter {
    private var scanner: SSEScanner
    private var sink: WholeEventSink<TranscriptionStreamState>

    /// Longest event in bytes: the last repeats the whole text, with the probability of each token.
    package static let eventBytesMax = 8 << 20

    /// - Parameter counter: counts visible output; without one each byte counts as a token.
    package init(
        _ request: TranscriptionRequest,
        counter: TokenCounter?,
        eventBytesMax: Int = Self.eventBytesMax
    ) {
        scanner = SSEScanner(eventBytesMax: eventBytesMax)
        sink = WholeEventSink(state: TranscriptionStreamState(request: request, counter: counter))
    }

    package mutating func feed(_ piece: UnsafeRawBufferPointer) -> PassOn {
        sink.begin(isAligned: scanner.pending.isEmpty)
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
    package var usage: Usage? { sink.state.usage }
    package var variant: PriceVariant? { .standard }
    /// The model that was asked for: no event names one.
    package var model: String? { sink.state.request.model }
    package var isDone: Bool { sink.state.isDone }
    package var hasEnded: Bool { isDone }
    package var isBroken: Bool { sink.state.isBroken }
    package var sawError: Bool { sink.state.sawError }
    package var openChoiceCount: Int64 { isDone ? 0 : 1 }

    package func outputTokens(beyond usage: Usage) -> Int64? {
        // Counted piece by piece it is never less, so that an honest usage costs nothing here.
        guard outputTokens > usage.totalOutputTokens,
            let seen = sink.state.wholeTokens, seen > usage.totalOutputTokens
        else { return nil }
        return seen
    }

    /// The last event, with the text as far as it came.
    package func endOfStream(promptTokens: Int64?) -> [UInt8] {
        guard !isDone else { return [] }
        var json = JSONWriter()
        json.beginObject()
        json.key("type")
        json.literalString("transcript.text.done")
        json.key("text")
        json.string(String(decoding: sink.state.text, as: UTF8.self))
        json.endObject()
        return Array("event: transcript.text.done\ndata: ".utf8) + json.bytes + Array("\n\n".utf8)
    }
}

/// What the events of a streamed transcription said so far.
struct TranscriptionStreamState: EventReader {
    let request: TranscriptionRequest
    let counter: TokenCounter?
    private(set) var outputTokens: Int64 = 0
    private(set) var text: [UInt8] = []
    private(set) var usage: Usage?
    private(set) var isDone = false
    private(set) var sawError = false
    var isBroken = false

    private var isTextWhole = true

    /// The text that is kept: the models write 2,000 tokens at most.
    private static let textBytesMax = 1 << 20

    init(request: TranscriptionRequest, counter: TokenCounter?) {
        self.request = request
        self.counter = counter
    }

    /// Tokens of the text as one; nil where it cannot be counted.
    var wholeTokens: Int64? { isTextWhole ? counter?.count(text) : nil }

    mutating func take(data: UnsafeRawBufferPointer) {
        if isDone || data.elementsEqual("[DONE]".utf8) { return }
        guard let root = try? JSONDocument(Array(data)).root, root.kind == .object else {
            isBroken = true
            return
        }
        let kind = root.member("type" as StaticString)
        if kind?.equals("transcript.text.delta") ?? false {
            takeText(root.member("delta" as StaticString))
        } else if kind?.equals("transcript.text.done") ?? false {
            isDone = true
            usage = root.member("usage" as StaticString).flatMap {
                TranscriptionUsage.read($0, request)
            }
        } else if kind?.equals("error") ?? false
            || root.member("error" as StaticString)?.kind == .object
        {
            sawError = true
        }
    }

    private mutating func takeText(_ delta: JSONNode?) {
        guard let delta, delta.kind == .string else {
            isBroken = true
            return
        }
        var piece: [UInt8] = []
        delta.appendUTF8(to: &piece)
        outputTokens += counter?.count(piece) ?? Int64(piece.count)
        if text.count + piece.count <= Self.textBytesMax {
            text += piece
        } else {
            isTextWhole = false
        }
    }
}
