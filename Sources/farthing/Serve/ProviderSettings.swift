import FarthingGateway

/// Where one dialect's address and key are configured.
struct ProviderSettings {
    var dialect: GatewayDialect
    /// The provider as people call it.
    var name: String
    var url: Setting
    var keyFile: Setting
    /// The environment variable with the provider's key, as its own SDK knows it.
    var keyVariable: String
    /// The provider's own address.
    var address: String
    /// What stands before the key in its field.
    var scheme = ""

    static let all = [
        ProviderSettings(
            dialect: .openAI,
            name: "OpenAI",
            url: .upstreamOpenai,
            keyFile: .openaiKeyFile,
            keyVariable: "OPENAI_API_KEY",
            address: "https://api.openai.com",
            scheme: "Bearer "
        ),
        ProviderSettings(
            dialect: .anthropic,
            name: "Anthropic",
            url: .upstreamAnthropic,
            keyFile: .anthropicKeyFile,
            keyVariable: "ANTHROPIC_API_KEY",
            address: "https://api.anthropic.com"
        ),
        ProviderSettings(
            dialect: .gemini,
            name: "Gemini",
            url: .upstreamGemini,
            keyFile: .geminiKeyFile,
            keyVariable: "GEMINI_API_KEY",
            address: "https://generativelanguage.googleapis.com"
        ),
    ]
}
