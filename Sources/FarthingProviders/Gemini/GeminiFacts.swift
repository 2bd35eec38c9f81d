/// What becomes of each route and each parameter of the Gemini API: what documentation and the
/// completeness test read.
package enum GeminiFacts {
    /// Routes of Google's API reference and of the `google-genai` package 3.4.0, below `/v1beta`;
    /// those that cost or are free are the same below `/v1`. What is not named is refused as well.
    package static let routes: [RouteFact] = [
        RouteFact("POST", generate, .priced, "tokens, by kind of input and output"),
        RouteFact("POST", stream, .priced, "the same; with alt=sse only"),
        RouteFact("POST", embed, .priced, "tokens; by bytes where the answer has no usage"),
        RouteFact("POST", batchEmbed, .priced, "the same for up to 100 contents"),
        RouteFact("POST", model + ":countTokens", .free, "billed nothing"),
        RouteFact("GET", "/v1beta/models", .free, "list"),
        RouteFact("GET", model, .free, "one model"),
        RouteFact("*", model + ":batchGenerateContent", .refused, batches),
        RouteFact("*", model + ":asyncBatchEmbedContent", .refused, batches),
        RouteFact("*", model + ":predict", .refused, "images are priced by the piece"),
        RouteFact("*", model + ":predictLongRunning", .refused, "videos are priced by length"),
        RouteFact("*", "/v1beta/batches/…", .refused, batches),
        RouteFact("*", "/v1beta/cachedContents/…", .refused, "caches bill storage by the hour"),
        RouteFact("*", "/v1beta/files/…", .refused, stored),
        RouteFact("*", "/upload/…", .refused, stored),
        RouteFact("*", "/v1beta/fileSearchStores/…", .refused, stored),
        RouteFact("*", "/v1beta/tunedModels/…", .refused, "tuned models have no price here"),
        RouteFact("*", "/v1beta/interactions/…", .refused, agents),
        RouteFact("*", "/v1beta/decisions/…", .refused, agents),
        RouteFact("*", "/v1beta/agents/…", .refused, agents),
        RouteFact("*", "/v1beta/environments/…", .refused, agents),
        RouteFact("*", "/v1beta/triggers/…", .refused, agents),
        RouteFact("*", "/v1beta/webhooks/…", .refused, agents),
        RouteFact("*", "/v1beta/voices/…", .refused, "voices have no price here"),
        RouteFact("*", "/v1beta/credentials/…", .refused, tokens),
        RouteFact("*", "/v1beta/auth_tokens/…", .refused, tokens),
        RouteFact("*", "/ws/…", .refused, "live sessions cannot be bounded by this gateway"),
    ]

    private static let model = "/v1beta/models/{model}"
    private static let generate = model + ":generateContent"
    private static let stream = model + ":streamGenerateContent"
    private static let embed = model + ":embedContent"
    private static let batchEmbed = model + ":batchEmbedContents"

    private static let batches = "a batch cannot be held for here yet"
    private static let stored = "what is stored belongs to every key of the upstream"
    private static let agents = "agents bill tokens and tools that cannot be held for"
    private static let tokens = "such tokens work without this gateway"

    /// Parameters of the metered routes, in camel case; snake case is read as well.
    package static let parameters: [ParameterFact] =
        [generate, stream].flatMap { route in
            content.map { ParameterFact(route, $0.0, $0.1, $0.2) }
        }
        + embedding.map { ParameterFact(embed, $0.0, $0.1, $0.2) }

    /// The members that the readers know at all, named as in ``parameters``.
    package static var knownParameters: [String] {
        func below(_ place: String, _ names: [String]) -> [String] { names.map { place + $0 } }
        return GenerateContentRequest.members.names
            + below("contents.parts.", GeminiPrompt.partMembers.names)
            + below("tools.", GenerateContentRequest.toolMembers.names)
            + below("generationConfig.", GenerateContentRequest.configMembers.names)
            + EmbedContentRequest.members.names
    }

    private typealias Rows = [(String, Treatment, String)]

    private static let content: Rows =
        [
            ("contents", .priced, "input: text by bytes, media by documented formulas"),
            ("systemInstruction", .priced, "input, by bytes"),
            ("tools", .priced, "input, by bytes; see the kinds of tools"),
            ("toolConfig", .priced, "input, by bytes"),
            ("safetySettings", .free, "filters"),
            ("generationConfig", .priced, "see its members"),
            ("serviceTier", .priced, "flex and priority have prices of their own, or are refused"),
            ("labels", .free, "names for reports"),
            ("store", .free, "logging"),
            ("model", .free, "must be the path's"),
            ("cachedContent", .refused, "what the cache holds is not known here"),
            ("continuationToken", .refused, "how much input stands behind it is not known here"),
        ] + parts + tools + config

    private static let parts: Rows = [
        ("contents.parts.text", .priced, "each byte counts as a token"),
        ("contents.parts.thought", .free, "a flag"),
        ("contents.parts.thoughtSignature", .priced, "input, by bytes"),
        ("contents.parts.functionCall", .priced, "input, by bytes"),
        ("contents.parts.functionResponse", .priced, "input, by bytes; its media as others"),
        ("contents.parts.executableCode", .priced, "input, by bytes"),
        ("contents.parts.codeExecutionResult", .priced, "input, by bytes"),
        ("contents.parts.partMetadata", .priced, "input, by bytes"),
        ("contents.parts.inlineData", .priced, "images, PDF, WAV, text; others are refused"),
        ("contents.parts.mediaResolution", .priced, "states the tokens of an image or page"),
        ("contents.parts.fileData", .refused, "how large the file is cannot be seen"),
        ("contents.parts.videoMetadata", .refused, "video is not measured here"),
        ("contents.parts.mediaProcessing", .refused, "video is not measured here"),
        ("contents.parts.toolCall", .refused, "tools that Google runs"),
        ("contents.parts.toolResponse", .refused, "tools that Google runs"),
        ("contents.parts.audioTranscription", .refused, "nobody here knows what it costs"),
        ("contents.parts.speechMetadata", .refused, "nobody here knows what it costs"),
    ]

    private static let tools: Rows = [
        ("tools.functionDeclarations", .priced, "input, by bytes"),
        ("tools.googleSearch", .refused, "how often the model searches cannot be bounded"),
        ("tools.googleSearchRetrieval", .refused, "the same"),
        ("tools.urlContext", .refused, "what is fetched is input of unknown size"),
        ("tools.codeExecution", .refused, "what it prints is input of unknown size"),
        ("tools.fileSearch", .refused, "what is found is input of unknown size"),
        ("tools.computerUse", .refused, "tools that the provider defines"),
        ("tools.googleMaps", .refused, "a fee for each prompt"),
        ("tools.mcpServers", .refused, "tools that Google runs"),
        ("tools.retrieval", .refused, "tools that Google runs"),
        ("tools.enterpriseWebSearch", .refused, "tools that Google runs"),
    ]

    private static let config: Rows = [
        ("generationConfig.maxOutputTokens", .priced, "the output limit, thinking included"),
        ("generationConfig.candidateCount", .priced, "each candidate is output"),
        ("generationConfig.thinkingConfig", .free, "output within maxOutputTokens"),
        ("generationConfig.responseModalities", .priced, "text; images of image models"),
        ("generationConfig.mediaResolution", .priced, "states the tokens of images and pages"),
        ("generationConfig.imageConfig", .free, "images count as output tokens"),
        ("generationConfig.responseSchema", .priced, "input, by bytes"),
        ("generationConfig.responseJsonSchema", .priced, "input, by bytes"),
        ("generationConfig._responseJsonSchema", .priced, "input, by bytes"),
        ("generationConfig.responseFormat", .priced, "text only: input, by bytes"),
        ("generationConfig.responseMimeType", .free, "shapes the answer"),
        ("generationConfig.temperature", .free, "sampling"),
        ("generationConfig.topP", .free, "sampling"), ("generationConfig.topK", .free, "sampling"),
        ("generationConfig.seed", .free, "sampling"),
        ("generationConfig.presencePenalty", .free, "sampling"),
        ("generationConfig.frequencyPenalty", .free, "sampling"),
        ("generationConfig.stopSequences", .free, "end the answer sooner"),
        ("generationConfig.responseLogprobs", .free, "not billed"),
        ("generationConfig.logprobs", .free, "not billed"),
        ("generationConfig.enableEnhancedCivicAnswers", .free, "a filter"),
        ("generationConfig.speechConfig", .refused, "speech has no price here"),
        ("generationConfig.audioTranscriptionConfig", .refused, "nobody here knows its cost"),
        ("generationConfig.translationConfig", .refused, "nobody here knows its cost"),
        ("generationConfig.routingConfig", .refused, "another model would answer"),
        ("generationConfig.modelSelectionConfig", .refused, "another model would answer"),
    ]

    private static let embedding: Rows = [
        ("content", .priced, "input: text by bytes, media by documented formulas"),
        ("title", .priced, "input, by bytes"), ("taskType", .free, "a word"),
        ("outputDimensionality", .free, "output is not billed"),
        ("model", .free, "must be the path's"),
    ]
}
