import FarthingCore
import FarthingProviders
import Testing

@Suite("Anthropic answer")
struct MessagesAnswerTests {
    private static func answer(
        _ usage: String,
        hour: Bool = false,
        model: String = "claude-opus-5-5"
    ) -> MessagesAnswer {
        let body = """
            {"id":"msg_01","type":"message","role":"assistant","model":"\(model)",
             "content":[{"type":"text","text":"Hi!"}],"stop_reason":"end_turn",
             "stop_sequence":null,"usage":\(usage)}
            """
        return MessagesAnswer(Array(body.utf8), writesHourCache: hour)
    }

    @Test("a usage as documented is brought into disjoint buckets, and priced to the nano")
    func prices() throws {
        let answer = Self.answer(
            """
            {"input_tokens":2095,"cache_creation_input_tokens":2051,"cache_read_input_tokens":2051,
             "cache_creation":{"ephemeral_5m_input_tokens":51,"ephemeral_1h_input_tokens":2000},
             "output_tokens":503,"output_tokens_details":{"thinking_tokens":400},
             "server_tool_use":{"web_search_requests":2,"web_fetch_requests":1},
             "service_tier":"standard","speed":"standard","inference_geo":"global"}
            """
        )
        let usage = try #require(answer.usage)
        #expect(
            usage
                == Usage(
                    inputTokens: 2_095,
                    cachedInputTokens: 2_051,
                    cacheWriteTokens: 51,
                    cacheWriteHourTokens: 2_000,
                    outputTokens: 103,
                    reasoningTokens: 400,
                    webSearches: 2
                )
        )
        #expect(answer.variant == .standard && answer.model == "claude-opus-5-5")
        // $4 in, $0.20 cached, $5 and $8 written, $20 out per million; $10 per thousand searches.
        let nanos: Int64 =
            2_095 * 4_000 + 2_051 * 200 + 51 * 5_000 + 2_000 * 8_000 + 503 * 20_000 + 20_000_000
        #expect(try MessagesSample.price("claude-opus-5-5").amountNanos(of: usage) == nanos)
    }

    @Test("the larger context is priced by the tier that the whole input reaches")
    func tiers() throws {
        let usage = try #require(
            Self.answer(
                #"{"input_tokens":60000,"cache_read_input_tokens":40001,"output_tokens":10}"#
            ).usage
        )
        #expect(
            try MessagesSample.price("claude-haiku-5-5").amountNanos(of: usage)
                == 60_000 * 500 + 40_001 * 50 + 10 * 2_500
        )
    }

    @Test("fast answers are of the fast variant, and batch and priority of theirs")
    func variants() {
        func variant(_ members: String) -> PriceVariant? {
            Self.answer(#"{"input_tokens":1,"output_tokens":1,\#(members)}"#).variant
        }
        #expect(variant(#""service_tier":"standard","speed":"fast""#) == .fast)
        #expect(variant(#""service_tier":"priority""#) == .priority)
        #expect(variant(#""service_tier":"batch""#) == .batch)
        #expect(variant(#""service_tier":"new""#) == nil)
        #expect(variant(#""speed":"standard""#) == nil)
    }

    @Test(
        "of figures that contradict each other the dearer reading is taken",
        arguments: [
            // Written tokens of which the parts tell less: the hour, where one was asked for.
            (
                #""cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":0}"#,
                true, 40, 60, 7, 0
            ),
            (#""cache_creation_input_tokens":100"#, true, 0, 100, 7, 0),
            (#""cache_creation_input_tokens":100"#, false, 100, 0, 7, 0),
            // Parts that tell more than the total.
            (
                #""cache_creation_input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":5}"#,
                false, 40, 5, 7, 0
            ),
            // More thinking than output.
            (#""output_tokens_details":{"thinking_tokens":9}"#, false, 0, 0, 0, 9),
        ] as [(String, Bool, Int64, Int64, Int64, Int64)]
    )
    func contradictions(
        members: String,
        hour: Bool,
        short: Int64,
        long: Int64,
        output: Int64,
        thinking: Int64
    ) throws {
        let text = #"{"input_tokens":5,"output_tokens":7,\#(members)}"#
        let usage = try #require(Self.answer(text, hour: hour).usage)
        #expect(usage.inputTokens == 5)
        #expect(usage.cacheWriteTokens == short && usage.cacheWriteHourTokens == long)
        #expect(usage.outputTokens == output && usage.reasoningTokens == thinking)
    }

    @Test("inference in one country costs a tenth more, whoever asked for it")
    func geography() throws {
        func nanos(_ geo: String) throws -> Int64 {
            let text = #"{"input_tokens":1000,"output_tokens":100,"inference_geo":\#(geo)}"#
            let usage = try #require(Self.answer(text).usage)
            return try MessagesSample.price("claude-opus-5-5").amountNanos(of: usage)
        }
        let base: Int64 = 1_000 * 4_000 + 100 * 20_000
        for geo in ["null", #""global""#, #""not_available""#] { #expect(try nanos(geo) == base) }
        #expect(try nanos(#""us""#) == base * 11 / 10)
    }

    @Test(
        "what cannot be billed by is no usage",
        arguments: [
            "null", "[]", "7", "{}", #"{"input_tokens":5}"#, #"{"output_tokens":5}"#,
            #"{"input_tokens":-1,"output_tokens":5}"#, #"{"input_tokens":1.5,"output_tokens":5}"#,
            #"{"input_tokens":"5","output_tokens":5}"#,
            #"{"input_tokens":5,"output_tokens":5,"cache_read_input_tokens":9000000000000000}"#,
        ]
    )
    func unusable(usage: String) {
        #expect(Self.answer(usage).usage == nil)
    }

    @Test("an error, a broken body and an empty one have no usage; zeros are one")
    func others() {
        for text in ["", "{", "[]", #"{"type":"error","error":{"type":"api_error"}}"#] {
            #expect(MessagesAnswer(Array(text.utf8)).usage == nil)
        }
        #expect(
            Self.answer(#"{"input_tokens":0,"output_tokens":0}"#).usage == Usage()
        )
    }
}
