package import FarthingCore

/// Meters a streamed chat completion while it flows to the client.
///
/// Every byte goes on as it came, in whole events; only a chunk that carries nothing but a usage
/// for which the client did not ask is left out. Because an event is passed on whole or not at all,
/// the stream can be ended well after any call.
package struct ChatStreamMeter: StreamMeter {
    private var scanner: SSEScanner
    private var sink: ChatStreamSink

    /// - Parameters:
    ///   - choices: `n` of the request.
    ///   - clientAsksUsage: whether the client itself asked for the usage chunk.
    ///   - counter: counts visible output; without one each byte counts as a token.
    package init(
        choices: Int64 = 1,
        clientAsksUsage: Bool,
        counter: TokenCounter?,
        eventBytesMax: Int = 1 << 20
    ) {
        scanner = SSEScanner(eventBytesMax: eventBytesMax)
        sink = ChatStreamSink(
            state: ChatStreamState(
                choices: choices,
                clientAsksUsage: clientAsksUsage,
                counter: counter
            )
        )
    }

    /// Takes the next bytes of the stream, however they are cut.
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

    /// Takes note that the stream has ended on the provider's side; returns what was still kept
    /// back and goes on to the client.
    package mutating func finish() -> [UInt8] {
        sink.begin(isAligned: false)
        scanner.finish(to: &sink)
        return sink.passed
    }

    /// Visible output tokens so far, over all choices.
    package var outputTokens: Int64 { sink.state.outputTokens }

    /// Visible output tokens of all that came so far, counted as whole texts with the model's own
    /// vocabulary, where that is more than `usage` says; nil where it is not, or cannot be counted.
    package func outputTokens(beyond usage: Usage) -> Int64? {
        // Counted piece by piece it is never less, so that an honest usage costs nothing here.
        guard outputTokens > usage.totalOutputTokens,
            let visible = sink.state.visibleTokens, visible > usage.totalOutputTokens
        else { return nil }
        return visible
    }

    /// What the provider reported, if it did; the dearest where it reported several times.
    package var usage: Usage? { sink.state.usage }

    /// Whether the usage contradicts itself; it then is the dearer reading.
    package var isInconsistent: Bool { sink.state.isInconsistent }

    /// Why a reported usage was not taken.
    package var usageProblem: ChatUsage.Problem? { sink.state.usageProblem }

    /// The model that answers, once a chunk named it.
    package var model: String? { sink.state.model }

    /// The tier that the call is processed in, once a chunk named it.
    package var serviceTier: String? { sink.state.serviceTier }

    /// Whether `[DONE]` came.
    package var isDone: Bool { sink.state.isDone }

    /// Whether the model came to an end by itself: no token can follow.
    package var hasEnded: Bool {
        isDone || sink.state.finished.nonzeroBitCount == Int(sink.state.choices)
    }

    /// Whether something came that is no chunk, or is too long to be one.
    package var isBroken: Bool { sink.state.isBroken }

    /// Whether the provider reported an error inside the stream.
    package var sawError: Bool { sink.state.sawError }

    /// The choices that have no finish reason yet.
    package var openChoices: [Int64] {
        (0..<sink.state.choices).filter { sink.state.finished >> UInt128($0) & 1 == 0 }
    }

    /// The end of a stream that is cut: a last chunk that finishes each open choice with
    /// `finishReason`, the usage chunk if the client asked for one and `usage` is given, `[DONE]`.
    ///
    /// Goes to the client behind what ``feed(_:)`` passed on. Empty once `[DONE]` was passed on.
    package func endOfStream(
        finishReason: StaticString = "length",
        promptTokens: Int64? = nil
    ) -> [UInt8] {
        guard !isDone else { return [] }
        var stream: [UInt8] = []
        let state = sink.state
        let open = openChoices
        if !open.isEmpty {
            stream += ChatStreamEnd.event(state, usage: .null) { writer in
                for index in open {
                    ChatStreamEnd.write(choice: index, finishReason, to: &writer)
                }
            }
        }
        if state.clientAsksUsage, let promptTokens {
            let completion = state.outputTokens
            stream += ChatStreamEnd.event(state, usage: .tokens(promptTokens, completion)) { _ in }
        }
        return stream + Array("data: [DONE]\n\n".utf8)
    }
}

/// Collects what is passed on; copies only from the first event on that is not.
private struct ChatStreamSink: SSESink, Sendable {
    var state: ChatStreamState
    private(set) var passed: [UInt8] = []
    /// Bytes passed on while they are the piece's own prefix; nil once they are copied.
    private var prefix: Int?
    private var passesLast = true
    /// Bytes that are reserved for what is passed on as a copy.
    private var passedMax = 0

    init(state: ChatStreamState) { self.state = state }

    /// Begins with the next piece; aligned when nothing of the one before is left.
    ///
    /// - Parameter bytesMax: what may be passed on of both, as far as it is known.
    mutating func begin(isAligned: Bool, bytesMax: Int = 0) {
        passed = []
        prefix = isAligned ? 0 : nil
        passedMax = bytesMax
    }

    mutating func take(_ event: SSEEvent) {
        if !event.isContinuation {
            passesLast = event.data.map { state.take(data: $0) } ?? true
        }
        if let prefix {
            if passesLast {
                self.prefix = prefix + event.raw.count
            } else if let start = event.raw.baseAddress {
                // Events are neighbours in the piece: what was passed on lies before this one.
                passed.append(
                    contentsOf: UnsafeRawBufferPointer(start: start - prefix, count: prefix)
                )
                self.prefix = nil
            }
        } else if passesLast {
            if passed.isEmpty { passed.reserveCapacity(passedMax) }
            passed.append(contentsOf: event.raw)
        }
    }

    mutating func passOn(of piece: UnsafeRawBufferPointer) -> PassOn {
        guard let prefix else { return .bytes(passed) }
        return prefix == piece.count ? .piece : .bytes(Array(piece.prefix(prefix)))
    }
}
