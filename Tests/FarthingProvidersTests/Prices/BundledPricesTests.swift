import FarthingCore
import FarthingProviders
import Testing

@Suite("Bundled prices")
struct BundledPricesTests {
    let book = PriceBook.bundled()
    /// 2026-11-20.
    let atMs: Int64 = 1_795_132_800_000

    @Test("the book names its sources and has models of all its providers")
    func header() {
        #expect(book.version.hasPrefix("genai-prices-"))
        #expect(book.hash.utf8.count == 64)
        #expect(book.count > 400)
        let providers = Set(book.allPrices.map(\.provider))
        #expect(providers == ["openai", "anthropic", "bedrock", "gemini", "deepseek"])
    }

    @Test("well-known models have their output maxima and capabilities")
    func wellKnown() throws {
        let gpt4o = try #require(book.price(provider: "openai", model: "gpt-4o", atMs: atMs))
        #expect(gpt4o.maxOutputTokens == 16_384 && gpt4o.contextTokens == 128_000)
        #expect(!gpt4o.hidesReasoning && gpt4o.supportsVision && gpt4o.kind == .chat)
        #expect(gpt4o.variants == [.standard, .batch, .priority, .fast])
        let dated = book.price(provider: "openai", model: "gpt-4o-2024-08-06", atMs: atMs)
        #expect(dated?.model == "gpt-4o")
        for model in ["o1", "o3", "o3-mini", "o4-mini", "gpt-5", "gpt-5-mini", "gpt-6-sol"] {
            let price = try #require(book.price(provider: "openai", model: model, atMs: atMs))
            #expect(price.hidesReasoning, "\(model)")
            #expect(price.maxOutputTokens != nil, "\(model)")
        }
        let four = try #require(book.price(provider: "openai", model: "gpt-4", atMs: atMs))
        #expect(four.maxOutputTokens == 8_192)
        let claude = try #require(
            book.price(provider: "anthropic", model: "claude-sonnet-4-5-20250929", atMs: atMs)
        )
        #expect(claude.maxOutputTokens == 64_000)
    }

    @Test("models whose calls cannot be bounded have no price")
    func leftOut() {
        for model in ["gpt-4o-search-preview", "gpt-4o-mini-search-preview", "gpt-live-1"] {
            #expect(book.price(provider: "openai", model: model, atMs: atMs) == nil, "\(model)")
        }
    }

    @Test("a dearer tier or a variant never makes the bound of a standard call smaller")
    func monotone() throws {
        for price in book.allPrices {
            var small = CallBound(inputTokensMax: 100, outputTokensMax: 100)
            small.inputAudioSecondsMax = 1
            small.inputCharactersMax = 1
            small.inputImagesMax = 1
            small.outputImagesMax = 1
            var large = small
            large.inputTokensMax = 2_000_000
            let standard = try price.boundNanos(small)
            #expect(try price.boundNanos(large) >= standard, "\(price.model)")
            #expect(try price.boundNanos(small, variants: .auto) >= standard, "\(price.model)")
        }
    }

    /// The models that documents of users and rivals name, as a request names them.
    static let named = [
        ("openai", "gpt-3.5-turbo"), ("openai", "gpt-4"), ("openai", "gpt-4-turbo"),
        ("openai", "gpt-4o"), ("openai", "gpt-4o-mini"), ("openai", "gpt-4.1"),
        ("openai", "gpt-5-mini"),
        ("openai", "gpt-5-nano"), ("openai", "gpt-5.1"), ("openai", "gpt-5.2"), ("openai", "o1"),
        ("openai", "o3"), ("openai", "o3-pro"), ("openai", "o4-mini"),
        ("anthropic", "claude-opus-4-7"), ("anthropic", "claude-sonnet-4-6"),
        ("bedrock", "anthropic.claude-sonnet-4-v1:0"), ("deepseek", "deepseek-chat"),
    ]

    @Test("every model that the documents name has a price", arguments: named)
    func namedModels(provider: String, model: String) throws {
        let price = try #require(book.price(provider: provider, model: model, atMs: atMs))
        let usage = Usage(inputTokens: 1_000_000, outputTokens: 1_000_000)
        #expect(try price.amountNanos(of: usage) > 0)
    }

    @Test(
        "a name that the book does not have is priced as a known one's version, or not at all",
        arguments: [
            ("anthropic", "claude-sonnet-4-5-20991231", true),
            ("anthropic", "claude-sonnet-4-5-latest", true),
            ("anthropic", "claude-sonnet-4-5@20250929", true),
            ("anthropic", "claude-sonnet-4-5-zzz", false),
            ("anthropic", "claude-sonnet-4-55", false),
            ("anthropic", "claude-opus-4-5-max", false),
            ("gemini", "gemini-2.5-pro-001", true),
            ("gemini", "gemini-2.5-pro-preview-05-06", true),
            ("gemini", "gemini-2.5-pro-ultra", false),
            ("gemini", "gemini-3.6-flash-image", false),
            ("gemini", "gemini-3.5-flash-8b", false),
            ("openai", "gpt-5-nano-2025-08-07", true), ("openai", "gpt-5-nano-max", false),
            ("bedrock", "us.anthropic.claude-sonnet-4-6-v1:0", true),
            ("bedrock", "us.anthropic.claude-sonnet-4-6-max-v1:0", false),
            ("bedrock", "eu.amazon.nova-lite-v1:0", true),
            ("bedrock", "eu.amazon.nova-lite-image-v1:0", false),
        ]
    )
    func unlisted(provider: String, model: String, isPriced: Bool) {
        let price = PriceBook.bundled().price(provider: provider, model: model, atMs: 0)
        #expect((price != nil) == isPriced)
    }

    @Test("speech and transcription are priced by characters and seconds, and chat cannot use them")
    func measures() throws {
        let whisper = try #require(book.price(provider: "openai", model: "whisper-1", atMs: atMs))
        // 0.36 dollars an hour.
        #expect(try whisper.amountNanos(of: Usage(inputAudioSeconds: 3_600)) == 360_000_000)
        let speech = try #require(book.price(provider: "openai", model: "tts-1-hd", atMs: atMs))
        #expect(try speech.amountNanos(of: Usage(inputCharacters: 1_000_000)) == 30_000_000_000)
        for price in [whisper, speech] {
            #expect(throws: PriceError.self) {
                _ = try price.boundNanos(CallBound(inputTokensMax: 9, outputTokensMax: 9))
            }
        }
    }

    @Test("DeepSeek's prices follow the hours of the day")
    func hours() throws {
        let day = atMs / 86_400_000 * 86_400_000
        for (minute, dollars) in [(0, 135), (30, 270), (989, 270), (990, 135)] as [(Int64, Int64)] {
            let at = day + minute * 60_000
            let price = try #require(
                book.price(provider: "deepseek", model: "deepseek-chat", atMs: at)
            )
            let usage = Usage(inputTokens: 1_000_000)
            #expect(try price.amountNanos(of: usage) == dollars * 1_000_000, "\(minute)")
        }
    }
}
