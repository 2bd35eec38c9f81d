import FarthingCore
import FarthingProviders

/// A model's answer as it is made.
///
/// It can be read once. ``bill`` is known when the loop is over.
///
/// ```swift
/// for try await delta in try await openAI.chat.completions.stream(request) {
///     if case .text(let text) = delta { print(text, terminator: "") }
/// }
/// ```
public struct ModelStream: AsyncSequence, Sendable {
    /// One step of the answer.
    public typealias Element = ModelDelta

    private let bytes: GuardedStream
    private let makeReader: @Sendable () -> any DeltaReader

    init(_ bytes: GuardedStream, _ makeReader: @escaping @Sendable () -> any DeltaReader) {
        self.bytes = bytes
        self.makeReader = makeReader
    }

    /// What the call has cost; nil while the stream runs, and while one that was left is heard out.
    public var bill: CallBill? { bytes.bill }

    /// The fields of the answer's head.
    public var fields: [ProviderRequest.Field] { bytes.fields }

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator {
        Iterator(bytes.makeAsyncIterator(), makeReader(), bytes)
    }

    /// Reads to the end and puts the answer together.
    ///
    /// - Throws: ``ProviderError`` where the stream broke off.
    public func collect() async throws -> ModelAnswer {
        var answer = ModelAnswer()
        for try await delta in self { answer.take(delta) }
        answer.bill = bill
        if answer.model.isEmpty { answer.model = bill?.model ?? "" }
        return answer
    }

    /// Reads a stream.
    public struct Iterator: AsyncIteratorProtocol {
        private var bytes: GuardedStream.Iterator
        private var reader: any DeltaReader
        private let stream: GuardedStream
        /// What was read and not handed out.
        private var ready: ArraySlice<ModelDelta> = []
        private var hasToldUsage = false

        init(
            _ bytes: GuardedStream.Iterator,
            _ reader: any DeltaReader,
            _ stream: GuardedStream
        ) {
            self.bytes = bytes
            self.reader = reader
            self.stream = stream
        }

        /// The last step of all: what the provider has reported.
        private mutating func takeUsage() -> ModelDelta? {
            guard !hasToldUsage, let usage = stream.usage else { return nil }
            hasToldUsage = true
            return .usage(usage)
        }

        /// The next step; nil at the end.
        public mutating func next() async throws -> ModelDelta? {
            while true {
                if let delta = ready.popFirst() { return delta }
                if let event = reader.error {
                    reader.error = nil
                    // What it costs is known when the provider has closed the stream.
                    while try await bytes.next() != nil {}
                    throw ProviderError(event: event, bill: stream.bill)
                }
                guard let piece = try await bytes.next() else { return takeUsage() }
                piece.withUnsafeBytes { reader.feed($0) }
                ready = reader.takeDeltas()
            }
        }
    }
}

@available(*, unavailable)
extension ModelStream.Iterator: Sendable {}

/// Reads the events of one dialect's streams.
protocol DeltaReader {
    /// What has come and was not taken.
    var deltas: [ModelDelta] { get set }
    /// An error that the provider has reported inside the stream.
    var error: JSON? { get set }
    /// Takes whole events.
    mutating func feed(_ events: UnsafeRawBufferPointer)
}

extension DeltaReader {
    fileprivate mutating func takeDeltas() -> ArraySlice<ModelDelta> {
        let taken = deltas[...]
        deltas = []
        return taken
    }
}

/// What one event of a dialect means.
protocol EventDialect {
    /// Adds what an event says; a JSON value, and the event's type where the wire has it.
    mutating func take(
        _ event: JSON,
        type: String,
        _ deltas: inout [ModelDelta],
        _ error: inout JSON?
    )
}

/// Reads server-sent events.
struct SSEDeltaReader<Events: EventDialect>: DeltaReader {
    private struct Sink: SSESink {
        var events: Events
        var deltas: [ModelDelta] = []
        var error: JSON?

        mutating func take(_ event: SSEEvent) {
            // `[DONE]`, comments, and what cannot be read say nothing to a reader.
            guard !event.isContinuation, let data = event.data,
                let value = try? JSON(parsing: Array(data))
            else { return }
            events.take(value, type: value["type"].string ?? "", &deltas, &error)
        }
    }

    private var scanner = SSEScanner(eventBytesMax: 16 << 20)
    private var sink: Sink

    init(_ events: Events) { sink = Sink(events: events) }

    var deltas: [ModelDelta] {
        get { sink.deltas }
        set { sink.deltas = newValue }
    }
    var error: JSON? {
        get { sink.error }
        set { sink.error = newValue }
    }

    mutating func feed(_ events: UnsafeRawBufferPointer) {
        // A longer event broke the meter before, which ended the stream's counting, not the stream.
        try? scanner.feed(events, to: &sink)
    }
}
