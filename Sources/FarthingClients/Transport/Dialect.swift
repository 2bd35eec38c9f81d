import Farthing
import FarthingCore
import FarthingProviders

/// Whose wire format requests are written in, and where they go.
public struct Dialect: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case openAI, anthropic, gemini
        case bedrock(region: String)
        case compatible(String)
    }

    package let kind: Kind

    /// OpenAI's own service.
    public static let openAI = Dialect(kind: .openAI)
    /// Anthropic's own service.
    public static let anthropic = Dialect(kind: .anthropic)
    /// Google's Gemini API.
    public static let gemini = Dialect(kind: .gemini)

    /// Amazon Bedrock's runtime in a region, such as `us-east-1`.
    public static func bedrock(region: String) -> Dialect {
        Dialect(kind: .bedrock(region: region))
    }

    /// Somebody else who speaks OpenAI's wire format, by the price book's word for the provider.
    /// Such a client needs ``ClientOptions/baseURL``.
    public static func compatible(_ provider: String) -> Dialect {
        Dialect(kind: .compatible(provider))
    }

    /// The price book's word for the provider.
    public var provider: String {
        switch kind {
        case .openAI: "openai"
        case .anthropic: "anthropic"
        case .gemini: "gemini"
        case .bedrock: "bedrock"
        case .compatible(let name): name
        }
    }

    /// Where the provider listens; nil where only the app knows.
    var baseURL: String? {
        switch kind {
        case .openAI: "https://api.openai.com"
        case .anthropic: "https://api.anthropic.com"
        case .gemini: "https://generativelanguage.googleapis.com"
        case .bedrock(let region): "https://bedrock-runtime.\(region).amazonaws.com"
        case .compatible: nil
        }
    }

    /// Throws for a region that would make another host of the address.
    func check() throws(SpendError) {
        guard case .bedrock(let region) = kind else { return }
        let isName = region.utf8.allSatisfy { byte in
            0x61...0x7A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "-")
        }
        guard isName, !region.isEmpty else {
            throw SpendError(.invalid, "A region has small letters, digits and - only: us-east-1.")
        }
    }

    /// Whether the models are OpenAI's, of which vocabularies are known.
    var isOpenAI: Bool { kind == .openAI }

    func route(_ head: DialectHead) -> DialectRoute {
        switch kind {
        case .openAI: OpenAIRoutes.route(head)
        case .anthropic: AnthropicRoutes.route(head)
        case .gemini: GeminiRoutes.route(head)
        case .bedrock: BedrockRoutes.route(head)
        case .compatible: CompatibleRoutes.route(head)
        }
    }
}
