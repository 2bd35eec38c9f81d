/// Why the guards of a registered tool do not let a call begin.
package struct ToolRefusal: Hashable, Sendable {
    /// Which guard refuses.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case rateLimited = "tool_rate_limited"
        case attemptsExhausted = "tool_attempts_exhausted"
        case breakerOpen = "tool_breaker_open"
        /// More tools and runs are under way than can be counted.
        case full = "tool_guards_full"
    }

    package var code: Code
    /// The tool's registered name.
    package var tool: String
    /// After how many milliseconds the same call may be let through, at least 1; nil where waiting
    /// does not help.
    package var retryAfterMs: Int64?
    /// What its guards allow, for people; empty where that says nothing.
    private var allowed = ""

    init(_ code: Code, _ tool: String) {
        self.code = code
        self.tool = tool
    }

    init(_ step: GuardStep, _ tool: RegisteredTool, retryAfterMs: Int64?) {
        self.init(.full, tool.name)
        self.retryAfterMs = retryAfterMs
        switch step {
        case .takeAttempt(_, let limit):
            code = .attemptsExhausted
            allowed = "\(limit)"
        case .takeRate(let key):
            code = .rateLimited
            allowed = "\(key.rule.maxCalls) calls in \(key.rule.periodNanos / 1_000_000) ms"
        default: code = .breakerOpen
        }
    }

    /// The status of the answer over HTTP.
    package var status: Int {
        switch code {
        case .rateLimited: 429
        case .attemptsExhausted: 409
        case .breakerOpen, .full: 503
        }
    }

    /// ``retryAfterMs`` in whole seconds, for the field `retry-after`.
    package var retryAfterSeconds: Int64? { retryAfterMs.map { ($0 + 999) / 1_000 } }

    /// The reason and the fix, for people and agents.
    package var message: String {
        let wait = retryAfterMs.map { " Try again in \($0) ms." } ?? ""
        return switch code {
        case .rateLimited: "The tool '\(shown)' is limited to \(allowed).\(wait)"
        case .attemptsExhausted:
            "The tool '\(shown)' may be called \(allowed) times in one run, and was. Do without it, "
                + "or begin another run."
        case .breakerOpen:
            "The tool '\(shown)' has failed too often and is stopped for a while.\(wait)"
        case .full:
            "Too many tools and runs are under way to count this call of '\(shown)'. Try again later."
        }
    }

    /// The tool's name as one line: registered names are anybody's text.
    private var shown: String {
        String(
            tool.unicodeScalars.map {
                $0.properties.generalCategory == .control ? " " : Character($0)
            }
        )
    }
}
