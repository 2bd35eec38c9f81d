import FarthingCore

/// The top-level parameters of a response that may pass; any other is refused.
///
/// Names: OpenAI API reference, “Create a model response”, and the types of the `openai` package
/// 3.52.0.
enum ResponsesParameter: Sendable {
    /// Read by us.
    case model, input, instructions, stream, streamOptions, outputLimit, serviceTier
    case reasoning, background, promptCacheOptions
    /// Part of the prompt: counted as input.
    case tools, toolChoice, text
    /// Names something that the provider keeps and puts before the input.
    case stored
    /// Free, and not part of the prompt.
    case free
    /// May cost money for which there is no price here yet.
    case unpriced

    static let known: [(StaticString, ResponsesParameter)] = [
        ("model", .model), ("input", .input), ("instructions", .instructions),
        ("stream", .stream), ("stream_options", .streamOptions),
        ("max_output_tokens", .outputLimit), ("service_tier", .serviceTier),
        ("reasoning", .reasoning), ("background", .background),
        ("prompt_cache_options", .promptCacheOptions),
        ("tools", .tools), ("tool_choice", .toolChoice), ("text", .text),
        ("previous_response_id", .stored), ("conversation", .stored),
        ("include", .free), ("max_tool_calls", .free), ("metadata", .free),
        ("parallel_tool_calls", .free), ("prompt_cache_key", .free),
        ("prompt_cache_retention", .free), ("safety_identifier", .free), ("store", .free),
        ("temperature", .free), ("top_logprobs", .free), ("top_p", .free),
        ("truncation", .free), ("user", .free),
        ("access_programs", .unpriced), ("context_management", .unpriced), ("image", .unpriced),
        ("moderation", .unpriced), ("prompt", .unpriced),
    ]

    /// ``known`` by the name's length: five names share one at most.
    private static let byLength: [[(StaticString, ResponsesParameter)]] = {
        var lists = [[(StaticString, ResponsesParameter)]](repeating: [], count: 32)
        for entry in known { lists[entry.0.utf8CodeUnitCount].append(entry) }
        return lists
    }()

    /// The parameter of that name; nil when nobody here knows it.
    static func named(_ name: JSONNode) -> ResponsesParameter? {
        guard name.utf8Length < byLength.count else { return nil }
        for entry in byLength[name.utf8Length] where name.equals(entry.0) { return entry.1 }
        return nil
    }
}
