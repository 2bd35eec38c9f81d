import FarthingProviders

/// One provider's routes and parameters.
struct RouteChapter {
    var title: String
    /// What stands before the provider's own paths here.
    var prefix: String
    var routes: [RouteFact]
    var parameters: [ParameterFact]

    /// The prefix's own word: `openai`.
    var word: Substring { prefix.dropFirst().prefix { $0 != "/" } }

    static let all = [
        RouteChapter(
            title: "OpenAI",
            prefix: "/openai",
            routes: OpenAIRoutes.table,
            parameters: OpenAIRoutes.parameters
        ),
        RouteChapter(
            title: "Anthropic",
            prefix: "/anthropic",
            routes: AnthropicFacts.routes,
            parameters: AnthropicFacts.parameters
        ),
        RouteChapter(
            title: "Gemini",
            prefix: "/gemini",
            routes: GeminiFacts.routes,
            parameters: GeminiFacts.parameters
        ),
        RouteChapter(
            title: "Amazon Bedrock",
            prefix: "/bedrock",
            routes: BedrockFacts.routes,
            parameters: BedrockFacts.parameters
        ),
        RouteChapter(
            title: "Azure OpenAI",
            prefix: "/azure",
            routes: AzureRoutes.table,
            parameters: AzureRoutes.parameters
        ),
        RouteChapter(
            title: "Others who speak OpenAI's dialect",
            prefix: "/compatible/{name}",
            routes: CompatibleRoutes.table,
            parameters: CompatibleRoutes.parameters
        ),
    ]
}
