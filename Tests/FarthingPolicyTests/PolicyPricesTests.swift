import FarthingCore
import FarthingPolicy
import Testing

@Suite("Prices in a policy")
struct PolicyPricesTests {
    static func read(_ prices: String) throws(PolicyFileErrors) -> [PriceOverride] {
        let text = "version: 1\nprices:\n" + prices
        return try PolicyReader.read(Array(text.utf8), file: "p.yaml", zones: { _ in nil }).prices
    }

    static func error(_ prices: String) -> String {
        do throws(PolicyFileErrors) {
            _ = try read(prices)
            return "nothing is wrong"
        } catch {
            return error.description
        }
    }

    @Test("every key of a price is read, exactly")
    func full() throws {
        let prices = try Self.read(
            """
              - provider: openai
                model: gpt-4o
                variant: batch
                above_input_tokens: 200k
                from: 2026-09-01
                max_output_tokens: 16384
                input: 0.123456789
                cached_input: 0
                output: 8 USD
                web_searches: 10
                calls: 0.5
              - { provider: openai, model: whisper-9, audio_hours: 0.36 }
            """
        )
        #expect(prices.count == 2)
        #expect(
            prices.first
                == PriceOverride(
                    provider: "openai",
                    model: "gpt-4o",
                    variant: .batch,
                    aboveInputTokens: 200_000,
                    startsAtMs: 1_788_220_800_000,
                    rates: [
                        .input: Rate(nanosPerMillion: 123_456_789), .cachedInput: .free,
                        .output: Rate(nanosPerMillion: 8_000_000_000),
                        .webSearch: Rate(nanosPerMillion: 10_000_000_000_000),
                        .request: Rate(nanosPerMillion: 500_000_000_000),
                    ],
                    maxOutputTokens: 16_384
                )
        )
        #expect(prices.last?.rates == [.inputAudioSecond: Rate(nanosPerMillion: 100_000_000_000)])
    }

    @Test("JSON says the same as YAML")
    func json() throws {
        let text = """
            {"version": 1, "prices": [{"provider": "openai", "model": "m", "input": 2.50, \
            "output": "1e1"}]}
            """
        let wrong = #expect(throws: PolicyFileErrors.self) {
            _ = try PolicyReader.read(Array(text.utf8), file: "p.json", zones: { _ in nil })
        }
        #expect(wrong?.description.contains("p.json:1:") == true)
        let good = text.replacing("\"1e1\"", with: "10")
        let policy = try PolicyReader.read(Array(good.utf8), file: "p.json", zones: { _ in nil })
        #expect(policy.prices.first?.rates[.input] == Rate(nanosPerMillion: 2_500_000_000))
    }

    @Test(
        "what is wrong is told with its place and the way out",
        arguments: [
            ("  - { model: m, input: 1, output: 1 }", ["p.yaml:3", "provider", "missing"]),
            ("  - { provider: p, model: m, input: 1 }", ["p.yaml:3", "output", "missing"]),
            ("  - { provider: p, model: m, imput: 1, output: 1 }", ["did you mean \"input\"?"]),
            ("  - { provider: p, model: m, input: -1, output: 1 }", ["no price", "as 2.50"]),
            (
                "  - { provider: p, model: m, input: 1e3, output: 1 }",
                ["p.yaml:3:37", "input", "no price"]
            ),
            ("  - { provider: p, model: m, input: .inf, output: 1 }", ["input"]),
            ("  - { provider: p, model: m, input: 0.0000000001, output: 1 }", ["nine decimals"]),
            ("  - { provider: p, model: m, input: 1 EUR, output: 1 }", ["no price", "2.50"]),
            ("  - { provider: p, model: m, input: 10000000000, output: 1 }", ["too much"]),
            ("  - { provider: p, model: m, input: 1, output: 1, variant: flux }", ["\"flex\"?"]),
            ("  - { provider: p, model: m, input: 1, output: 1, from: 2026-02-30 }", ["no day"]),
            ("  - { provider: p, model: m, input: 1, output: 1, from: 1.9.2026 }", ["2026-09-01"]),
            (
                "  - { provider: p, model: m, input: 1, output: 1, max_output_tokens: 0 }",
                ["from 1"]
            ),
            (
                "  - { provider: p, model: m, input: 1, output: 1 }\n"
                    + "  - { provider: p, model: m, input: 2, output: 2 }", ["two standard prices"]
            ),
            ("  provider: p", ["a list of prices"]),
        ]
    )
    func wrong(prices: String, words: [String]) {
        let error = Self.error(prices)
        for word in words { #expect(error.contains(word), "\(error)") }
    }
}
