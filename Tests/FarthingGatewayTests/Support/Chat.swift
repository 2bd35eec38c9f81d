import FarthingCore

/// Requests and answers of chat completions as tests need them.
enum Chat {
    /// 1,000 nanos for a token of input and 4,000 for one of output; the half of it, and a quarter, for
    /// the smaller models.
    static let prices: PriceBook = {
        var book = PriceBook.empty
        let models: [(String, Bool, Int64)] = [
            ("gpt-4o-mini", false, 1), ("o3-mini", true, 1), ("gpt-4.1-mini", false, 2),
            ("gpt-4.1-nano", false, 4),
        ]
        for (model, hides, part) in models {
            book.set(
                ModelPrice(
                    provider: "openai",
                    model: model,
                    contextTokens: 128_000,
                    maxOutputTokens: 16_384,
                    hidesReasoning: hides,
                    sheets: [
                        RateSheet(
                            input: Rate(nanosPerMillion: 1_000_000_000 / part),
                            output: Rate(nanosPerMillion: 4_000_000_000 / part)
                        )
                    ]
                )
            )
        }
        return book
    }()

    static func body(
        model: String = "gpt-4o-mini",
        prompt: String = "Hi",
        maxTokens: Int? = 100,
        isStream: Bool = false,
        more: String = ""
    ) -> String {
        "{\"model\":\"\(model)\",\"messages\":[{\"role\":\"user\",\"content\":\"\(prompt)\"}]"
            + (maxTokens.map { ",\"max_completion_tokens\":\($0)" } ?? "")
            + (isStream ? ",\"stream\":true" : "") + more + ",\"service_tier\":\"default\"}"
    }

    static func request(
        _ body: String = Chat.body(),
        path: String = "/openai/v1/chat/completions",
        key: String? = Rig.secret,
        fields: String = "",
        version: String = "1.1"
    ) -> String {
        "POST \(path) HTTP/\(version)\r\nhost: gateway\r\n"
            + (key.map { "authorization: Bearer \($0)\r\n" } ?? "")
            + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\(fields)\r\n"
            + body
    }

    static func get(_ path: String, fields: String = "", key: String? = Rig.secret) -> String {
        "GET \(path) HTTP/1.1\r\nhost: gateway\r\n"
            + (key.map { "authorization: Bearer \($0)\r\n" } ?? "") + "\(fields)\r\n"
    }

    static func usage(_ prompt: Int = 10, _ completion: Int = 5) -> String {
        "{\"prompt_tokens\":\(prompt),\"completion_tokens\":\(completion),"
            + "\"total_tokens\":\(prompt + completion)}"
    }

    /// The nanos of ``usage(_:_:)``.
    static func cost(_ prompt: Int64 = 10, _ completion: Int64 = 5) -> Int64 {
        prompt * 1_000 + completion * 4_000
    }

    static func answerBody(
        usage: String? = Chat.usage(),
        content: String = "Hello",
        model: String = "gpt-4o-mini"
    ) -> String {
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,"
            + "\"model\":\"\(model)\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"\(content)\"},\"finish_reason\":\"stop\"}]"
            + (usage.map { ",\"usage\":\($0)" } ?? "") + "}"
    }

    static func answer(
        _ status: Int = 200,
        body: String = Chat.answerBody(),
        fields: String = ""
    ) -> String {
        "HTTP/1.1 \(status) Status\r\ncontent-type: application/json\r\n"
            + "content-length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    static let streamHead =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

    static func event(_ content: String?, finish: String? = nil) -> String {
        let delta = content.map { "{\"content\":\"\($0)\"}" } ?? "{}"
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":\(delta),"
            + "\"finish_reason\":\(finish.map { "\"\($0)\"" } ?? "null")}]}\n\n"
    }

    static func usageEvent(_ usage: String = Chat.usage()) -> String {
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"gpt-4o-mini\",\"choices\":[],\"usage\":\(usage)}\n\n"
    }

    static let done = "data: [DONE]\n\n"

    static func chunk(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }

    static let lastChunk = "0\r\n\r\n"

    /// A whole stream of so many words, one a chunk.
    static func stream(words: Int = 3, usage: String? = Chat.usage()) -> String {
        streamHead + (0..<words).map { _ in chunk(event(" word")) }.joined()
            + chunk(event(nil, finish: "stop")) + (usage.map { chunk(usageEvent($0)) } ?? "")
            + chunk(done) + lastChunk
    }
}
