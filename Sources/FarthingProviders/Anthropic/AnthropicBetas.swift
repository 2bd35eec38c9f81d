/// What the field `anthropic-beta` of a request may name.
///
/// An allow-list. A beta is here because all it does is admit members of the body, which are
/// checked on their own, or because what it changes has no price of its own. Names: the
/// `anthropic` package 2.11.0 and Anthropic's release notes.
enum AnthropicBetas {
    /// Makes the larger context window, whose price is the book's tier by input tokens.
    static let longContext = "context-1m-2025-08-07"

    private static let known: Set<String> = [
        longContext,
        "message-batches-2024-09-24", "prompt-caching-2024-07-31", "pdfs-2024-09-25",
        "token-counting-2024-11-01", "computer-use-2024-10-22", "computer-use-2025-01-24",
        "computer-use-2025-11-24", "output-128k-2025-02-19", "dev-full-thinking-2025-05-14",
        "interleaved-thinking-2025-05-14", "fine-grained-tool-streaming-2025-05-14",
        "token-efficient-tools-2025-02-19", "extended-cache-ttl-2025-04-11",
        "files-api-2025-04-14", "context-management-2025-06-27",
        "model-context-window-exceeded-2025-08-26", "web-fetch-2025-09-10",
        "structured-outputs-2025-11-13", "effort-2025-11-24", "advanced-tool-use-2025-11-20",
        "tool-search-tool-2025-10-19", "tool-examples-2025-10-29", "fast-mode-2026-02-01",
        "task-budgets-2026-03-13", "thinking-token-count-2026-05-13",
        "thinking-display-updates-2026-08-18", "thinking-binding-controls-2026-08-01",
        "cache-diagnosis-2026-04-07", "claude-code-20250219", "oauth-2025-04-20",
        "redact-thinking-2026-02-12", "mid-conversation-system-clear-at-2026-08-21",
    ]

    /// The betas that are named; throws for one that is not known here.
    static func read(_ field: String?) throws(RequestError) -> Set<String> {
        guard let field else { return [] }
        var named: Set<String> = []
        for part in field.utf8.split(separator: UInt8(ascii: ",")) {
            let name = String(Substring(part.trimmed))
            guard !name.isEmpty else { continue }
            guard known.contains(name) else {
                throw .unpriced("anthropic-beta", "nobody here knows what '\(shown(name))' costs")
            }
            named.insert(name)
        }
        return named
    }

    private static func shown(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.prefix(64).filter { $0.isShown }))
    }
}

extension Substring.UTF8View {
    /// Without the spaces and tabs at both ends.
    fileprivate var trimmed: Substring.UTF8View {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        guard let first = firstIndex(where: { !isSpace($0) }),
            let last = lastIndex(where: { !isSpace($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}

extension Unicode.Scalar {
    fileprivate var isShown: Bool { value > 0x20 && value < 0x7F && self != "'" }
}
