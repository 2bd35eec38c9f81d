extension OpenAIRoutes {
    /// Every documented route, with what becomes of it; the first that matches counts.
    ///
    /// Names: the resources of the `openai` package 3.52.0, its beta ones included.
    package static let table: [RouteFact] = metered + free + refused

    private static let metered: [RouteFact] = [
        RouteFact(
            "POST",
            "/v1/chat/completions",
            .priced,
            "text and images in, text out, by tokens; plain and streamed"
        ),
        RouteFact(
            "POST",
            "/v1/responses",
            .priced,
            "text and images in, text out, by tokens; plain, streamed, in the background"
        ),
        RouteFact(
            "POST",
            "/v1/batches",
            .priced,
            "each call of its file at the batch price; settled by the batch's output"
        ),
        RouteFact("POST", "/v1/embeddings", .priced, "text or tokens in, by tokens"),
        RouteFact(
            "POST",
            "/v1/images/generations",
            .priced,
            "by documented tokens per size and quality: gpt-image-1, gpt-image-1-mini, gpt-image-2"
        ),
        RouteFact(
            "POST",
            "/v1/audio/speech",
            .priced,
            "by the text's characters: tts-1, tts-1-hd; what later models make has no bound"
        ),
        RouteFact(
            "POST",
            "/v1/audio/transcriptions",
            .priced,
            "by the recording's measured length, or by tokens; plain and streamed"
        ),
        RouteFact(
            "POST",
            "/v1/audio/translations",
            .priced,
            "by the recording's measured length"
        ),
    ]

    private static let free: [RouteFact] = [
        RouteFact("GET", "/v1/models", .free, "a list"),
        RouteFact("GET", "/v1/models/{model}", .free, "a description"),
        RouteFact("POST", "/v1/moderations", .free, "moderation is free of charge"),
        RouteFact(
            "GET",
            "/v1/chat/completions",
            .refused,
            "it would list what every key of the upstream has stored"
        ),
        RouteFact("GET", "/v1/chat/completions/{completion_id}", .free, "reads what is stored"),
        RouteFact("POST", "/v1/chat/completions/{completion_id}", .free, "changes its metadata"),
        RouteFact("DELETE", "/v1/chat/completions/{completion_id}", .free, "deletes it"),
        RouteFact(
            "GET",
            "/v1/chat/completions/{completion_id}/messages",
            .free,
            "reads what is stored"
        ),
        RouteFact("GET", "/v1/responses/{response_id}", .free, "reads what is stored"),
        RouteFact("DELETE", "/v1/responses/{response_id}", .free, "deletes it"),
        RouteFact("POST", "/v1/responses/{response_id}/cancel", .free, "stops it"),
        RouteFact("GET", "/v1/responses/{response_id}/input_items", .free, "reads what is stored"),
        RouteFact("GET", "/v1/batches", .refused, "it would list the batches of every key"),
        RouteFact("GET", "/v1/batches/{batch_id}", .free, "tells how a batch stands"),
        RouteFact("POST", "/v1/batches/{batch_id}/cancel", .free, "what is done by then is billed"),
        RouteFact("GET", "/v1/files", .refused, "it would list the files of every key"),
        RouteFact("POST", "/v1/files", .free, "keeping a file costs nothing; using it is held for"),
        RouteFact("GET", "/v1/files/{file_id}", .free, "a description"),
        RouteFact("DELETE", "/v1/files/{file_id}", .free, "deletes it"),
        RouteFact("GET", "/v1/files/{file_id}/content", .free, "reads what is stored"),
    ]

    private static let refused: [RouteFact] = [
        no("POST", "/v1/responses/input_tokens", "no source says that counting is free of charge"),
        no("POST", "/v1/responses/compact", "what it writes has no limit of its own"),
        no("GET", "/v1/responses", "websockets are not carried; use POST"),
        no("POST", "/v1/completions", "its prompts have no exact bound here; use chat completions"),
        no("POST", "/v1/images/edits", "its images come as a form, which is not read here yet"),
        no("POST", "/v1/images/variations", "its model has no price here"),
        no("*", "/v1/audio/…", "custom voices have no price here"),
        no("*", "/v1/realtime/…", "realtime sessions cannot be bounded by this gateway"),
        no("*", "/v1/live/…", "live sessions cannot be bounded by this gateway"),
        no("*", "/v1/uploads/…", "uploads in parts are not carried; use POST /v1/files"),
        no("*", "/v1/videos/…", "videos have no price here"),
        no("*", "/v1/vector_stores/…", "storage is billed by the day, outside of any call"),
        no("*", "/v1/containers/…", "containers are billed by their time, outside of any call"),
        no("*", "/v1/conversations/…", "conversations are kept by the provider; send their items"),
        no("*", "/v1/assistants/…", assistants),
        no("*", "/v1/threads/…", assistants),
        no("*", "/v1/agents/…", "what an agent spends by itself cannot be bounded here"),
        no("*", "/v1/chatkit/…", "what its sessions spend cannot be bounded here"),
        no("*", "/v1/fine_tuning/…", "training is billed by its data, which is not seen here"),
        no("*", "/v1/evals/…", "what a run of an evaluation costs cannot be bounded here"),
        no("*", "/v1/skills/…", "skills run in containers, which are billed by their time"),
        no("DELETE", "/v1/models/{model}", administration),
        no("*", "/v1/organization/…", administration),
        no("*", "/v1/projects/…", administration),
        no("*", "/v1/webhook_endpoints/…", administration),
        no("*", "/v1/webhook_event_types/…", administration),
        no("*", "/v1/vaults/…", administration),
        no("*", "/v1/safety/…", administration),
        no("*", "/v1/content_provenance_checks/…", "it has no price here"),
        no("*", "/v1/decisions/…", "it has no price here"),
    ]

    private static let administration = "an account is not administered through this gateway"
    private static let assistants = "what a run spends cannot be bounded; use POST /v1/responses"

    private static func no(_ method: String, _ path: String, _ note: String) -> RouteFact {
        RouteFact(method, path, .refused, note)
    }
}
