import FarthingCore
import FarthingPolicy
import Testing

/// What the tests of the author's tools share: a small price book, and policies from text.
enum ToolSamples {
    /// 2026-11-21T10:00:00Z, a Saturday.
    static let nowMs: Int64 = 1_795_255_200_000

    /// Three models of one maker, each a tenth of the price of the one before; one of another.
    static var prices: PriceBook {
        var book = PriceBook.empty
        let models: [(String, String, Int64)] = [
            ("openai", "large", 100_000_000_000), ("openai", "middle", 10_000_000_000),
            ("openai", "small", 1_000_000_000), ("anthropic", "other", 500_000_000),
        ]
        for (provider, model, nanos) in models {
            book.set(
                ModelPrice(
                    provider: provider,
                    model: model,
                    maxOutputTokens: 10_000,
                    hidesReasoning: false,
                    sheets: [
                        RateSheet(
                            input: Rate(nanosPerMillion: nanos),
                            output: Rate(nanosPerMillion: nanos)
                        )
                    ]
                )
            )
        }
        return book
    }

    static func policy(_ text: String) throws -> CompiledPolicy {
        let policy = try PolicyReader.read(
            Array("version: 1\n\(text)".utf8),
            file: "policy.yaml",
            zones: { _ in nil }
        )
        return try CompiledPolicy(policy)
    }

    static func trial(_ text: String) throws -> PolicyTrial {
        PolicyTrial(try policy(text), prices, atMs: nowMs)
    }

    static func call(_ text: String) throws -> TrialCall {
        try TrialText.call(text, option: "--call")
    }
}
