import FarthingProviders
import NIOHTTP1

/// Where calls come in: a wire format with a prefix and an upstream of its own.
package enum GatewayDialect: Hashable, Sendable {
    case openAI, anthropic, gemini, bedrock
    /// Azure OpenAI: OpenAI's wire format below paths that name deployments.
    case azure
    /// Somebody else who speaks OpenAI's wire format, by the name that the operator gave.
    case compatible(String)

    /// All but those that operators name.
    package static let known: [GatewayDialect] = [.openAI, .anthropic, .gemini, .bedrock, .azure]

    /// What stands before the names that operators gave.
    static let compatiblePrefix = "/compatible/"

    /// What stands before the provider's own paths.
    var prefix: String {
        if case .compatible(let name) = self { return Self.compatiblePrefix + name }
        return "/" + provider
    }

    /// The price book's word for the provider, which is also the name in paths, logs and keys.
    package var provider: String {
        switch self {
        case .openAI: "openai"
        case .anthropic: "anthropic"
        case .gemini: "gemini"
        case .bedrock: "bedrock"
        case .azure: "azure"
        case .compatible(let name): name
        }
    }

    /// Whether an operator may give somebody such a name: short, and not that of another prefix.
    package static func isName(_ name: some StringProtocol) -> Bool {
        (1...nameBytesMax).contains(name.utf8.count) && name.first?.isLetter ?? false
            && name.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
            && !known.contains { $0.provider == name }
    }

    /// Longest name; it stands in paths, prices and scopes.
    private static let nameBytesMax = 32

    /// Where a path leads, by what it begins with, and what stands behind that; nil where it leads
    /// to no provider.
    static func find(_ uri: String) -> (dialect: GatewayDialect, target: String)? {
        guard uri.utf8.first == UInt8(ascii: "/") else { return nil }
        let first = uri.dropFirst().prefix { $0 != "/" && $0 != "?" }
        if first == "v1" { return uri.hasPrefix("/v1/") ? (.openAI, uri) : nil }
        let dialect: GatewayDialect
        if uri.hasPrefix(compatiblePrefix) {
            let name = uri.dropFirst(compatiblePrefix.utf8.count).prefix { $0 != "/" }
            guard isName(name) else { return nil }
            dialect = .compatible(String(name))
        } else {
            guard let found = known.first(where: { $0.provider == first }) else { return nil }
            dialect = found
        }
        let target = uri.dropFirst(dialect.prefix.utf8.count)
        switch dialect {
        case .openAI, .compatible: guard target.hasPrefix("/v1/") else { return nil }
        default: guard target.hasPrefix("/") else { return nil }
        }
        return (dialect, String(target))
    }

    /// The field in which a client shows its key, and we show ours.
    var keyField: StaticString {
        switch self {
        case .openAI, .bedrock, .compatible: "authorization"
        case .azure: "api-key"
        case .anthropic: "x-api-key"
        case .gemini: "x-goog-api-key"
        }
    }

    /// - Parameter deployments: the model that each of Azure's deployments runs.
    func route(_ head: DialectHead, deployments: [String: String]) -> DialectRoute {
        switch self {
        case .openAI: OpenAIRoutes.route(head)
        case .anthropic: AnthropicRoutes.route(head)
        case .gemini: GeminiRoutes.route(head)
        case .bedrock: BedrockRoutes.route(head)
        case .azure: AzureRoutes.route(head, models: deployments)
        case .compatible: CompatibleRoutes.route(head)
        }
    }

    /// An error with which the dialect's SDK raises its own typed one.
    func render(_ facts: ErrorFacts) -> RenderedError {
        switch self {
        case .openAI, .azure, .compatible: OpenAIErrors.render(facts)
        case .anthropic: AnthropicErrors.render(facts)
        case .gemini: GeminiErrors.render(facts)
        case .bedrock: BedrockErrors.render(facts)
        }
    }

    /// Whether a client that brings its own key may say this of itself to the provider.
    func takesIdentity(_ name: String) -> Bool {
        switch self {
        case .openAI, .compatible:
            name.isField("authorization") || name.isField("openai-organization")
                || name.isField("openai-project")
        case .anthropic: name.isField("x-api-key") || name.isField("authorization")
        case .gemini: name.isField("x-goog-api-key")
        case .azure: name.isField("api-key") || name.isField("authorization")
        case .bedrock: false
        }
    }
}
