import FarthingCore
import FarthingProviders
import Testing

@Suite("Anthropic message stream")
struct MessagesStreamTests {
    private typealias Sample = MessagesSample

    private static let startUsage =
        #"{"input_tokens":25,"cache_creation_input_tokens":300,"cache_read_input_tokens":70,"#
        + #""cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"#
        + #""output_tokens":1,"service_tier":"standard","inference_geo":"global"}"#

    /// Thinking, text and a tool call, with a ping in between.
    private static let parts = [
        Sample.start(startUsage),
        Sample.open(0, #"{"type":"thinking","thinking":"","signature":""}"#), Sample.ping,
        Sample.delta(0, #"{"type":"thinking_delta","thinking":"Let me see"}"#),
        Sample.delta(0, #"{"type":"signature_delta","signature":"c2lnbmF0dXJl"}"#),
        Sample.close(0), Sample.open(1), Sample.text("Hello", 1), Sample.text(" wörld", 1),
        Sample.delta(1, #"{"type":"citations_delta","citation":{"cited_text":"a long text"}}"#),
        Sample.close(1),
        Sample.open(2, #"{"type":"tool_use","id":"toolu_1","name":"look_up","input":{}}"#),
        Sample.delta(2, #"{"type":"input_json_delta","partial_json":"{\"a\":"}"#),
        Sample.delta(2, #"{"type":"input_json_delta","partial_json":" 1}"}"#),
        Sample.close(2),
        Sample.end(#"{"output_tokens":89,"output_tokens_details":{"thinking_tokens":30}}"#),
        Sample.stop,
    ]
    private static let stream = Array(parts.joined().utf8)

    private static let usage = Usage(
        inputTokens: 25,
        cachedInputTokens: 70,
        cacheWriteTokens: 100,
        cacheWriteHourTokens: 200,
        outputTokens: 59,
        reasoningTokens: 30
    )

    @Test("a stream goes on as it came, and its usage is that of its start and its end")
    func passes() throws {
        var meter = MessagesMeter()
        #expect(Sample.pass(Self.stream, through: &meter) == Self.stream)
        #expect(meter.finish().isEmpty)
        #expect(meter.usage == Self.usage)
        #expect(meter.variant == .standard && meter.model == "claude-opus-5-5")
        #expect(meter.hasEnded && meter.isDone && !meter.isBroken && !meter.sawError)
        #expect(meter.openChoiceCount == 0 && meter.endOfStream(promptTokens: 5).isEmpty)
        // $4, $0.20, $5, $8 and $20 per million.
        let nanos: Int64 = 25 * 4_000 + 70 * 200 + 100 * 5_000 + 200 * 8_000 + 89 * 20_000
        #expect(try Sample.price("claude-opus-5-5").amountNanos(of: Self.usage) == nanos)
    }

    @Test("however the stream is cut into pieces, whole events go on and the figures are the same")
    func cuts() {
        var whole = MessagesMeter()
        _ = Sample.pass(Self.stream, through: &whole)
        for cut in 1..<Self.stream.count {
            var meter = MessagesMeter()
            #expect(Sample.pass(Self.stream, through: &meter, cuts: [cut]) == Self.stream)
            #expect(meter.usage == whole.usage && meter.outputTokens == whole.outputTokens)
        }
        var meter = MessagesMeter()
        let cuts = Array(1..<Self.stream.count)
        #expect(Sample.pass(Self.stream, through: &meter, cuts: cuts) == Self.stream)
        #expect(meter.usage == whole.usage)
    }

    @Test("a stream that breaks off anywhere has passed whole events, and ends well")
    func breaksOff() throws {
        var starts = [0]
        for part in Self.parts { starts.append(starts[starts.count - 1] + part.utf8.count) }
        for cut in 0..<Self.stream.count {
            var meter = MessagesMeter()
            let passed = Sample.pass(Array(Self.stream[..<cut]), through: &meter)
            #expect(starts.contains(passed.count))
            #expect(meter.usage == nil || passed.count >= starts[starts.count - 2])
            let end = String(decoding: meter.endOfStream(promptTokens: 7), as: UTF8.self)
            try Self.checkWhole(String(decoding: passed, as: UTF8.self) + end)
        }
    }

    /// Checks that a stream is one that a client of Anthropic's can read to its end.
    private static func checkWhole(_ stream: String) throws {
        var types: [String] = []
        var open: [Int64] = []
        var reasons = 0
        for text in stream.split(separator: "\n\n") {
            let lines = text.split(separator: "\n")
            let name = lines[0].dropFirst("event: ".count)
            let document = try JSONDocument(Array(lines[1].dropFirst("data: ".count).utf8))
            let type = try #require(document.root.member("type" as StaticString)?.string)
            #expect(name == type)
            if type == "ping" { continue }
            types.append(type)
            let index = document.root.member("index" as StaticString)?.int64
            if type == "content_block_start" { open.append(try #require(index)) }
            if type == "content_block_stop" { #expect(open.popLast() == index) }
            if type == "content_block_delta" { #expect(open.last == index) }
            if type == "message_delta" {
                reasons += 1
                #expect(document.root.member("usage" as StaticString) != nil)
            }
        }
        #expect(types.first == "message_start" && types.last == "message_stop")
        #expect(types.filter { $0 == "message_start" }.count == 1)
        #expect(open.isEmpty && reasons == 1)
    }

    @Test("a stream that is cut has the input of its start and the output that was seen")
    func partial() throws {
        var meter = MessagesMeter()
        #expect(meter.partialUsage == nil)
        let cut = Self.parts[..<9].joined()
        _ = Sample.pass(Array(cut.utf8), through: &meter)
        #expect(meter.usage == nil && !meter.hasEnded && meter.openChoiceCount == 1)
        let usage = try #require(meter.partialUsage)
        #expect(usage.inputTokens == 25 && usage.cachedInputTokens == 70)
        #expect(usage.cacheWriteTokens == 100 && usage.cacheWriteHourTokens == 200)
        // Each byte seen: thinking 10, signature 12, text 5 and 7.
        #expect(meter.outputTokens == 34 && usage.totalOutputTokens == 34)
        let end = String(decoding: meter.endOfStream(promptTokens: nil), as: UTF8.self)
        #expect(end.contains(#""stop_reason":"max_tokens""#))
        #expect(end.contains(#""usage":{"output_tokens":34}"#))
    }

    @Test("visible output never counts above the request's limit")
    func limited() throws {
        var meter = MessagesMeter(outputTokensMax: 6)
        _ = Sample.pass(Array(Self.parts[..<9].joined().utf8), through: &meter)
        #expect(meter.outputTokens == 6)
        #expect(meter.partialUsage?.totalOutputTokens == 6)
    }

    @Test("hints of hidden thinking count as it flows")
    func hiddenThinking() {
        var meter = MessagesMeter()
        let stream =
            Sample.start() + Sample.open(0, #"{"type":"thinking","thinking":"","signature":""}"#)
            + Sample.delta(
                0,
                #"{"type":"thinking_delta","thinking":"","estimated_tokens":250}"#
            )
        _ = Sample.pass(Array(stream.utf8), through: &meter)
        #expect(meter.outputTokens == 250)
    }

    @Test("once the provider ran a tool, the start says too little of the input")
    func serverTool() throws {
        let stream =
            Sample.start()
            + Sample.open(
                0,
                #"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#
            )
            + Sample.close(0)
            + Sample.open(
                1,
                #"{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","encrypted_content":"aaaaaaaaaaaaaaaaaaaaaaaaaaa"}]}"#
            )
        var meter = MessagesMeter()
        _ = Sample.pass(Array(stream.utf8), through: &meter)
        #expect(meter.partialUsage == nil)
        // What was found is not output.
        #expect(meter.outputTokens == 32 + 10)
        let end =
            Sample.close(1)
            + Sample.end(
                #"{"input_tokens":9500,"cache_read_input_tokens":3,"output_tokens":80,"server_tool_use":{"web_search_requests":1}}"#
            )
        _ = Sample.pass(Array(end.utf8), through: &meter)
        #expect(
            meter.usage
                == Usage(
                    inputTokens: 9_500,
                    cachedInputTokens: 3,
                    outputTokens: 80,
                    webSearches: 1
                )
        )
    }

    @Test("of several usages the dearest counts, and one before the end is none")
    func severalUsages() {
        var meter = MessagesMeter()
        let early = Sample.event(
            "message_delta",
            #""delta":{"stop_reason":null},"usage":{"output_tokens":500}"#
        )
        _ = Sample.pass(Array((Sample.start() + early).utf8), through: &meter)
        #expect(meter.usage == nil && meter.partialUsage?.outputTokens == 500)
        let late =
            Sample.end(#"{"output_tokens":20}"#) + Sample.end(#"{"output_tokens":900}"#)
            + Sample.end(#"{"output_tokens":0,"input_tokens":0}"#) + Sample.stop
        _ = Sample.pass(Array(late.utf8), through: &meter)
        #expect(meter.usage == Usage(inputTokens: 25, outputTokens: 900))
    }

    @Test("an end without a usage is none, and one of zeros is")
    func missingUsage() {
        var none = MessagesMeter()
        let bare = Sample.event("message_delta", #""delta":{"stop_reason":"end_turn"}"#)
        let start = Sample.start("null")
        _ = Sample.pass(Array((start + bare + Sample.stop).utf8), through: &none)
        #expect(none.usage == nil && none.isDone)
        var zeros = MessagesMeter()
        let zero = #"{"input_tokens":0,"output_tokens":0}"#
        _ = Sample.pass(Array((Sample.start(zero) + Sample.end(zero)).utf8), through: &zeros)
        #expect(zeros.usage == Usage())
    }

    @Test("a start whose usage says one token of output is no whole usage without an end's")
    func endWithoutOutput() {
        var meter = MessagesMeter()
        let bare = Sample.event("message_delta", #""delta":{"stop_reason":"end_turn"}"#)
        let stream = Sample.start() + Sample.open(0) + Sample.text("Hello") + bare + Sample.stop
        _ = Sample.pass(Array(stream.utf8), through: &meter)
        #expect(meter.usage == nil)
        #expect(meter.partialUsage == Usage(inputTokens: 25, outputTokens: 5))
    }

    @Test("an error inside the stream, and what cannot be read, are seen")
    func errors() {
        var error = MessagesMeter()
        let event = Sample.event(
            "error",
            #""error":{"type":"overloaded_error","message":"Overloaded"}"#
        )
        _ = Sample.pass(Array((Sample.start() + event).utf8), through: &error)
        #expect(error.sawError && !error.hasEnded && !error.isBroken)
        for text in ["data: {\n\n", "data: []\n\n", "data: {\"a\":1}\n\n"] {
            var broken = MessagesMeter()
            #expect(Sample.pass(Array(text.utf8), through: &broken) == Array(text.utf8))
            #expect(broken.isBroken)
        }
        var long = MessagesMeter(eventBytesMax: 100)
        _ = Sample.pass(Array(Sample.text(String(repeating: "a", count: 200)).utf8), through: &long)
        #expect(long.isBroken)
    }

    @Test("kinds of events and deltas that are not known yet pass, and their texts count")
    func unknown() {
        var meter = MessagesMeter()
        let stream =
            Sample.start() + Sample.event("new_event", #""x":1"#) + Sample.open(0)
            + Sample.delta(0, #"{"type":"new_delta","words":["abc",{"d":"ef"}]}"#)
        let bytes = Array(stream.utf8)
        #expect(Sample.pass(bytes, through: &meter) == bytes)
        #expect(meter.outputTokens == 3 + 1 + 2 && !meter.isBroken)
    }

    @Test("a rest without its blank line is not lost")
    func rest() {
        var meter = MessagesMeter()
        let text = Array((Sample.start() + Sample.stop.dropLast()).utf8)
        let passed = Sample.pass(text, through: &meter)
        #expect(passed + meter.finish() == text)
        #expect(meter.isDone)
    }
}
