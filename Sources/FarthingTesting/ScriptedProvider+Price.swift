import FarthingCore

/// What a model of a ``ScriptedProvider`` costs.
public struct ScriptedPrice: Hashable, Sendable {
    /// The model.
    public let model: String
    /// Nano-dollars for a million tokens of input, cached or not.
    public let inputNanosPerMillion: Int64
    /// Nano-dollars for a million tokens of output.
    public let outputNanosPerMillion: Int64
    /// The most output tokens of one answer; nil for no bound.
    public let maxOutputTokens: Int64?

    /// Makes a price of dollars per million tokens, such as `"1.25"`.
    ///
    /// Traps where a text is no decimal from 0 to 900 million: a test's mistake.
    public init(
        _ model: String,
        input: String,
        output: String,
        maxOutputTokens: Int64? = 1_000_000
    ) {
        guard let input = nanos(decimal: input), let output = nanos(decimal: output),
            input <= Money.maxNanos, output <= Money.maxNanos
        else {
            preconditionFailure("a price of \(model) is no decimal such as \"1.25\"")
        }
        self.model = model
        inputNanosPerMillion = input
        outputNanosPerMillion = output
        self.maxOutputTokens = maxOutputTokens
    }

    /// What a usage costs, rounded up: the provider's own sum, made apart from any price book.
    func cost(of usage: Usage) -> Int64 {
        let input = Int128(inputNanosPerMillion) * Int128(usage.totalInputTokens)
        let output = Int128(outputNanosPerMillion) * Int128(usage.totalOutputTokens)
        return Int64(clamping: (input + output + 999_999) / 1_000_000)
    }

    func modelPrice(_ provider: String) -> ModelPrice {
        ModelPrice(
            provider: provider,
            model: model,
            maxOutputTokens: maxOutputTokens,
            hidesReasoning: false,
            sheets: [
                RateSheet(
                    input: Rate(nanosPerMillion: inputNanosPerMillion),
                    output: Rate(nanosPerMillion: outputNanosPerMillion)
                )
            ]
        )
    }
}
