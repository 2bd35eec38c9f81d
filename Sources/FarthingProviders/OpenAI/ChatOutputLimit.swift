/// The most tokens that each choice may have, as a chat completion request states it.
package struct ChatOutputLimit: Hashable, Sendable {
    /// The two parameters for it: the first is deprecated, and refused by reasoning models.
    package enum Parameter: String, Hashable, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    package let parameter: Parameter

    /// From 1 to ``OutputLimit/tokensMax``.
    package let tokens: Int64

    package init(parameter: Parameter, tokens: Int64) {
        self.parameter = parameter
        self.tokens = tokens
    }
}
