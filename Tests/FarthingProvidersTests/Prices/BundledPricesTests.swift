import FarthingCore
import FarthingProviders
import Testing

@Suite("Bundled prices")
struct BundledPricesTests {
    let book = PriceBook.bundled()
    /// 2026-11-20.
    let atMs: Int64 = 1_795_132_800_000

    @Test("the book names its sources and has models of all four providers")
    func header() {
        #expect(book.version.hasPrefix("genai-prices-"))
        #expect(book.hash.utf8.count == 64)
        #expect(book.count > 400)
        let providers = Set(book.allPrices.map(\.provider))
        #expect(providers == ["openai", "anthropic", "bedrock", "gemini"])
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
        for model in ["gpt-4o-search-preview", "gpt-4o-mini-search-preview", "whisper-1", "tts-1"] {
            #expect(book.price(provider: "openai", model: model, atMs: atMs) == nil, "\(model)")
        }
    }

    @Test("a dearer tier or a variant never makes the bound of a standard call smaller")
    func monotone() throws {
        for price in book.allPrices {
            let small = CallBound(inputTokensMax: 100, outputTokensMax: 100)
            let large = CallBound(inputTokensMax: 2_000_000, outputTokensMax: 100)
            let standard = try price.boundNanos(small)
            #expect(try price.boundNanos(large) >= standard, "\(price.model)")
            #expect(try price.boundNanos(small, variants: .auto) >= standard, "\(price.model)")
        }
    }
}
