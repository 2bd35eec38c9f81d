/// What becomes of each route and each parameter of Bedrock's runtime: what documentation and the
/// completeness test read. A parameter stands for all that is in it, but for what has a line of its
/// own.
package enum BedrockFacts {
    /// Routes of the service model of bedrock-runtime, 2023-09-30. What is not named is refused as
    /// well.
    package static let routes: [RouteFact] = [
        RouteFact("POST", "/model/{modelId}/converse", .priced, "tokens"),
        RouteFact("POST", "/model/{modelId}/converse-stream", .priced, "tokens"),
        RouteFact("POST", "/model/{modelId}/invoke", .priced, "tokens; bodies of Claude only"),
        RouteFact(
            "POST",
            "/model/{modelId}/invoke-with-response-stream",
            .priced,
            "tokens; bodies of Claude only"
        ),
        RouteFact("POST", "/model/{modelId}/count-tokens", .free, "billed nothing"),
        RouteFact(
            "POST",
            "/model/{modelId}/invoke-with-bidirectional-stream",
            .refused,
            "sessions that both sides stream cannot be bounded"
        ),
        RouteFact(
            "POST",
            "/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply",
            .refused,
            guardrails
        ),
        RouteFact("POST", "/guardrail-checks/invoke", .refused, guardrails),
        RouteFact("POST", "/async-invoke", .refused, asynchronous),
        RouteFact("GET", "/async-invoke", .refused, asynchronous),
        RouteFact("GET", "/async-invoke/{invocationArn}", .refused, asynchronous),
    ]

    private static let guardrails = "guardrails cost per text unit, which has no price here"
    private static let asynchronous = "what runs on its own cannot be metered"

    package static let parameters: [ParameterFact] =
        ["/model/{modelId}/converse", "/model/{modelId}/converse-stream"].flatMap { route in
            converse.map { ParameterFact(route, $0.0, $0.1, $0.2) }
        }
        + ["/model/{modelId}/invoke", "/model/{modelId}/invoke-with-response-stream"].flatMap {
            route in invoke.map { ParameterFact(route, $0.0, $0.1, $0.2) }
        }

    private static let converse: [(String, Treatment, String)] = [
        ("messages", .priced, "input, by bytes; each block a frame more"),
        ("messages.content.image", .priced, "Claude: by size; other models: refused"),
        ("messages.content.image.source.s3Location", .refused, cannotRead),
        ("messages.content.image.error", .refused, "nobody sends it"),
        ("messages.content.document", .priced, "text by bytes; else Claude's window, or refused"),
        ("messages.content.document.source.s3Location", .refused, cannotRead),
        ("messages.content.video", .refused, media),
        ("messages.content.audio", .refused, media),
        ("messages.content.guardContent.image", .refused, guardrails),
        ("messages.content.toolAddition", .refused, "tools of servers cost extra"),
        ("messages.content.toolRemoval", .refused, "tools of servers cost extra"),
        ("messages.content.toolUse.type", .refused, "tools that the provider runs cost extra"),
        ("messages.content.toolResult.type", .refused, "tools that the provider runs cost extra"),
        ("messages.content.toolResult.content.video", .refused, media),
        ("messages.content.toolResult.content.image.source.s3Location", .refused, cannotRead),
        ("messages.content.toolResult.content.document.source.s3Location", .refused, cannotRead),
        ("messages.content.cachePoint", .priced, "cache writes, for 5 minutes or an hour"),
        ("system", .priced, "input, by bytes"),
        ("system.guardContent.image", .refused, guardrails),
        ("inferenceConfig", .free, "how tokens are chosen"),
        ("inferenceConfig.maxTokens", .priced, "the output limit, thinking included"),
        ("toolConfig", .priced, "input, by bytes, and what announces tools"),
        ("toolConfig.tools.systemTool", .refused, "tools that the provider runs cost extra"),
        ("guardrailConfig", .refused, guardrails),
        ("additionalModelRequestFields", .refused, "but for members that are known"),
        ("additionalModelRequestFields.thinking", .priced, "part of the output"),
        ("additionalModelRequestFields.reasoningConfig", .priced, "low and medium effort"),
        ("additionalModelRequestFields.reasoning_effort", .priced, "part of the output"),
        ("additionalModelRequestFields.output_config", .priced, "effort: part of the output"),
        ("additionalModelRequestFields.anthropic_beta", .free, "those that change no price"),
        ("additionalModelRequestFields.top_k", .free, "how tokens are chosen"),
        ("additionalModelRequestFields.topK", .free, "how tokens are chosen"),
        ("additionalModelRequestFields.inferenceConfig", .free, "topK alone"),
        ("additionalModelRequestFields.seed", .free, "how tokens are chosen"),
        ("additionalModelResponseFieldPaths", .free, "what is shown of the answer"),
        ("promptVariables", .refused, "stored prompts cannot be counted here"),
        ("requestMetadata", .free, "a filter of logs"),
        ("performanceConfig", .priced, "optimized: as `fast`, where the book has it"),
        ("serviceTier", .priced, "default, priority, flex; reserved is refused"),
        ("outputConfig", .priced, "a schema is input; effort is part of the output"),
    ]

    private static let cannotRead = "what lies elsewhere cannot be counted here"
    private static let media = "only text, images and documents have a price here"

    private static let invoke: [(String, Treatment, String)] = [
        ("body", .priced, "as Anthropic's messages; bodies of other makers are refused"),
        ("accept", .free, "a media type"),
        ("content-type", .free, "a media type"),
        ("x-amzn-bedrock-accept", .free, "a media type"),
        ("x-amzn-bedrock-trace", .free, "what is shown of the answer"),
        ("x-amzn-bedrock-request-metadata", .free, "a filter of logs"),
        ("x-amzn-bedrock-guardrailidentifier", .refused, guardrails),
        ("x-amzn-bedrock-guardrailversion", .refused, "taken off: it means nothing alone"),
        ("x-amzn-bedrock-performanceconfig-latency", .priced, "optimized: as `fast`"),
        ("x-amzn-bedrock-service-tier", .priced, "default, priority, flex; reserved is refused"),
    ]
}
