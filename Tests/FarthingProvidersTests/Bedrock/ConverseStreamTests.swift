import FarthingCore
import FarthingProviders
import Testing

@Suite("Converse streams")
struct ConverseStreamTests {
    /// The events of a stream, as names and JSON.
    static let events: [(StaticString, String)] = [
        ("messageStart", #"{"role":"assistant"}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"text":"Hallo "},"p":"abc"}"#),
        ("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"text":"Köln"}}"#),
        ("contentBlockStop", #"{"contentBlockIndex":0}"#),
        (
            "contentBlockStart",
            #"{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"find"}}}"#
        ),
        (
            "contentBlockDelta",
            #"{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"a\":1}"}}}"#
        ),
        ("contentBlockStop", #"{"contentBlockIndex":1}"#),
        ("messageStop", #"{"stopReason":"tool_use"}"#),
        (
            "metadata",
            #"{"metrics":{"latencyMs":9},"usage":{"inputTokens":11,"outputTokens":22,"totalTokens":33},"serviceTier":{"type":"default"}}"#
        ),
    ]

    static let frames = events.map { EventStreamWriter.event($0, Array($1.utf8)) }

    static func feed(_ meter: inout ConverseStreamMeter, _ bytes: some Collection<UInt8>) -> [UInt8]
    {
        Array(bytes).withUnsafeBytes { piece in
            switch meter.feed(piece) {
            case .piece: Array(piece)
            case .bytes(let bytes): bytes
            }
        }
    }

    /// What an event stream says, by name and payload; nil where it is none.
    static func read(_ stream: [UInt8]) -> [String]? {
        struct Sink: EventStreamSink {
            var events: [String] = []
            mutating func take(_ frame: EventStreamFrame) {
                let name = frame.headers[":event-type"]?.string ?? "-"
                events.append("\(name) \(String(decoding: frame.payload, as: UTF8.self))")
            }
        }
        var sink = Sink()
        var scanner = EventStreamScanner()
        do {
            try stream.withUnsafeBytes { try scanner.feed($0, to: &sink) }
        } catch { return nil }
        return scanner.pending.isEmpty ? sink.events : nil
    }

    @Test(
        "a stream passes byte by byte, its usage is read, however it is cut",
        arguments: [1, 2, 7, 64, 1 << 20]
    )
    func whole(_ size: Int) {
        let stream = Self.frames.flatMap { $0 }
        var meter = ConverseStreamMeter()
        var passed: [UInt8] = []
        var start = 0
        while start < stream.count {
            let end = min(start + size, stream.count)
            passed += Self.feed(&meter, stream[start..<end])
            start = end
        }
        #expect(passed == stream)
        #expect(meter.finish().isEmpty)
        #expect(meter.isDone && meter.hasEnded && !meter.isBroken && !meter.sawError)
        #expect(meter.usage == Usage(inputTokens: 11, outputTokens: 22))
        #expect(meter.variant == .standard)
        #expect(meter.openChoiceCount == 0)
        // 6 + 5 bytes of text, a call and its name, 7 bytes of input; padding does not count.
        #expect(meter.outputTokens == 11 + 16 + 4 + 7)
        #expect(meter.endOfStream(promptTokens: 1).isEmpty)
        #expect(meter.closingNote("x").isEmpty)
    }

    @Test(
        "cut behind any byte, the stream that the client saw is ended well",
        arguments: [nil, 50] as [Int64?]
    )
    func cutAnywhere(_ promptTokens: Int64?) throws {
        let stream = Self.frames.flatMap { $0 }
        for cut in 0..<stream.count {
            var meter = ConverseStreamMeter()
            var seen = Self.feed(&meter, stream[..<cut])
            #expect(stream.starts(with: seen))
            seen += meter.finish()
            let end = meter.endOfStream(promptTokens: promptTokens)
            let events = try #require(Self.read(seen + end), "cut at \(cut)")
            let names = events.map { $0.prefix { $0 != " " } }
            #expect(names.first == "messageStart")
            #expect(names.count { $0 == "messageStart" } == 1)
            #expect(names.count { $0 == "messageStop" } == 1)
            if !seen.isEmpty, !meter.hasEnded {
                #expect(events.contains(#"messageStop {"stopReason":"max_tokens"}"#))
            }
            for block in 0..<2 {
                let opens = events.contains { event in
                    !event.hasPrefix("contentBlockStop")
                        && event.contains(#"{"contentBlockIndex":\#(block)"#)
                }
                let stops = events.count {
                    $0 == #"contentBlockStop {"contentBlockIndex":\#(block)}"#
                }
                #expect(stops == (opens ? 1 : 0))
            }
            guard promptTokens != nil else {
                #expect(!names.contains("metadata"))
                continue
            }
            #expect(names.last == "metadata")
            let output = meter.outputTokens
            #expect(
                events.last
                    == #"metadata {"metrics":{"latencyMs":0},"usage":{"inputTokens":50,"outputTokens":\#(output),"totalTokens":\#(50 + output)}}"#
            )
        }
    }

    @Test("a frame with a wrong checksum breaks the stream, and does not reach the client")
    func corrupt() {
        let good = Self.frames[0] + Self.frames[1]
        var bad = Self.frames[2]
        bad[bad.count - 9] ^= 1
        var meter = ConverseStreamMeter()
        #expect(Self.feed(&meter, good + bad + Self.frames[3]) == good)
        #expect(meter.isBroken && !meter.isDone)
        #expect(Self.feed(&meter, Self.frames[4]).isEmpty)
        #expect(Self.read(good + meter.endOfStream(promptTokens: nil))?.count == 4)
    }

    @Test("an exception in the stream is passed on and seen")
    func exception() {
        let frame = EventStreamWriter.frame(
            [
                (":exception-type", "modelStreamErrorException"),
                (":content-type", "application/json"), (":message-type", "exception"),
            ],
            Array(#"{"message":"no"}"#.utf8)
        )
        var meter = ConverseStreamMeter()
        #expect(Self.feed(&meter, Self.frames[0] + frame) == Self.frames[0] + frame)
        #expect(meter.sawError && !meter.isBroken && meter.usage == nil)
    }

    @Test(
        "a payload that is no JSON object breaks the stream",
        arguments: ["", "{", "[]", "{\"a\":1,\"a\":2}"]
    )
    func payload(_ text: String) {
        var meter = ConverseStreamMeter()
        _ = Self.feed(&meter, EventStreamWriter.event("messageStart", Array(text.utf8)))
        #expect(meter.isBroken)
    }

    @Test("reasoning, signatures and texts of unknown kinds count, up to the output limit")
    func texts() {
        let deltas = [
            (#"{"reasoningContent":{"text":"abcd"}}"#, Int64(4)),
            (#"{"reasoningContent":{"redactedContent":"abcd"}}"#, 4),
            (#"{"reasoningContent":{"signature":"abcdefgh"}}"#, 8),
            (#"{"new":{"x":["abc",1,null]}}"#, 3),
            (#"{"citation":{"sourceContent":[{"text":"abc"}]}}"#, 3),
            (#"{"text":""}"#, 0),
        ]
        for (delta, tokens) in deltas {
            var meter = ConverseStreamMeter()
            let json = #"{"contentBlockIndex":0,"delta":\#(delta)}"#
            _ = Self.feed(&meter, EventStreamWriter.event("contentBlockDelta", Array(json.utf8)))
            #expect(meter.outputTokens == tokens, "\(delta)")
            meter = ConverseStreamMeter(outputTokensMax: 3)
            _ = Self.feed(&meter, EventStreamWriter.event("contentBlockDelta", Array(json.utf8)))
            #expect(meter.outputTokens == min(tokens, 3), "\(delta)")
        }
    }

    @Test("a second usage that is smaller does not lower the bill; a broken one is none")
    func repeatedUsage() {
        func metadata(_ usage: String) -> [UInt8] {
            EventStreamWriter.event("metadata", Array(#"{"usage":\#(usage)}"#.utf8))
        }
        var meter = ConverseStreamMeter()
        _ = Self.feed(&meter, metadata(#"{"inputTokens":"x"}"#))
        #expect(meter.usage == nil && meter.isDone)
        _ = Self.feed(&meter, metadata(#"{"inputTokens":9,"outputTokens":9,"totalTokens":18}"#))
        _ = Self.feed(&meter, metadata(#"{"inputTokens":1,"outputTokens":1,"totalTokens":2}"#))
        #expect(meter.usage == Usage(inputTokens: 9, outputTokens: 9))
    }
}
