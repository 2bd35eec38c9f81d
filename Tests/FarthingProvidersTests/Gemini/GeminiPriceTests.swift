import FarthingCore
import FarthingProviders
import Testing

@Suite("Gemini prices")
struct GeminiPriceTests {
    private static let book = PriceBook.bundled()
    /// 2026-11-20.
    private static let atMs: Int64 = 1_795_132_800_000

    private static func price(_ model: String) throws -> ModelPrice {
        try #require(book.price(provider: "gemini", model: model, atMs: atMs))
    }

    @Test(
        "documented answers cost what Google's price page says, to the nano-dollar",
        arguments: [
            // 0.30 in, 2.50 out per million: 1,000 × 300 + 250 × 2,500.
            (
                "gemini-2.5-flash",
                #"{"promptTokenCount":1000,"candidatesTokenCount":100,"thoughtsTokenCount":150,"totalTokenCount":1250}"#,
                925_000
            ),
            // 0.03 cached, 1.00 audio: 200 × 300 + 700 × 30 + 100 × 1,000 + 10 × 2,500.
            (
                "gemini-2.5-flash",
                #"{"promptTokenCount":1000,"cachedContentTokenCount":700,"candidatesTokenCount":10,"totalTokenCount":1010,"promptTokensDetails":[{"modality":"TEXT","tokenCount":900},{"modality":"AUDIO","tokenCount":100}],"cacheTokensDetails":[{"modality":"TEXT","tokenCount":700}]}"#,
                206_000
            ),
            // Above 200,000 tokens: 2.50 in, 15 out.
            (
                "gemini-2.5-pro",
                #"{"promptTokenCount":200001,"candidatesTokenCount":2,"totalTokenCount":200003}"#,
                500_032_500
            ),
            // What tools found is input: 1.25 × 40 + 1.25 × 60 + 10 × 1.
            (
                "gemini-2.5-pro",
                #"{"promptTokenCount":60,"toolUsePromptTokenCount":40,"candidatesTokenCount":1,"totalTokenCount":101}"#,
                135_000
            ),
            // An image of 1,290 tokens at 30 per million, 7 tokens in at 0.30.
            (
                "gemini-2.5-flash-image",
                #"{"promptTokenCount":7,"candidatesTokenCount":1290,"totalTokenCount":1297,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}"#,
                38_702_100
            ),
        ]
    )
    func fixtures(model: String, usage: String, nanos: Int64) throws {
        let body = "{\"candidates\":[],\"usageMetadata\":\(usage)}"
        let plain = try #require(GenerateContentAnswer(Array(body.utf8)).usage)
        #expect(try Self.price(model).amountNanos(of: plain) == nanos)
        var meter = GeminiStreamMeter()
        GeminiStreamSample.pass(
            GeminiStreamSample.chunk("", finish: "STOP", usage: usage),
            through: &meter
        )
        #expect(meter.usage == plain)
    }

    @Test("what is held is never less than what is settled")
    func holds() throws {
        var random = SystemRandomNumberGenerator()
        let models = Self.book.allPrices.filter {
            $0.provider == "gemini" && $0.kind == .chat && $0.maxOutputTokens != nil
                && $0.sheets.allSatisfy { $0[.inputImageEach] == .free }
        }
        #expect(models.count > 20)
        for _ in 0..<4_000 {
            let price = try #require(models.randomElement(using: &random))
            let words = Int.random(in: 1...2_000, using: &random)
            let text = String(repeating: "a ", count: words)
            let limit = Int64.random(in: 1...70_000, using: &random)
            let choices = Int64.random(in: 1...3, using: &random)
            let request = try GeminiSample.read(
                #"""
                {"contents":[{"parts":[{"text":"\#(text)"}]}],
                "generationConfig":{"maxOutputTokens":\#(limit),"candidateCount":\#(choices)}}
                """#,
                model: price.model
            )
            let most = try #require(request.outputLimitTokens ?? price.maxOutputTokens)
            let bound = try request.bound(outputTokensMax: most, counter: nil)
            let held = try price.boundNanos(bound, variants: request.variants)
            // One token a byte is the most that any tokenizer makes of it.
            let prompt = Int64.random(in: 0...Int64(text.utf8.count), using: &random)
            let output = Int64.random(in: 0...bound.outputTokensMax * choices, using: &random)
            let thoughts = Int64.random(in: 0...output, using: &random)
            let usage = """
                {"promptTokenCount":\(prompt),"cachedContentTokenCount":\(prompt / 3),
                "candidatesTokenCount":\(output - thoughts),"thoughtsTokenCount":\(thoughts)}
                """
            let body = Array("{\"usageMetadata\":\(usage)}".utf8)
            let settled = try #require(GenerateContentAnswer(body).usage)
            #expect(try price.amountNanos(of: settled) <= held, "\(price.model)")
        }
    }
}
