extension OpenAIRoutes {
    /// Every documented parameter of the metered routes, with what becomes of it; a parameter that
    /// is not here is refused.
    ///
    /// Names: OpenAI API reference and the types of the `openai` package 3.52.0.
    package static let parameters: [ParameterFact] =
        facts("/v1/chat/completions", chat) + facts("/v1/responses", responses)
        + facts("/v1/embeddings", embeddings) + facts("/v1/images/generations", images)
        + facts("/v1/audio/transcriptions", translations + transcriptions)
        + facts("/v1/audio/translations", translations)
        + facts("/v1/audio/speech", speech) + facts("/v1/batches", batches)

    private typealias Rows = [(names: String, treatment: Treatment, note: String)]

    private static func facts(_ route: String, _ rows: Rows) -> [ParameterFact] {
        rows.flatMap { row in
            row.names.split(separator: " ").map { name in
                ParameterFact(route, String(name), row.treatment, row.note)
            }
        }
    }

    private static let tierNote = "the dearest tier that it may become is held; `default` if pinned"
    private static let limitNote = "bounds the output, reasoning included"
    private static let settingNote = "changes how the answer is made, not what it costs"
    private static let recordNote = "kept by the provider, not read by the model"

    private static let chat: Rows = [
        ("model", .priced, "names the price"),
        ("messages", .priced, "text counted exactly or by bytes, images by formula"),
        ("tools functions response_format tool_choice function_call", .priced, "counted as input"),
        ("prediction", .priced, "counted as input, and as output where it is rejected"),
        ("max_completion_tokens max_tokens", .priced, limitNote),
        ("n", .priced, "the output is held for each choice"),
        ("service_tier", .priced, tierNote),
        ("reasoning_effort verbosity", .priced, "may lengthen the prompt by a few tokens"),
        ("stream stream_options modalities", .free, settingNote),
        (
            "frequency_penalty logit_bias logprobs parallel_tool_calls presence_penalty seed stop"
                + " temperature top_logprobs top_p", .free, settingNote
        ),
        ("metadata safety_identifier store user", .free, recordNote),
        ("prompt_cache_key prompt_cache_retention", .free, "no cache discount is assumed"),
        ("prompt_cache_options", .priced, "cache writes of the usual 30 minutes only"),
        ("prompt_cache_options.ttl", .refused, "longer cache writes have a price of their own"),
        ("audio", .refused, "spoken output has no bound here"),
        ("moderation", .refused, "what it costs has no price here"),
        ("web_search_options", .refused, "searches have no bound here"),
    ]

    private static let responses: Rows = [
        ("model", .priced, "names the price"),
        ("input instructions", .priced, "text counted exactly or by bytes, images by formula"),
        ("tools", .priced, "functions, custom tools and namespaces of them are counted as input"),
        ("tool_choice text", .priced, "counted as input"),
        ("reasoning", .priced, "may lengthen the prompt by a few tokens"),
        ("max_output_tokens", .priced, limitNote),
        ("service_tier", .priced, tierNote),
        (
            "previous_response_id conversation", .priced,
            "bounded by the model's context, or refused"
        ),
        ("stream stream_options include parallel_tool_calls", .free, settingNote),
        ("temperature top_logprobs top_p truncation", .free, settingNote),
        ("max_tool_calls", .free, "bounds tools that the provider runs, which are refused"),
        ("metadata safety_identifier store user", .free, recordNote),
        ("prompt_cache_key prompt_cache_retention", .free, "no cache discount is assumed"),
        ("prompt_cache_options", .priced, "cache writes of the usual 30 minutes only"),
        ("prompt_cache_options.ttl", .refused, "longer cache writes have a price of their own"),
        ("prompt_cache_options.prewarm", .refused, "what it costs has no price here"),
        ("background", .priced, "held until its end is seen; not together with stream"),
        ("prompt", .refused, "it may bring a model, tools and text that are not in the request"),
        ("context_management", .refused, "making a conversation shorter is billed as well"),
        ("moderation image access_programs", .refused, "what it costs has no price here"),
        ("reasoning.mode", .refused, "only the standard mode has a price here"),
        ("tools.web_search tools.web_search_preview", .refused, HostedTool.search),
        ("tools.file_search", .refused, HostedTool.fileSearch),
        ("tools.code_interpreter", .refused, HostedTool.container),
        ("tools.image_generation", .refused, HostedTool.images),
        ("tools.mcp", .refused, HostedTool.remote),
        (
            "tools.computer tools.computer_use_preview tools.local_shell tools.shell"
                + " tools.apply_patch tools.tool_search tools.programmatic_tool_calling", .refused,
            HostedTool.hidden
        ),
    ]

    private static let embeddings: Rows = [
        ("model", .priced, "names the price"),
        ("input", .priced, "text counted exactly or by bytes; tokens are counted as they are"),
        ("dimensions encoding_format user", .free, settingNote),
    ]

    private static let batches: Rows = [
        ("input_file_id", .priced, "its calls are read and held for, one by one"),
        ("endpoint", .priced, "chat completions, responses and embeddings; others are refused"),
        ("completion_window metadata output_expires_after", .free, settingNote),
    ]

    private static let speech: Rows = [
        ("model", .priced, "names the price; only models that are billed by characters"),
        ("input instructions", .priced, "characters are counted"),
        ("voice response_format speed", .free, settingNote),
        ("stream_format", .refused, "only audio is passed on, not events"),
    ]

    private static let translations: Rows = [
        ("model", .priced, "names the price"),
        (
            "file", .priced,
            "its length is measured: wav, mp3, flac, ogg and webm with Opus or Vorbis, mp4 with AAC"
        ),
        ("prompt", .priced, "counted as input"),
        ("response_format temperature", .free, settingNote),
    ]

    private static let transcriptions: Rows = [
        ("keywords languages", .priced, "counted as input"),
        ("include language stream timestamp_granularities", .free, settingNote),
        ("chunking_strategy", .refused, "each piece is billed, and how many there are is not said"),
        (
            "known_speaker_names known_speaker_references", .refused,
            "what further recordings cost is not documented"
        ),
    ]

    private static let images: Rows = [
        ("model", .priced, "names the price and the formula"),
        ("prompt", .priced, "counted as input of each image"),
        ("n", .priced, "an image's tokens are held for each"),
        ("quality size", .priced, "documented tokens; the dearest where it is left to the model"),
        ("background moderation output_compression", .free, settingNote),
        ("response_format safety_identifier style user", .free, settingNote),
        ("output_format", .priced, "png, jpeg and webp; others are billed otherwise"),
        ("stream partial_images", .refused, "an image is billed before anything of it can be seen"),
        ("complexity frame_count frame_duration_ms svg", .refused, "its cost is not documented"),
    ]
}
