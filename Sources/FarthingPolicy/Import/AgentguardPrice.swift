public import FarthingCore

/// What a thousand tokens of a model cost by agentguard-spend's arithmetic.
public struct AgentguardPrice: Hashable, Sendable {
    /// For input, per million tokens in nanos.
    public var input: Rate
    /// For output.
    public var output: Rate

    /// Makes a price.
    public init(input: Rate, output: Rate) {
        self.input = input
        self.output = output
    }

    /// A call's price in US cents: input and output each rounded up to a whole cent.
    public func cents(inputTokens: Int64, outputTokens: Int64) -> Int64 {
        let sum =
            AgentguardPrice.cents(inputTokens, input) + AgentguardPrice.cents(outputTokens, output)
        return Int64(clamping: sum)
    }

    /// A cent is 10⁷ nanos and a rate is for a million tokens, hence 10¹³.
    private static func cents(_ tokens: Int64, _ rate: Rate) -> Int128 {
        let exact = Int128(tokens) * Int128(rate.nanosPerMillion)
        let quotient = exact / 10_000_000_000_000
        return exact > quotient * 10_000_000_000_000 ? quotient + 1 : quotient
    }
}
