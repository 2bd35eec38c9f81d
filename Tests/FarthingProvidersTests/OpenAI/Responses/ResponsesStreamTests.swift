import FarthingCore
import FarthingProviders
import Testing

/// Streams for the tests of the meter, in the form of OpenAI's reference, “Streaming events”.
enum ResponsesStream {
    static func event(_ type: String, _ number: Int, _ members: String) -> String {
        "event: \(type)\ndata: {\"type\":\"\(type)\",\"sequence_number\":\(number),\(members)}\n\n"
    }

    static func response(_ status: String, usage: String = "null") -> String {
        #""response":{"id":"resp_\u0041","object":"response","created_at":1700000000,"#
            + #""status":"\#(status)","error":null,"incomplete_details":null,"instructions":"Be.","#
            + #""model":"gpt-4o-2024-08-06","output":[],"parallel_tool_calls":true,"#
            + #""service_tier":"default","tools":[],"usage":\#(usage),"metadata":{}}"#
    }

    static let created = event("response.created", 0, response("in_progress"))
    static let added = event(
        "response.output_item.added",
        1,
        #""output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","#
            + #""content":[],"role":"assistant"}"#
    )
    static let part = event(
        "response.content_part.added",
        2,
        #""item_id":"msg_1","output_index":0,"content_index":0,"#
            + #""part":{"type":"output_text","annotations":[],"text":""}"#
    )

    static func text(_ text: String, _ number: Int) -> String {
        event(
            "response.output_text.delta",
            number,
            #""item_id":"msg_1","output_index":0,"content_index":0,"delta":"\#(text)","#
                + #""logprobs":[],"obfuscation":"aGVsbG8""#
        )
    }

    static func done(_ text: String, _ number: Int) -> String {
        event(
            "response.output_text.done",
            number,
            #""item_id":"msg_1","output_index":0,"content_index":0,"text":"\#(text)""#
        )
            + event(
                "response.output_item.done",
                number + 1,
                #""output_index":0,"item":{"id":"msg_1","type":"message","status":"completed","#
                    + #""content":[{"type":"output_text","text":"\#(text)"}],"role":"assistant"}"#
            )
    }

    static let usage = #"{"input_tokens":9,"output_tokens":12,"total_tokens":21}"#

    static func end(_ status: String, _ number: Int, usage: String = usage) -> String {
        event("response.\(status)", number, response(status, usage: usage))
    }

    static let beginning = created + added + part + text("Hello", 3) + text(" wor\\u006cd", 4)
    static let whole = beginning + done("Hello world", 5) + end("completed", 7)

    static func meter() -> ResponsesStreamMeter {
        ResponsesStreamMeter(counter: TokenCounter(.o200k))
    }

    /// What a meter passes on of a stream that arrives cut at `cuts`.
    static func pass(
        _ stream: String,
        through meter: inout ResponsesStreamMeter,
        cuts: [Int] = []
    ) -> [UInt8] {
        let stream = Array(stream.utf8)
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
        return passed
    }
}

@Suite("OpenAI responses stream")
struct ResponsesStreamTests {
    @Test("a stream is metered and passed on as it came, however it is cut")
    func whole() throws {
        let stream = ResponsesStream.whole
        for cut in stride(from: 0, through: stream.utf8.count, by: 7) {
            var meter = ResponsesStream.meter()
            var passed = ResponsesStream.pass(stream, through: &meter, cuts: [cut, cut])
            passed += meter.finish()
            #expect(passed == Array(stream.utf8))
            // Four for the item, two for the words.
            #expect(meter.outputTokens == 6)
            #expect(meter.usage == Usage(inputTokens: 9, outputTokens: 12))
            #expect(meter.model == "gpt-4o-2024-08-06")
            #expect(meter.variant == .standard)
            #expect(meter.isDone && meter.hasEnded && !meter.isBroken && !meter.sawError)
            #expect(meter.openChoiceCount == 0)
            #expect(meter.endOfStream(promptTokens: 9).isEmpty)
        }
    }

    @Test("a usage below the text that was seen is told")
    func lies() throws {
        var meter = ResponsesStream.meter()
        let end = ResponsesStream.end(
            "completed",
            7,
            usage: #"{"input_tokens":0,"output_tokens":0,"total_tokens":0}"#
        )
        _ = ResponsesStream.pass(ResponsesStream.beginning + end, through: &meter)
        let usage = try #require(meter.usage)
        #expect(usage == Usage())
        #expect(meter.outputTokens(beyond: usage) == 2)
        #expect(meter.outputTokens(beyond: Usage(outputTokens: 6)) == nil)
    }

    @Test(
        "how a stream ended is seen",
        arguments: [
            (ResponsesStream.end("incomplete", 5), true, false, true),
            (ResponsesStream.end("failed", 5, usage: "null"), true, true, false),
            (ResponsesStream.event("error", 5, #""code":"x","message":"y""#), false, true, false),
            ("data: [DONE]\n\n", true, false, false), ("", false, false, false),
        ]
    )
    func endings(end: String, ended: Bool, error: Bool, hasUsage: Bool) {
        var meter = ResponsesStream.meter()
        _ = ResponsesStream.pass(ResponsesStream.beginning + end, through: &meter)
        #expect(meter.hasEnded == ended)
        #expect(meter.sawError == error)
        #expect((meter.usage != nil) == hasUsage)
        #expect(!meter.isBroken)
    }

    @Test("calls, refusals and reasoning are counted; text that came in no pieces is, too")
    func counts() {
        var meter = ResponsesStream.meter()
        let call = ResponsesStream.event(
            "response.output_item.added",
            1,
            #""output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"c","#
                + #""name":"look","arguments":""}"#
        )
        _ = ResponsesStream.pass(ResponsesStream.created + call, through: &meter)
        #expect(meter.outputTokens == 9)
        let pieces =
            ResponsesStream.event(
                "response.function_call_arguments.delta",
                2,
                #""output_index":0,"delta":"{}""#
            )
            + ResponsesStream.event(
                "response.reasoning_text.delta",
                3,
                #""output_index":1,"delta":"so""#
            )
        _ = ResponsesStream.pass(pieces, through: &meter)
        #expect(meter.outputTokens == 11)
        let done = ResponsesStream.event(
            "response.output_item.done",
            4,
            #""output_index":2,"item":{"id":"msg_2","type":"message","#
                + #""content":[{"type":"output_text","text":"Hello world"}]}"#
        )
        _ = ResponsesStream.pass(done, through: &meter)
        #expect(meter.outputTokens == 17)
        #expect(meter.outputTokens(beyond: Usage()) == 4)
    }

    @Test("what is no event breaks the stream", arguments: ["data: {\n\n", "data: [1]\n\n"])
    func broken(event: String) {
        var meter = ResponsesStream.meter()
        _ = ResponsesStream.pass(ResponsesStream.created + event, through: &meter)
        #expect(meter.isBroken)
    }
}
