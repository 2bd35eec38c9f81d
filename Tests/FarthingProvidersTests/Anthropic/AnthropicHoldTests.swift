import FarthingCore
import FarthingProviders
import Testing

/// What is held is never less than what can be billed, over every price of the book.
@Suite("Anthropic holds")
struct AnthropicHoldTests {
    @Test("the book knows no Claude model with a larger context than is told here")
    func contexts() throws {
        let text = String(repeating: "a", count: 3_000_000)
        let messages = MessagesSample.content(#"{"type":"text","text":"\#(text)"}"#)
        for price in MessagesSample.prices.allPrices where price.provider == "anthropic" {
            guard let context = price.contextTokens else { continue }
            let request = try MessagesSample.request(
                model: price.model,
                messages: messages,
                betas: "context-1m-2025-08-07"
            )
            let bound = try request.bound(outputTokensMax: 8, counter: nil)
            #expect(bound.totalInputTokensMax >= context, "\(price.model)")
        }
    }

    /// A small generator, so that a failure names its seed.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// Texts of several scripts, as a stand-in for what vocabularies find hard.
    private static let words = [
        "budget", " the", "Ünïcödé", "預算", "🙂", "x9$%^", "\\n", "аванс", "{\\\"a\\\":[1,2]}", "  ",
    ]

    @Test("hold ≥ settlement for any usage that a request can have", arguments: 1...40)
    func holds(seed: Int) throws {
        var chance = Chance(state: UInt64(seed) &* 7_919)
        let counter = TokenCounter(.cl100k)
        for price in MessagesSample.prices.allPrices
        where price.provider == "anthropic" && price.startsAtMs <= MessagesSample.nowMs {
            for fast in [false, true] where !fast || price.variants.contains(.fast) {
                try Self.checkOne(price, fast, counter, &chance)
            }
        }
    }

    private static func checkOne(
        _ price: ModelPrice,
        _ isFast: Bool,
        _ counter: TokenCounter,
        _ chance: inout Chance
    ) throws {
        let count = Int.random(in: 1...300, using: &chance)
        let text = (0..<count).map { _ in words.randomElement(using: &chance) ?? "" }.joined()
        let isHour = Bool.random(using: &chance)
        let cache =
            isHour ? #","cache_control":{"type":"ephemeral","ttl":"1h"}"# : ""
        let maxTokens = Int64.random(in: 1...8_192, using: &chance)
        let request = try MessagesSample.request(
            model: price.model,
            maxTokens: maxTokens,
            messages: MessagesSample.content(#"{"type":"text","text":"\#(text)"\#(cache)}"#),
            (isFast ? #""speed":"fast","# : "")
                + #""tools":[{"name":"f","input_schema":{"type":"object"}}]"#
        )
        let bound = try request.bound(outputTokensMax: maxTokens, counter: nil)
        let hold = try price.boundNanos(bound, variants: request.variants)
        // Text as a vocabulary counts it, and the longest documented prompt for tools.
        let most = counter.count(Array(text.utf8)) + 804 + 60
        var rest = most
        func part() -> Int64 {
            let tokens = Int64.random(in: 0...rest, using: &chance)
            rest -= tokens
            return tokens
        }
        let cached = part()
        let short = part()
        let hour = isHour ? part() : 0
        let answer = """
            {"model":"\(price.model)","usage":{"input_tokens":\(rest),
            "cache_read_input_tokens":\(cached),"cache_creation_input_tokens":\(short + hour),
            "cache_creation":{"ephemeral_5m_input_tokens":\(short),
            "ephemeral_1h_input_tokens":\(hour)},"output_tokens":\(maxTokens),
            "service_tier":"standard","speed":"\(isFast ? "fast" : "standard")"}}
            """
        let read = request.readAnswer(Array(answer.utf8))
        let usage = try #require(read.usage)
        let cost = try price.amountNanos(of: usage, variant: try #require(read.variant))
        #expect(cost <= hold, "\(price.model) holds \(hold), costs \(cost)")
    }
}
