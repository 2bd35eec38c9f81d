import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI responses: usage and cost")
struct ResponsesAnswerTests {
    private static func answer(_ usage: String, _ more: String = "") -> ResponsesAnswer {
        ResponsesAnswer(
            Array(
                (#"{"id":"resp_1","object":"response","model":"gpt-4o-2024-08-06","#
                    + #""status":"completed","service_tier":"default","output":[{"type":"message","#
                    + #""content":[{"type":"output_text","text":"Hello there"}]}],"#
                    + #""usage":\#(usage)\#(more)}"#).utf8
            )
        )
    }

    @Test("the buckets are disjoint")
    func buckets() throws {
        let answer = Self.answer(
            #"{"input_tokens":100,"input_tokens_details":{"cached_tokens":30,"#
                + #""cache_write_tokens":20,"cache_write_tokens_details":{"ttl_12h_tokens":5,"#
                + #""ttl_30m_tokens":15}},"output_tokens":50,"#
                + #""output_tokens_details":{"reasoning_tokens":40},"total_tokens":150}"#,
            #","tool_usage":{"web_search":{"num_requests":2}}"#
        )
        #expect(
            answer.usage
                == Usage(
                    inputTokens: 50,
                    cachedInputTokens: 30,
                    cacheWriteTokens: 15,
                    cacheWriteHourTokens: 5,
                    outputTokens: 10,
                    reasoningTokens: 40,
                    webSearches: 2
                )
        )
        #expect(!answer.isInconsistent)
        #expect(answer.model == "gpt-4o-2024-08-06")
        #expect(answer.variant == .standard)
        #expect(answer.status == "completed")
    }

    @Test(
        "prices are exact to the nano-dollar",
        arguments: [
            // 2.50, 1.25 and 10.00 dollars a million: 70 × 2500 + 30 × 1250 + 50 × 10000.
            ("gpt-4o", PriceVariant.standard, 100, 30, 50, 0, 712_500),
            // 1.25, 0.125 and 10.00: 900 × 1250 + 100 × 125 + 500 × 10000.
            ("gpt-5", .standard, 1_000, 100, 500, 400, 6_137_500),
            ("gpt-5", .flex, 1_000, 100, 500, 400, 3_068_750),
        ] as [(String, PriceVariant, Int64, Int64, Int64, Int64, Int64)]
    )
    func prices(
        model: String,
        variant: PriceVariant,
        input: Int64,
        cached: Int64,
        output: Int64,
        reasoning: Int64,
        nanos: Int64
    ) throws {
        let usage = try #require(
            Self.answer(
                #"{"input_tokens":\#(input),"input_tokens_details":{"cached_tokens":\#(cached)},"#
                    + #""output_tokens":\#(output),"output_tokens_details":{"reasoning_tokens":"#
                    + #"\#(reasoning)},"total_tokens":\#(input + output)}"#
            ).usage
        )
        let book = PriceBook.bundled()
        let price = try #require(
            book.price(provider: "openai", model: model, atMs: 1_795_000_000_000)
        )
        #expect(try price.amountNanos(of: usage, variant: variant) == nanos)
    }

    @Test(
        "figures that contradict each other are read as the dearer ones",
        arguments: [
            (
                #"{"input_tokens":5,"input_tokens_details":{"cached_tokens":9},"output_tokens":1}"#,
                Usage(inputTokens: 5, outputTokens: 1)
            ),
            (
                #"{"input_tokens":5,"output_tokens":1,"output_tokens_details":{"reasoning_tokens":4}}"#,
                Usage(inputTokens: 5, reasoningTokens: 4)
            ),
            (
                #"{"input_tokens":5,"output_tokens":1,"total_tokens":20}"#,
                Usage(inputTokens: 5, outputTokens: 1, reasoningTokens: 14)
            ),
        ] as [(String, Usage)]
    )
    func contradictions(usage: String, expected: Usage) {
        let answer = Self.answer(usage)
        #expect(answer.usage == expected)
        #expect(answer.isInconsistent)
    }

    @Test(
        "what cannot be read has no usage",
        arguments: [
            "null", "{}", #"{"input_tokens":5}"#, #"{"input_tokens":-1,"output_tokens":1}"#,
            #"{"input_tokens":1.5,"output_tokens":1}"#,
            #"{"input_tokens":1,"output_tokens":99999999999999}"#, "[]",
        ]
    )
    func unreadable(usage: String) {
        #expect(Self.answer(usage).usage == nil)
        #expect(Self.answer(usage).problem != nil)
        #expect(ResponsesAnswer(Array("[1]".utf8)).problem == .brokenBody)
        #expect(ResponsesAnswer(Array("{".utf8)).problem == .brokenBody)
    }

    @Test("a usage of fewer tokens than the text shows is not believed")
    func visible() throws {
        let counter = TokenCounter(.o200k)
        let zero = try #require(Self.answer(#"{"input_tokens":0,"output_tokens":0}"#).usage)
        let answer = Self.answer(#"{"input_tokens":0,"output_tokens":0}"#)
        #expect(answer.outputTokens(beyond: zero, counter) == 2)
        let honest = try #require(Self.answer(#"{"input_tokens":9,"output_tokens":2}"#).usage)
        #expect(answer.outputTokens(beyond: honest, counter) == nil)
    }
}
