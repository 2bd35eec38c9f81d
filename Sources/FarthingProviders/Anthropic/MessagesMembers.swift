import FarthingCore

/// The members that each object inside a request may have; any other may cost in a way that nobody
/// here counts.
///
/// Names: the types of the `anthropic` package 2.11.0.
enum MessagesMembers {
    static let message: [StaticString] = ["role", "content", "clear_at"]

    static let text: [StaticString] = ["type", "text", "cache_control", "citations"]
    static let image: [StaticString] = ["type", "source", "cache_control", "transformations"]
    static let base64: [StaticString] = ["type", "media_type", "data"]
    static let url: [StaticString] = ["type", "url"]
    static let file: [StaticString] = ["type", "file_id"]
    static let transformations: [StaticString] = ["oversized_image"]
    static let document: [StaticString] = [
        "type", "source", "cache_control", "citations", "context", "title",
    ]
    static let content: [StaticString] = ["type", "content"]
    static let searchResult: [StaticString] = [
        "type", "content", "source", "title", "cache_control", "citations",
    ]
    static let thinking: [StaticString] = ["type", "thinking", "signature"]
    static let redacted: [StaticString] = ["type", "data"]
    static let toolUse: [StaticString] = [
        "type", "id", "input", "name", "cache_control", "caller", "toolset_name",
    ]
    static let toolResult: [StaticString] = [
        "type", "tool_use_id", "content", "is_error", "cache_control", "toolset_name",
    ]
    static let serverResult: [StaticString] = [
        "type", "tool_use_id", "content", "cache_control", "caller",
    ]
    static let fetched: [StaticString] = ["type", "url", "content", "retrieved_at"]
    static let toolReference: [StaticString] = ["type", "tool_name", "cache_control"]
    static let browserState: [StaticString] = ["type", "tabs", "cache_control", "state_changes"]

    static let cache: [StaticString] = ["type", "ttl"]
    static let citations: [StaticString] = ["enabled"]

    static let clientTool: [StaticString] = [
        "type", "name", "description", "input_schema", "cache_control", "strict",
        "input_examples", "allowed_callers", "defer_loading", "eager_input_streaming",
    ]
    static let builtInTool: [StaticString] = [
        "type", "name", "cache_control", "strict", "input_examples", "allowed_callers",
        "defer_loading", "max_characters", "display_width_px", "display_height_px",
        "display_number", "enable_zoom", "configs",
    ]
    static let webTool: [StaticString] = [
        "type", "name", "cache_control", "strict", "allowed_callers", "defer_loading",
        "allowed_domains", "blocked_domains", "max_uses", "max_content_tokens", "user_location",
        "citations", "url_sources", "use_cache", "response_inclusion",
    ]
    static let toolChoice: [StaticString] = ["type", "name", "disable_parallel_tool_use"]

    static let thinkingConfig: [StaticString] = ["type", "budget_tokens", "display"]
    static let outputConfig: [StaticString] = ["effort", "format", "task_budget"]
    static let format: [StaticString] = ["type", "schema"]
    static let taskBudget: [StaticString] = ["type", "total", "remaining"]
    static let contextManagement: [StaticString] = ["edits"]
}

/// The top-level parameters of a message request that may pass; any other is refused.
enum MessagesParameter: Sendable {
    /// Read by us.
    case model, messages, maxTokens, stream, system, tools, toolChoice, thinking, serviceTier
    case speed, geo, cacheControl, outputConfig, outputFormat, contextManagement
    /// Free, and not part of the prompt.
    case free
    /// May cost money for which there is no price here; null and nothing pass.
    case unpriced

    private static let known: [(StaticString, MessagesParameter)] = [
        ("model", .model), ("messages", .messages), ("max_tokens", .maxTokens),
        ("stream", .stream), ("system", .system), ("tools", .tools),
        ("tool_choice", .toolChoice), ("thinking", .thinking), ("service_tier", .serviceTier),
        ("speed", .speed), ("inference_geo", .geo), ("cache_control", .cacheControl),
        ("output_config", .outputConfig), ("output_format", .outputFormat),
        ("context_management", .contextManagement),
        ("stop_sequences", .free), ("temperature", .free), ("top_p", .free), ("top_k", .free),
        ("metadata", .free), ("diagnostics", .free),
        ("container", .unpriced), ("mcp_servers", .unpriced), ("fallbacks", .unpriced),
        ("fallback_credit_token", .unpriced), ("compaction", .unpriced),
        ("billing_policy", .unpriced),
    ]

    static var names: [String] { known.map { "\($0.0)" } }

    /// ``known`` by the name's length: four names share one at most.
    private static let byLength: [[(StaticString, MessagesParameter)]] = {
        var lists = [[(StaticString, MessagesParameter)]](repeating: [], count: 32)
        for entry in known { lists[entry.0.utf8CodeUnitCount].append(entry) }
        return lists
    }()

    /// The parameter of that name; nil when nobody here knows it.
    static func named(_ name: JSONNode) -> MessagesParameter? {
        guard name.utf8Length < byLength.count else { return nil }
        for entry in byLength[name.utf8Length] where name.equals(entry.0) { return entry.1 }
        return nil
    }
}
