import FarthingCore
import FarthingPolicy
import Testing

@Suite("Targets of downgrades")
struct PolicyDowngradeCheckTests {
    private static func book() throws -> PriceBook {
        let prices: [(String, String)] = [
            ("anthropic", "claude-opus-4-8"), ("anthropic", "claude-haiku-4-5"),
            ("bedrock", "anthropic.claude-haiku-4-5"), ("openai", "gpt-5"),
            ("openai", "gpt-5-mini"),
        ]
        return PriceBook.empty.applying(
            try prices.map { try PriceOverride($0.0, $0.1, [.input: "1", .output: "5"]) }
        )
    }

    private func errors(_ budget: String = "", rule: String = "", head: String = "") throws
        -> [String]
    {
        let policy = try PolicyFileSample.read(
            """
            version: 1
            \(head)
            budgets:
              - id: a
                limit: 1 USD
                window: day
                \(budget)
            rules:
              \(rule.isEmpty ? "[]" : "- { id: b, \(rule) }")
            """
        )
        return DowngradeCheck(policy, try Self.book()).errors.map(\.description)
    }

    @Test("a target without a price is an error with the nearest name")
    func unpriced() throws {
        let thresholds = "thresholds: [{ at: 50%, do: downgrade, to: claude-haiku-4-6 }]"
        #expect(
            try errors(thresholds) == [
                "budgets[0].thresholds[0].to: no price is known for the model \"claude-haiku-4-6\"; "
                    + "did you mean \"claude-haiku-4-5\"?"
            ]
        )
        #expect(try errors(thresholds, head: "unpriced: { ceiling: 5 USD per 1M tokens }").isEmpty)
        #expect(
            try errors(rule: "when: {}, do: downgrade, to: [gpt-5-mini, zzz]") == [
                "rules[0].to: no price is known for the model \"zzz\"; add one under prices"
            ]
        )
    }

    @Test("a target of another provider than the calls' is an error")
    func otherProvider() throws {
        #expect(
            try errors(rule: "when: { model: \"gpt-*\" }, do: downgrade, to: claude-haiku-4-5") == [
                "rules[0].to: \"claude-haiku-4-5\" is sold by anthropic, and the calls here go to "
                    + "azure, openai: a call keeps its provider's format"
            ]
        )
        #expect(
            try errors(
                "match: { provider: bedrock }\n    thresholds: "
                    + "[{ at: 50%, do: downgrade, to: claude-haiku-4-5 }]"
            ).count == 1
        )
    }

    @Test(
        "a target that could take some of the calls is none",
        arguments: [
            "when: {}, do: downgrade, to: [claude-haiku-4-5, gpt-5-mini]",
            "when: { model: \"gpt-5*\" }, do: downgrade, to: gpt-5-mini",
            "when: { model: \"*opus*\", team: x }, do: downgrade, to: claude-haiku-4-5",
            "when: { model: \"unheard-of-*\" }, do: downgrade, to: claude-haiku-4-5",
            "when: { provider: azure }, do: downgrade, to: our-deployment",
            "when: { provider: azure }, do: downgrade, to: gpt-5-mini",
        ]
    )
    func fine(rule: String) throws {
        #expect(try errors(rule: rule).isEmpty)
    }
}
