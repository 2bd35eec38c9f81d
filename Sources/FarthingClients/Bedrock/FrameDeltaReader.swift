import FarthingCore
import FarthingProviders

/// Reads the frames of an event stream of AWS.
struct FrameDeltaReader<Events: EventDialect>: DeltaReader {
    private struct Sink: EventStreamSink {
        var events: Events
        var deltas: [ModelDelta] = []
        var error: JSON?

        mutating func take(_ frame: EventStreamFrame) {
            let payload = (try? JSON(parsing: Array(frame.payload))) ?? [:]
            guard !frame.isException else {
                var told = payload
                let type = frame.headers[":exception-type"]?.string
                told["type"] = .string(type ?? "exception")
                error = told
                return
            }
            let type = frame.headers[":event-type"]?.string ?? ""
            events.take(payload, type: type, &deltas, &error)
        }
    }

    private var scanner = EventStreamScanner()
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
        // What cannot be read has broken the meter before, which holds what it counts by.
        try? scanner.feed(events, to: &sink)
    }
}

/// The frames of InvokeModelWithResponseStream: Anthropic's events, each as base64 in a `chunk`.
struct InvokeEvents: EventDialect {
    private var events = MessagesEvents()

    mutating func take(
        _ event: JSON,
        type: String,
        _ deltas: inout [ModelDelta],
        _ error: inout JSON?
    ) {
        guard type == "chunk", let text = event["bytes"].string,
            let bytes = Base64.standard.decode(Array(text.utf8)),
            let inner = try? JSON(parsing: bytes)
        else { return }
        events.take(inner, type: inner["type"].string ?? "", &deltas, &error)
    }
}
