import FarthingCore

/// The top-level parameters of a chat completion that may pass; any other is refused.
///
/// Names: OpenAI API reference, “Create chat completion”, and the types of the `openai` package
/// 3.52.0. A parameter is here because it is free, or because its cost is bounded by what we price.
enum ChatParameter: Sendable {
    /// Read by us.
    case model, messages, stream, streamOptions, choices, maxTokens, maxCompletionTokens
    case serviceTier, prediction, modalities, promptCacheOptions
    /// Part of the prompt: counted as input.
    case tools, functions, responseFormat, toolChoice
    /// Changes the hidden prompt by a few tokens at most.
    case style
    /// Free, and not part of the prompt.
    case free
    /// May cost money for which there is no price here yet.
    case unpriced

    private static let known: [(StaticString, ChatParameter)] = [
        ("model", .model), ("messages", .messages), ("stream", .stream),
        ("stream_options", .streamOptions), ("n", .choices), ("max_tokens", .maxTokens),
        ("max_completion_tokens", .maxCompletionTokens), ("service_tier", .serviceTier),
        ("prediction", .prediction), ("modalities", .modalities),
        ("prompt_cache_options", .promptCacheOptions), ("tools", .tools),
        ("functions", .functions), ("response_format", .responseFormat),
        ("tool_choice", .toolChoice), ("function_call", .toolChoice),
        ("reasoning_effort", .style), ("verbosity", .style),
        ("frequency_penalty", .free), ("logit_bias", .free), ("logprobs", .free),
        ("metadata", .free), ("parallel_tool_calls", .free), ("presence_penalty", .free),
        ("prompt_cache_key", .free), ("prompt_cache_retention", .free),
        ("safety_identifier", .free), ("seed", .free), ("stop", .free), ("store", .free),
        ("temperature", .free), ("top_logprobs", .free), ("top_p", .free), ("user", .free),
        ("audio", .unpriced), ("moderation", .unpriced), ("web_search_options", .unpriced),
    ]

    /// ``known`` by the name's length: three or four names share one at most.
    private static let byLength: [[(StaticString, ChatParameter)]] = {
        var lists = [[(StaticString, ChatParameter)]](repeating: [], count: 32)
        for entry in known { lists[entry.0.utf8CodeUnitCount].append(entry) }
        return lists
    }()

    /// The parameter of that name; nil when nobody here knows it.
    static func named(_ name: JSONNode) -> ChatParameter? {
        guard name.utf8Length < byLength.count else { return nil }
        for entry in byLength[name.utf8Length] where name.equals(entry.0) { return entry.1 }
        return nil
    }
}
