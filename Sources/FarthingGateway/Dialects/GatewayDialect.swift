import FarthingProviders
import NIOHTTP1

/// The wire formats that the gateway speaks, each with a prefix and an upstream of its own.
package enum GatewayDialect: Int, CaseIterable, Hashable, Sendable {
    case openAI, anthropic, gemini, bedrock

    /// The name in logs and in idempotency keys.
    var word: String {
        switch self {
        case .openAI: "openai"
        case .anthropic: "anthropic"
        case .gemini: "gemini"
        case .bedrock: "bedrock"
        }
    }

    /// What stands before the provider's own paths.
    var prefix: String {
        switch self {
        case .openAI: "/openai"
        case .anthropic: "/anthropic"
        case .gemini: "/gemini"
        case .bedrock: "/bedrock"
        }
    }

    /// The price book's word for the provider.
    package var provider: String {
        switch self {
        case .openAI: "openai"
        case .anthropic: "anthropic"
        case .gemini: "gemini"
        case .bedrock: "bedrock"
        }
    }

    /// The field in which a client shows its key, and we show ours.
    var keyField: StaticString {
        switch self {
        case .openAI, .bedrock: "authorization"
        case .anthropic: "x-api-key"
        case .gemini: "x-goog-api-key"
        }
    }

    func route(_ head: DialectHead) -> DialectRoute {
        switch self {
        case .openAI: OpenAIRoutes.route(head)
        case .anthropic: AnthropicRoutes.route(head)
        case .gemini: GeminiRoutes.route(head)
        case .bedrock: BedrockRoutes.route(head)
        }
    }

    /// An error with which the dialect's SDK raises its own typed one.
    func render(_ facts: ErrorFacts) -> RenderedError {
        switch self {
        case .openAI: OpenAIErrors.render(facts)
        case .anthropic: AnthropicErrors.render(facts)
        case .gemini: GeminiErrors.render(facts)
        case .bedrock: BedrockErrors.render(facts)
        }
    }

    /// Whether a client that brings its own key may say this of itself to the provider.
    func takesIdentity(_ name: String) -> Bool {
        switch self {
        case .openAI:
            name.isField("authorization") || name.isField("openai-organization")
                || name.isField("openai-project")
        case .anthropic: name.isField("x-api-key") || name.isField("authorization")
        case .gemini: name.isField("x-goog-api-key")
        case .bedrock: false
        }
    }
}
