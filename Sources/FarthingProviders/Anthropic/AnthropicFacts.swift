/// What becomes of each route and each parameter of Anthropic's API: the truth behind
/// ``AnthropicRoutes``, and what documentation and the completeness test read.
package enum AnthropicFacts {
    private static let messages = "/v1/messages"
    static let batches = "/v1/messages/batches"

    /// Routes of the Anthropic API reference and of the `anthropic` package 2.11.0. What is not
    /// named is refused as well.
    package static let routes: [RouteFact] = [
        RouteFact("POST", messages, .priced, "tokens, searches"),
        RouteFact("POST", "/v1/messages/count_tokens", .free, "billed nothing"),
        RouteFact("GET", "/v1/models", .free, "list"),
        RouteFact("GET", "/v1/models/{model_id}", .free, "one model"),
        RouteFact("POST", batches, .priced, "each call at the batch price; settled by its results"),
        RouteFact("GET", batches, .refused, "it would list the batches of every key"),
        RouteFact("GET", "\(batches)/{message_batch_id}", .free, "tells how a batch stands"),
        RouteFact("GET", "\(batches)/{message_batch_id}/results", .free, "reads what was done"),
        RouteFact(
            "POST",
            "\(batches)/{message_batch_id}/cancel",
            .free,
            "what is done by then is billed"
        ),
        RouteFact("DELETE", "\(batches)/{message_batch_id}", .free, "deletes it"),
        RouteFact("POST", "/v1/complete", .refused, "text completions have no price here"),
        RouteFact("POST", "/v1/files", .refused, stored),
        RouteFact("GET", "/v1/files", .refused, stored),
        RouteFact("GET", "/v1/files/{file_id}", .refused, stored),
        RouteFact("GET", "/v1/files/{file_id}/content", .refused, stored),
        RouteFact("DELETE", "/v1/files/{file_id}", .refused, stored),
        RouteFact("POST", "/v1/skills", .refused, "skills run code in containers, for a fee"),
        RouteFact("GET", "/v1/skills", .refused, "skills run code in containers, for a fee"),
        RouteFact("POST", "/v1/agents", .refused, agents),
        RouteFact("POST", "/v1/sessions", .refused, agents),
        RouteFact("POST", "/v1/environments", .refused, agents),
        RouteFact("POST", "/v1/deployments", .refused, agents),
    ]

    private static let stored = "what is stored belongs to every key of the upstream"
    private static let agents = "managed agents bill tokens and hours that cannot be held for"

    /// Parameters of ``messages``: members of its body and the field that admits betas.
    package static let parameters: [ParameterFact] =
        bodyParameters.map { ParameterFact(messages, $0.0, $0.1, $0.2) } + [
            ParameterFact(batches, "requests", .priced, "as calls; of one model, none streamed")
        ]

    /// The members of the body that the reader knows at all.
    package static var knownParameters: [String] { MessagesParameter.names }

    private static let bodyParameters: [(String, Treatment, String)] = [
        ("model", .priced, "chooses the prices; one that is not in the book is refused"),
        ("messages", .priced, "input: bytes, images by formula, documents by the context"),
        ("system", .priced, "input, by bytes"),
        ("max_tokens", .priced, "the output limit, thinking included"),
        ("tools", .priced, "input, by bytes and documented figures; see tools.type"),
        ("tools.type", .priced, "web searches have a fee; code execution and others are refused"),
        ("tools.max_uses", .priced, "bounds searches and fetches; refused without"),
        ("tools.max_content_tokens", .priced, "a fetch is refused without"),
        ("tools.allowed_callers", .refused, "other than direct: containers have a fee"),
        ("tool_choice", .priced, "input, by bytes"),
        ("thinking", .free, "output within max_tokens, which stays above its budget"),
        ("stream", .free, "metered while it flows"),
        ("service_tier", .priced, "standard_only is written in where the policy pins tiers"),
        ("speed", .priced, "fast has prices of its own"),
        ("inference_geo", .refused, "other than global: a tenth more"),
        ("cache_control", .priced, "writes for 5 minutes or an hour have prices of their own"),
        ("output_config", .priced, "a schema is input, by bytes"),
        ("output_config.effort", .free, "output within max_tokens"),
        ("output_format", .priced, "a schema is input, by bytes"),
        ("context_management", .free, "clearing costs nothing; summaries are refused"),
        ("stop_sequences", .free, "not part of the prompt"),
        ("temperature", .free, "not part of the prompt"),
        ("top_p", .free, "not part of the prompt"),
        ("top_k", .free, "not part of the prompt"),
        ("metadata", .free, "not part of the prompt"),
        ("diagnostics", .free, "not part of the prompt"),
        ("container", .refused, "containers have a fee"),
        ("mcp_servers", .refused, "what servers answer is input that cannot be bounded"),
        ("fallbacks", .refused, "another model may be billed"),
        ("fallback_credit_token", .refused, "changes how the cache is billed"),
        ("compaction", .refused, "a summary is a pass of its own"),
        ("billing_policy", .refused, "bills somebody else"),
        ("anthropic-beta", .free, "a list of betas that change no price; others are refused"),
    ]
}
