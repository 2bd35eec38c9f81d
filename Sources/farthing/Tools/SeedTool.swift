import FarthingCore
import FarthingProviders

/// A tool that many agents use, with what one usual call of it costs.
///
/// Which tools there are is agent-gov's own list (0.6.0). What a model's call costs is taken from the
/// built-in price book; for all else it is a round figure of the size that such services charge, to begin
/// with: put in its place what your contract says.
struct SeedTool {
    /// What a call costs.
    enum Cost {
        /// 1,000 tokens in and 500 out of a model, by the price book.
        case model(provider: String, String)
        /// A round figure in nano-dollars.
        case about(Int64)
    }

    var name: String
    /// What rules call it together with others.
    var category: String
    var cost: Cost
    var description: String

    private init(_ name: String, _ category: String, _ cost: Cost, _ description: String) {
        self.name = name
        self.category = category
        self.cost = cost
        self.description = description
    }

    /// What one call costs in nano-dollars; nil where the price book has no price for its model.
    func nanosUSD(_ book: PriceBook, atMs nowMs: Int64) -> Int64? {
        switch cost {
        case .about(let nanos): return nanos
        case .model(let provider, let model):
            var usage = Usage()
            usage.inputTokens = 1_000
            usage.outputTokens = 500
            return try? book.price(provider: provider, model: model, atMs: nowMs)?
                .amountNanos(of: usage, variant: .standard)
        }
    }

    private static func model(
        _ name: String,
        _ provider: String,
        _ model: String
    ) -> SeedTool {
        SeedTool(
            name,
            "llm",
            .model(provider: provider, model),
            "\(model): 1,000 tokens in, 500 out"
        )
    }

    static let all: [SeedTool] = [
        model("openai-gpt4o", "openai", "gpt-4o"),
        model("openai-gpt4o-mini", "openai", "gpt-4o-mini"),
        model("openai-o1", "openai", "o1"),
        model("openai-o3-mini", "openai", "o3-mini"),
        model("anthropic-sonnet", "anthropic", "claude-sonnet-4-6"),
        model("anthropic-haiku", "anthropic", "claude-haiku-4-5"),
        model("deepseek-v3", "deepseek", "deepseek-chat"),
        model("deepseek-r1", "deepseek", "deepseek-reasoner"),
        model("gemini-flash", "gemini", "gemini-2.5-flash"),
        model("gemini-pro", "gemini", "gemini-2.5-pro"),
        SeedTool("groq-llama", "llm", .about(1_000_000), "Llama 70B on Groq: a short call"),
        SeedTool("firecrawl-scrape", "web", .about(5_000_000), "Firecrawl: one page scraped"),
        SeedTool("tavily-search", "search", .about(8_000_000), "Tavily: one basic search"),
        SeedTool("serpapi-search", "search", .about(15_000_000), "SerpApi: one search"),
        SeedTool("brave-search", "search", .about(5_000_000), "Brave Search: one query"),
        SeedTool("exa-search", "search", .about(5_000_000), "Exa: one search"),
        SeedTool("browser-use", "browser", .about(50_000_000), "Browser Use: one short task"),
        SeedTool("twilio-sms", "messaging", .about(10_000_000), "Twilio: one SMS"),
        SeedTool("sendgrid-email", "messaging", .about(1_000_000), "SendGrid: one e-mail"),
        SeedTool("dalle3", "image", .about(40_000_000), "DALL·E 3: one image"),
        SeedTool(
            "elevenlabs-tts",
            "speech",
            .about(30_000_000),
            "ElevenLabs: a sentence of speech"
        ),
        SeedTool("e2b-sandbox", "code", .about(2_000_000), "E2B: a sandbox for a minute"),
        SeedTool("modal-func", "code", .about(1_000_000), "Modal: one short function call"),
        SeedTool("wolfram-alpha", "data", .about(20_000_000), "Wolfram Alpha: one query"),
    ]

    /// Those whose name or description has a text in it, whatever its case.
    static func matching(_ text: String) -> [SeedTool] {
        let wanted = text.lowercased()
        return all.filter { tool in
            tool.name.lowercased().contains(wanted)
                || tool.description.lowercased().contains(wanted)
        }
    }
}
