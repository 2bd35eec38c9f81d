import FarthingCore
import FarthingProviders
import Testing

@Suite("Converse answers")
struct ConverseAnswerTests {
    static func answer(_ usage: String, _ more: String = "") -> ConverseAnswer {
        let body = """
            {"output":{"message":{"role":"assistant","content":[{"text":"Hello"}]}},
             "stopReason":"end_turn","usage":\(usage),"metrics":{"latencyMs":7}\(more)}
            """
        return ConverseAnswer(Array(body.utf8))
    }

    @Test(
        "usage is read into disjoint buckets",
        arguments: [
            (
                #"{"inputTokens":10,"outputTokens":5,"totalTokens":15}"#,
                Usage(inputTokens: 10, outputTokens: 5)
            ),
            (
                #"{"inputTokens":4,"outputTokens":124,"totalTokens":1250,"cacheReadInputTokens":1100,"cacheWriteInputTokens":22}"#,
                Usage(
                    inputTokens: 4,
                    cachedInputTokens: 1_100,
                    cacheWriteTokens: 22,
                    outputTokens: 124
                )
            ),
            (
                #"{"inputTokens":4,"outputTokens":1,"totalTokens":105,"cacheWriteInputTokens":100,"cacheDetails":[{"ttl":"1h","inputTokens":70},{"ttl":"5m","inputTokens":30}]}"#,
                Usage(
                    inputTokens: 4,
                    cacheWriteTokens: 30,
                    cacheWriteHourTokens: 70,
                    outputTokens: 1
                )
            ),
            (#"{"inputTokens":0,"outputTokens":0,"totalTokens":0}"#, Usage()),
            // Contradictions: the dearer reading.
            (
                #"{"inputTokens":10,"outputTokens":5,"totalTokens":3}"#,
                Usage(inputTokens: 10, outputTokens: 5)
            ),
            (
                #"{"inputTokens":10,"outputTokens":5,"totalTokens":40}"#,
                Usage(inputTokens: 10, outputTokens: 5, reasoningTokens: 25)
            ),
            (
                #"{"inputTokens":1,"outputTokens":1,"totalTokens":2,"cacheWriteInputTokens":10,"cacheDetails":[{"ttl":"1h","inputTokens":70}]}"#,
                Usage(inputTokens: 1, cacheWriteHourTokens: 70, outputTokens: 1)
            ),
            (
                #"{"inputTokens":1,"outputTokens":1,"cacheWriteInputTokens":9,"cacheDetails":[{"ttl":"9d","inputTokens":9}]}"#,
                Usage(inputTokens: 1, cacheWriteHourTokens: 9, outputTokens: 1)
            ),
        ]
    )
    func usage(_ json: String, _ expected: Usage) {
        #expect(Self.answer(json).usage == expected)
    }

    @Test(
        "what is no usage is none",
        arguments: [
            "null", "{}", "[]", "1", #"{"inputTokens":1}"#, #"{"outputTokens":1,"totalTokens":1}"#,
            #"{"inputTokens":-1,"outputTokens":1}"#, #"{"inputTokens":1.5,"outputTokens":1}"#,
            #"{"inputTokens":"1","outputTokens":1}"#,
            #"{"inputTokens":9223372036854775807,"outputTokens":1}"#,
            #"{"inputTokens":1,"outputTokens":1,"cacheReadInputTokens":"x"}"#,
            #"{"inputTokens":1,"outputTokens":1,"cacheDetails":[{"ttl":"1h"}]}"#,
            #"{"inputTokens":1,"inputTokens":2,"outputTokens":1}"#,
        ]
    )
    func noUsage(_ json: String) {
        #expect(Self.answer(json).usage == nil)
    }

    @Test("a body that is no JSON has no usage")
    func broken() {
        for body in ["", "{", "[]", "\u{FEFF}{}"] {
            #expect(ConverseAnswer(Array(body.utf8)).usage == nil)
        }
    }

    @Test(
        "how the call was processed",
        arguments: [
            ("", nil), (#","serviceTier":{"type":"default"}"#, PriceVariant.standard),
            (#","serviceTier":{"type":"priority"}"#, .priority),
            (#","serviceTier":{"type":"flex"}"#, .flex), (#","serviceTier":{"type":"new"}"#, nil),
            (#","performanceConfig":{"latency":"standard"}"#, nil),
            (#","performanceConfig":{"latency":"optimized"}"#, .fast),
        ] as [(String, PriceVariant?)]
    )
    func variant(_ more: String, _ variant: PriceVariant?) {
        let answer = Self.answer(#"{"inputTokens":1,"outputTokens":1,"totalTokens":2}"#, more)
        #expect(answer.variant == variant)
        #expect(answer.model == nil)
    }

    @Test(
        "an answer is priced to the nano",
        arguments: [
            // 3.3 $/M × 4 + 0.33 × 1,100 + 4.125 × 30 + 6.6 × 70 + 16.5 × 124
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", Int64(3_007_950)),
            // The global profile: 3, 0.3, 3.75, 6, 15.
            ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", 2_734_500),
            // 0.06 × 4 + 0.015 × 1,100 + 0.06 × 100 + 0.24 × 124
            ("us.amazon.nova-lite-v1:0", 52_500),
        ]
    )
    func price(_ model: String, _ nanos: Int64) throws {
        let usage = try #require(
            Self.answer(
                #"{"inputTokens":4,"outputTokens":124,"totalTokens":1328,"cacheReadInputTokens":1100,"cacheWriteInputTokens":100,"cacheDetails":[{"ttl":"1h","inputTokens":70},{"ttl":"5m","inputTokens":30}]}"#
            ).usage
        )
        let price = try #require(
            PriceBook.bundled().price(provider: "bedrock", model: model, atMs: 1_795_132_800_000)
        )
        #expect(try price.amountNanos(of: usage) == nanos)
    }
}
