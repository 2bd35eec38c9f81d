package import FarthingCore

/// Meters a streamed answer of InvokeModelWithResponseStream: Anthropic's events, each as base64 in
/// a `chunk` of an event stream; the last one also says what Bedrock counted.
package struct InvokeStreamMeter: StreamMeter {
    private var scanner: EventStreamScanner
    private var sink: InvokeSink

    package init(
        outputTokensMax: Int64 = OutputLimit.tokensMax,
        writesHourCache: Bool = false,
        counter: TokenCounter? = nil,
        frameBytesMax: Int = 2 << 20
    ) {
        scanner = EventStreamScanner(frameBytesMax: frameBytesMax)
        sink = InvokeSink(
            state: MessagesStreamState(
                writesHourCache: writesHourCache,
                outputTokensMax: outputTokensMax,
                counter: counter
            )
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

    package mutating func finish() -> [UInt8] { [] }

    package var outputTokens: Int64 { sink.state.outputTokens }

    /// What Anthropic's events say, or what Bedrock counted where that is more.
    package var usage: Usage? {
        guard hasEnded else { return nil }
        guard let reported = sink.state.reported else { return sink.metrics }
        guard let metrics = sink.metrics, metrics.totalTokens > reported.totalTokens else {
            return reported
        }
        return metrics
    }

    package var partialUsage: Usage? { sink.state.partialUsage }
    package var variant: PriceVariant? { nil }
    package var model: String? { nil }
    package var hasEnded: Bool { sink.state.hasStopReason || isDone }
    package var isDone: Bool { sink.state.isDone }
    package var isBroken: Bool { sink.state.isBroken }
    package var sawError: Bool { sink.state.sawError }
    package var openChoiceCount: Int64 { hasEnded ? 0 : 1 }

    package func endOfStream(promptTokens: Int64?) -> [UInt8] {
        guard !isDone else { return [] }
        return InvokeStreamEnd.chunks(sink.state, promptTokens: promptTokens)
    }

    package func closingNote(_ text: String) -> [UInt8] { [] }
}

private struct InvokeSink: EventStreamSink, Sendable {
    var state: MessagesStreamState
    var passage = FramePassage()
    /// What Bedrock counted; the dearest where it said so several times.
    var metrics: Usage?

    init(state: MessagesStreamState) { self.state = state }

    mutating func take(_ frame: EventStreamFrame) {
        passage.pass(frame)
        guard !frame.isException, let type = frame.headers[":event-type"] else {
            state.sawError = state.sawError || frame.isException
            return
        }
        guard type.equals("chunk") else { return }
        var event: [UInt8]?
        try? JSONView.read(frame.payload) { payload in
            event = payload.member("bytes")?.withUTF8 { Base64.standard.decode($0) } ?? nil
        }
        guard let event else { return state.isBroken = true }
        event.withUnsafeBytes { state.take(data: $0) }
        takeMetrics(event)
    }

    private mutating func takeMetrics(_ event: [UInt8]) {
        guard state.isDone || state.hasStopReason,
            let root = try? JSONDocument(event).root,
            let node = root.member("amazon-bedrock-invocationMetrics"),
            let read = node.withView(InvocationMetrics.usage)
        else { return }
        if let metrics, metrics.totalTokens > read.totalTokens { return }
        metrics = read
    }
}

/// What Bedrock puts into the last chunk of a stream.
enum InvocationMetrics {
    /// Nil where a count cannot be read. What a cache was written for is not told: for as long as
    /// costs most.
    static func usage(_ node: JSONView) -> Usage? {
        guard let input = node.member("inputTokenCount")?.usageCount,
            let output = node.member("outputTokenCount")?.usageCount
        else { return nil }
        var usage = Usage(inputTokens: input, outputTokens: output)
        if let read = node.member("cacheReadInputTokenCount"), !read.isNull {
            guard let count = read.usageCount else { return nil }
            usage.cachedInputTokens = count
        }
        if let written = node.member("cacheWriteInputTokenCount"), !written.isNull {
            guard let count = written.usageCount else { return nil }
            usage.cacheWriteHourTokens = count
        }
        return usage
    }
}

/// The end of a stream that is cut: Anthropic's own, chunk by chunk.
enum InvokeStreamEnd {
    static func chunks(_ state: MessagesStreamState, promptTokens: Int64?) -> [UInt8] {
        struct Sink: SSESink {
            var chunks: [UInt8] = []
            mutating func take(_ event: SSEEvent) {
                guard let data = event.data else { return }
                chunks += InvokeStreamEnd.chunk(Array(data))
            }
        }
        let events = MessagesStreamEnd.events(state, promptTokens: promptTokens)
        var scanner = SSEScanner(eventBytesMax: events.count + 1)
        var sink = Sink()
        // What is written here is well-formed, and no longer than the bound.
        events.withUnsafeBytes { try? scanner.feed($0, to: &sink) }
        return sink.chunks
    }

    static func chunk(_ event: [UInt8]) -> [UInt8] {
        let bytes = Base64.standard.encode(event)
        let payload = Array("{\"bytes\":\"".utf8) + bytes + Array("\"}".utf8)
        return EventStreamWriter.event("chunk", payload)
    }
}
