import FarthingCore
import FarthingProviders
import Testing

/// Streams for the tests of the meter.
enum StreamSample {
    static func chunk(_ choices: String, usage: String? = nil) -> String {
        let tail = usage.map { ",\"usage\":\($0)" } ?? ""
        return "data: {\"id\":\"chatcmpl-\\u0041\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1700000000,\"model\":\"gpt-4o-2024-08-06\",\"service_tier\":\"default\","
            + "\"choices\":[\(choices)]\(tail)}\n\n"
    }

    static func text(_ text: String, _ index: Int = 0) -> String {
        chunk("{\"index\":\(index),\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":null}")
    }

    static func finish(_ index: Int = 0) -> String {
        chunk("{\"index\":\(index),\"delta\":{},\"finish_reason\":\"stop\"}")
    }

    static let usage = chunk(
        "",
        usage: #"{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}"#
    )
    static let done = "data: [DONE]\n\n"

    /// What a meter passes on of a stream that arrives cut at `cuts`.
    static func pass(
        _ stream: [UInt8],
        through meter: inout ChatStreamMeter,
        cuts: [Int] = []
    ) -> [UInt8] {
        var passed: [UInt8] = []
        var start = 0
        for end in cuts.sorted() + [stream.count] {
            let piece = Array(stream[start..<end])
            switch piece.withUnsafeBytes({ meter.feed($0) }) {
            case .piece: passed += piece
            case .bytes(let bytes): passed += bytes
            }
            start = end
        }
        return passed + meter.finish()
    }

    static func meter(choices: Int64 = 1, asks: Bool = false) -> ChatStreamMeter {
        ChatStreamMeter(choices: choices, clientAsksUsage: asks, counter: TokenCounter(.o200k))
    }
}

@Suite("OpenAI chat stream")
struct ChatStreamTests {
    private static let stream = Array(
        (StreamSample.chunk("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}")
            + StreamSample.text("Hello") + StreamSample.text(" world, how are you?")
            + StreamSample.finish() + StreamSample.usage + StreamSample.done).utf8
    )

    @Test("a stream is metered, and only the usage chunk nobody asked for is left out")
    func plain() {
        for asks in [true, false] {
            var meter = StreamSample.meter(asks: asks)
            let passed = StreamSample.pass(Self.stream, through: &meter)
            let text = String(decoding: Self.stream, as: UTF8.self)
            let expected = asks ? text : text.replacing(StreamSample.usage, with: "")
            #expect(String(decoding: passed, as: UTF8.self) == expected)
            #expect(meter.outputTokens == 7)
            #expect(meter.usage == Usage(inputTokens: 9, outputTokens: 12))
            #expect(meter.model == "gpt-4o-2024-08-06")
            #expect(meter.serviceTier == "default")
            #expect(meter.isDone)
            #expect(meter.hasEnded)
            #expect(!meter.isBroken)
            #expect(meter.endOfStream() == [])
        }
    }

    @Test("any cut passes on the same bytes and counts the same, with any line ends")
    func cuts() {
        var random = SystemRandomNumberGenerator()
        for lineEnd in ["\n", "\r\n", "\r"] {
            let text = String(decoding: Self.stream, as: UTF8.self)
            let stream = Array((": keep-alive\n\n" + text).replacing("\n", with: lineEnd).utf8)
            let usage = Array(StreamSample.usage.replacing("\n", with: lineEnd).utf8)
            let expected = stream.replacing(usage, with: [])
            for round in 0..<400 {
                var cuts = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                    Int.random(in: 0...stream.count, using: &random)
                }
                if round == 0 { cuts = Array(0..<stream.count) }
                var meter = StreamSample.meter()
                #expect(StreamSample.pass(stream, through: &meter, cuts: cuts) == expected)
                #expect(meter.outputTokens == 7)
                #expect(meter.usage?.outputTokens == 12)
                #expect(meter.isDone)
            }
        }
    }

    @Test("a piece of whole events needs no copy, and half an event is kept back")
    func copies() {
        var meter = StreamSample.meter()
        let event = Array(StreamSample.text("Hi").utf8)
        #expect(event.withUnsafeBytes { meter.feed($0) } == .piece)
        let both = event + event.prefix(20)
        #expect(both.withUnsafeBytes { meter.feed($0) } == .bytes(event))
        #expect(event.dropFirst(20).withUnsafeBytes { meter.feed($0) } == .bytes(event))
        #expect(event.withUnsafeBytes { meter.feed($0) } == .piece)
        #expect(meter.outputTokens == 4)
    }

    @Test("all that the model writes counts, over all choices")
    func counts() {
        let tool =
            #"{"index":1,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}]}}"#
        let arguments =
            #"{"index":1,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]}}"#
        let counter = TokenCounter(.o200k)
        func tokens(_ text: String) -> Int64 { counter.count(Array(text.utf8)) }
        let cases: [(String, Int64)] = [
            (StreamSample.text("Hello"), 1), (StreamSample.text(" world", 1), 1),
            (StreamSample.chunk(#"{"index":0,"delta":{"refusal":"No."}}"#), tokens("No.")),
            (StreamSample.chunk(tool), tokens("get_weather") + 8),
            (StreamSample.chunk(arguments), tokens(#"{"a":1}"#)),
            (StreamSample.chunk(#"{"index":0,"delta":{"function_call":{"name":"f"}}}"#), 1),
            (StreamSample.chunk(#"{"index":0,"delta":{"reasoning_content":"hm"}}"#), tokens("hm")),
            (StreamSample.chunk(#"{"index":0,"delta":{"role":"assistant","content":null}}"#), 0),
            (StreamSample.text(""), 0),
        ]
        for (chunk, expected) in cases {
            var meter = StreamSample.meter(choices: 2)
            _ = StreamSample.pass(Array(chunk.utf8), through: &meter)
            #expect(meter.outputTokens == expected)
        }
        var meter = ChatStreamMeter(clientAsksUsage: false, counter: nil)
        _ = StreamSample.pass(Array(StreamSample.text("grün").utf8), through: &meter)
        #expect(meter.outputTokens == 5)
    }

    @Test("a stream ends by itself when each choice has its finish reason")
    func ends() {
        var meter = StreamSample.meter(choices: 2)
        let pieces = [StreamSample.text("a"), StreamSample.finish(1), StreamSample.finish(0)]
        var ended: [Bool] = []
        for piece in pieces {
            _ = Array(piece.utf8).withUnsafeBytes { meter.feed($0) }
            ended.append(meter.hasEnded)
        }
        #expect(ended == [false, false, true])
        #expect(!meter.isDone)
    }

    @Test("the dearest of several usages is kept, and a bad one is reported")
    func usages() {
        func chunk(_ usage: String) -> String { StreamSample.chunk("", usage: usage) }
        var meter = StreamSample.meter()
        let stream =
            chunk(#"{"prompt_tokens":9,"completion_tokens":50}"#)
            + chunk(#"{"prompt_tokens":9,"completion_tokens":1}"#) + chunk(#"{"prompt_tokens":-1}"#)
        #expect(StreamSample.pass(Array(stream.utf8), through: &meter) == [])
        #expect(meter.usage?.outputTokens == 50)
        #expect(meter.usageProblem == .unreadable(member: "prompt_tokens"))
    }

    @Test("what is no chunk is passed on and reported")
    func broken() {
        for text in ["data: nonsense\n\n", "data: {\"a\":1,\"a\":2}\n\n", "data: []\n\n"] {
            var meter = StreamSample.meter()
            #expect(StreamSample.pass(Array(text.utf8), through: &meter) == Array(text.utf8))
            #expect(meter.isBroken)
        }
        var meter = StreamSample.meter()
        let error = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"
        #expect(StreamSample.pass(Array(error.utf8), through: &meter) == Array(error.utf8))
        #expect(meter.sawError)
        #expect(!meter.isBroken)
        var small = ChatStreamMeter(clientAsksUsage: false, counter: nil, eventBytesMax: 64)
        _ = StreamSample.pass(Array(StreamSample.text("a").utf8), through: &small)
        #expect(small.isBroken)
    }

    @Test("random bytes never crash, and what is passed on is never more than came")
    func noise() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var stream = Self.stream
            for _ in 0..<6 {
                stream[Int.random(in: 0..<stream.count, using: &random)] = .random(in: 0...255)
            }
            let cuts = (0..<5).map { _ in Int.random(in: 0...stream.count, using: &random) }
            var meter = StreamSample.meter(choices: 3)
            #expect(StreamSample.pass(stream, through: &meter, cuts: cuts).count <= stream.count)
            _ = meter.endOfStream()
        }
    }
}
