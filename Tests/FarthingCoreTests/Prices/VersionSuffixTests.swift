import FarthingCore
import Testing

@Suite("Versions behind models' names")
struct VersionSuffixTests {
    private static func book(_ pattern: String) throws -> PriceBook {
        let text = """
            farthing-prices 1
            version test+1
            sha256 00
            p\tknown\tchat\t-\t-\t-\t\(pattern)\t@\tstandard in=1 out=2

            """
        return try PriceBook(parsing: Array(text.utf8))
    }

    private static func finds(_ pattern: String, _ name: String) throws -> Bool {
        try book(pattern).price(provider: "p", model: name, atMs: 0) != nil
    }

    @Test(
        "a date or a version that providers document is the same model",
        arguments: [
            "", "-20250929", "@20250929", "-2025-09-29", "-latest", "@latest", "-001", "-0613",
            "-v1:0", "-v2", ":0", ":12", "-20250929-v1:0", "-preview", "-preview-05-20",
            "-preview-09-2025", "-exp-0827", "-v2@20241022", "-preview-2024-12-17",
        ]
    )
    func versions(_ rest: String) throws {
        #expect(try Self.finds("^claude-sonnet-4-5", "claude-sonnet-4-5" + rest))
        #expect(try Self.finds("~claude-sonnet-4-5", "us.anthropic.claude-sonnet-4-5" + rest))
    }

    @Test(
        "everything else may be a dearer model, and has no price",
        arguments: [
            "-zzz", "zzz", "5", "-5", "-1m", "-8b", "-fast", "-lite", "-tts", "-thinking", "-",
            "--",
            "-20251329x", "-2025-13-29", "-2025-09", "-2025", "-9999", "-12", "-12-99", "-v", "-vx",
            "-v1000", "-latest-zzz", "-zzz-latest", "-20250929-zzz", "_20250929", ".1", ":", ":x",
            ":200k", "/x", "@", "-100", "-99999999", "-preview-tts", "-image-preview",
        ]
    )
    func others(_ rest: String) throws {
        #expect(try !Self.finds("^claude-sonnet-4-5", "claude-sonnet-4-5" + rest))
        #expect(try !Self.finds("~claude-sonnet-4-5", "us.anthropic.claude-sonnet-4-5" + rest))
    }

    @Test(
        "a rule that ends amid a date, a word or an owner goes on with one",
        arguments: [
            ("^claude-sonnet-4-2025", "claude-sonnet-4-20250514", true),
            ("^claude-sonnet-4-2025", "claude-sonnet-4-2025x514", false),
            ("~gemini-2.0-flash-0", "models/gemini-2.0-flash-001", true),
            ("~gemini-2.0-flash-0", "gemini-2.0-flash-0x", false),
            ("^claude-sonnet-4@", "claude-sonnet-4@20250514", true),
            ("^claude-sonnet-4@", "claude-sonnet-4@next", false),
            ("^gpt-5-nano-", "gpt-5-nano-2025-08-07", true),
            ("^gpt-5-nano-", "gpt-5-nano-pro", false),
            ("^ft:gpt-4o-2024-", "ft:gpt-4o-2024-08-06:acme:name:id", true),
            ("^ft:gpt-3.5-turbo", "ft:gpt-3.5-turbo:acme::id", true),
            ("^ft:gpt-3.5-turbo", "ft:gpt-3.5-turbo-16k:acme::id", false),
            ("^gpt-4o-mini-2024-07-18.ft-", "gpt-4o-mini-2024-07-18.ft-0123abc", true),
            ("~claude-v2", "anthropic.claude-v2:1", true),
            ("~claude-v2", "otherclaude-v2", false),
            ("$kimi-k3", "us.moonshotai.kimi-k3", true), ("$kimi-k3", "mykimi-k3", false),
            ("?flash-#*", "flash-001", true), ("?flash-#*", "flash-8b", false),
            ("?flash-#*", "flash-preview", false),
        ]
    )
    func stems(_ pattern: String, _ name: String, _ isKnown: Bool) throws {
        #expect(try Self.finds(pattern, name) == isKnown)
    }
}
