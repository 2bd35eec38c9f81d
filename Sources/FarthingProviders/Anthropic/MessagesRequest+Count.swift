import FarthingCore

extension MessagesRequest {
    /// What a server tool adds while the call runs is in no count.
    package var isCountable: Bool { !tools.runsTools }

    /// Asks `count_tokens`, which costs nothing (Anthropic, “Token counting”).
    package func countRequest(at target: String) -> CountRequest? {
        CountRequest(
            target: "/v1/messages/count_tokens",
            body: document.object(of: Self.countedMembers)
        ) { root in
            root.member("input_tokens" as StaticString)?.int64.map {
                InputCount(tokens: Self.withMargin($0))
            }
        }
    }

    /// The count is an estimate from which the billed figure may differ by a small amount, says its
    /// documentation; how small it does not say. Two in a hundred are taken, and 64 tokens.
    private static func withMargin(_ tokens: Int64) -> Int64 {
        0...Usage.bucketMax ~= tokens ? tokens + tokens / 50 + 64 : -1
    }

    /// The members that the route takes (`anthropic` package 2.11.0, `MessageCountTokensParams`).
    private static let countedMembers: [StaticString] = [
        "model", "messages", "system", "tools", "tool_choice", "thinking", "cache_control",
        "output_config", "output_format", "context_management", "speed",
    ]
}
