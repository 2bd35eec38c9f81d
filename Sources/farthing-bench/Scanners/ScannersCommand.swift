import ArgumentParser
import FarthingCore
import FarthingProviders

/// How fast the readers on the way of a call are, each alone and on one core.
struct ScannersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scanners",
        abstract: "Measure the scanners of streams and the reader of JSON, in MB/s on one core."
    )

    @Option(help: "Runs of each; the middle one counts.")
    var runs = 7

    @Option(help: "Seconds of each run.")
    var seconds = 0.3

    @Option(help: "Only the reader of this name, to look where its time goes.")
    var only: String?

    func run() throws {
        let trials = trials().filter { only == nil || $0.name == only }
        guard !trials.isEmpty else { throw ValidationError("no reader has this name") }
        Machine.show()
        let figures = trials.map { ScannerFigure($0, runs: runs, seconds: seconds) }
        print("\nmedians of \(runs) runs of \(decimal(seconds)) s; MB are 1,000,000 bytes")
        showTable(
            ["", "bytes", "in pieces of", "MB/s", "slowest", "fastest"],
            figures.map(\.row)
        )
        print("")
        for line in figures.compactMap(\.goalLine) { print(line) }
    }

    /// Bytes of each stream: some five thousand chunks, more than the caches next to a core hold.
    private static let streamBytes = 2 << 20
    /// Bytes of each request.
    private static let requestBytes = 64 << 10
    /// What a connection hands over at a time while a model writes, and while it is held up.
    private static let smallPiece = 1_024
    private static let largePiece = 16_384

    /// Goals of the design for one core: 500 MB/s of metered events, 1 GB/s of JSON.
    private static let meteringGoal = 500.0
    private static let readingGoal = 1_000.0

    private func trials() -> [ScannerTrial] {
        let chat = ScannerSamples.chat(bytes: Self.streamBytes)
        let converse = ScannerSamples.converse(bytes: Self.streamBytes)
        let prose = ScannerSamples.proseRequest(bytes: Self.requestBytes)
        let dense = ScannerSamples.denseRequest(bytes: Self.requestBytes)
        var trials: [ScannerTrial] = []
        for piece in [Self.smallPiece, Self.largePiece] {
            trials.append(
                trial("sse-scanner", chat, piece) { EventCounter.count(chat, piece) }
            )
        }
        for piece in [Self.smallPiece, Self.largePiece] {
            trials.append(
                trial("sse-metering", chat, piece, goal: Self.meteringGoal) {
                    Self.meter(chat, piece, ChatStreamMeter(clientAsksUsage: true, counter: nil))
                }
            )
        }
        let counter = TokenCounter(.o200k)
        trials += [
            trial("sse-metering-vocabulary", chat, Self.largePiece, goal: Self.meteringGoal) {
                Self.meter(
                    chat,
                    Self.largePiece,
                    ChatStreamMeter(clientAsksUsage: true, counter: counter)
                )
            }
        ]
        trials += dialectTrials(counter)
        trials += [
            trial("event-stream-scanner", converse, Self.largePiece) {
                FrameCounter.count(converse, Self.largePiece)
            },
            trial("event-stream-metering", converse, Self.largePiece) {
                Self.meter(converse, Self.largePiece, ConverseStreamMeter())
            },
            trial("checksum", converse, converse.count) {
                converse.withUnsafeBytes { Int(CRC32.of($0)) }
            },
            trial("json-fields", prose, prose.count, goal: Self.readingGoal) { Self.walk(prose) },
            trial("json-fields-dense", dense, dense.count, goal: Self.readingGoal) {
                Self.walk(dense)
            },
            trial("chat-request", prose, prose.count) {
                Int((try? ChatRequest.read(prose))?.inputBoundBytes ?? 0)
            },
        ]
        return trials
    }

    /// The same for the streams of the other dialects, counted as each of them is.
    private func dialectTrials(_ counter: TokenCounter) -> [ScannerTrial] {
        let messages = ScannerSamples.messages(bytes: Self.streamBytes)
        let gemini = ScannerSamples.gemini(bytes: Self.streamBytes)
        let responses = ScannerSamples.responses(bytes: Self.streamBytes)
        return [
            trial("messages-metering", messages, Self.largePiece) {
                Self.meter(messages, Self.largePiece, MessagesMeter())
            },
            trial("gemini-metering", gemini, Self.largePiece) {
                Self.meter(gemini, Self.largePiece, GeminiStreamMeter())
            },
            trial("responses-metering", responses, Self.largePiece) {
                Self.meter(responses, Self.largePiece, ResponsesStreamMeter(counter: nil))
            },
            trial("responses-metering-vocabulary", responses, Self.largePiece) {
                Self.meter(responses, Self.largePiece, ResponsesStreamMeter(counter: counter))
            },
        ]
    }

    private func trial(
        _ name: String,
        _ bytes: [UInt8],
        _ piece: Int,
        goal: Double? = nil,
        _ pass: @escaping () -> Int
    ) -> ScannerTrial {
        ScannerTrial(
            name: name + (piece == Self.smallPiece ? "-small" : ""),
            bytes: bytes.count,
            pieces: piece == bytes.count ? "all" : String(piece),
            goal: goal,
            pass: pass
        )
    }

    /// Meters a whole stream in pieces of that size.
    private static func meter(
        _ stream: [UInt8],
        _ piece: Int,
        _ meter: consuming some StreamMeter
    ) -> Int {
        var passed = 0
        stream.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: piece) {
                let end = min(start + piece, bytes.count)
                let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                switch meter.feed(part) {
                case .piece: passed += part.count
                case .bytes(let bytes): passed += bytes.count
                }
            }
        }
        return passed + meter.finish().count + Int(meter.outputTokens)
    }

    /// Parses a document and looks at each member of its root: its name, its kind and its range.
    private static func walk(_ text: [UInt8]) -> Int {
        guard let document = try? JSONDocument(text) else { return 0 }
        var found = 0
        for field in document.root.fields {
            if field.name.equals("messages") { found += field.value.count }
            found +=
                field.name.utf8Length + field.value.range.count + Int(field.value.kind.rawValue)
        }
        return found
    }
}

/// Takes events and does nothing with them.
private struct EventCounter: SSESink {
    private var bytes = 0

    mutating func take(_ event: SSEEvent) { bytes += event.data?.count ?? 0 }

    static func count(_ stream: [UInt8], _ piece: Int) -> Int {
        var counter = EventCounter()
        var scanner = SSEScanner()
        stream.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: piece) {
                let end = min(start + piece, bytes.count)
                // No event of the sample is too long.
                try? scanner.feed(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<end]),
                    to: &counter
                )
            }
        }
        scanner.finish(to: &counter)
        return counter.bytes
    }
}

/// Takes frames, whose checksums the scanner has checked, and does nothing with them.
private struct FrameCounter: EventStreamSink {
    private var bytes = 0

    mutating func take(_ frame: EventStreamFrame) { bytes += frame.payload.count }

    static func count(_ stream: [UInt8], _ piece: Int) -> Int {
        var counter = FrameCounter()
        var scanner = EventStreamScanner()
        stream.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: piece) {
                let end = min(start + piece, bytes.count)
                // No frame of the sample is wrong.
                try? scanner.feed(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<end]),
                    to: &counter
                )
            }
        }
        return counter.bytes
    }
}
