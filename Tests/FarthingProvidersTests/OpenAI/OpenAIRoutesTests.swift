import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI routes and errors")
struct OpenAIRoutesTests {
    /// What becomes of a request: `metered`, `free`, or why it is refused.
    static func route(_ method: String, _ target: String) -> String {
        let path = target.prefix { $0 != "?" }
        let head = DialectHead(
            method: method,
            path: path,
            query: target.dropFirst(path.count + 1)
        )
        switch OpenAIRoutes.route(head) {
        case .metered: return "metered"
        case .free: return "free"
        case .refused(let reason): return reason
        }
    }

    @Test(
        "only documented spellings pass",
        arguments: [
            ("POST", "/v1/chat/completions", "metered"), ("POST", "/v1/responses", "metered"),
            ("POST", "/v1/embeddings", "metered"), ("POST", "/v1/images/generations", "metered"),
            ("POST", "/v1/audio/speech", "metered"),
            ("GET", "/v1/models", "free"), ("GET", "/v1/models?x=1", "free"),
            ("GET", "/v1/models/gpt-4o", "free"), ("GET", "/v1/models/ft:gpt-4o:a_b::c.d", "free"),
        ]
    )
    func passes(method: String, target: String, outcome: String) {
        #expect(Self.route(method, target) == outcome)
    }

    @Test(
        "everything else is refused by name",
        arguments: [
            ("GET", "/v1/chat/completions"), ("post", "/v1/chat/completions"),
            ("POST", "/v1/chat/completions/"), ("POST", "/v1//chat/completions"),
            ("POST", "/v1/chat/completions/../../embeddings"), ("POST", "/v1/chat%2Fcompletions"),
            ("POST", "/V1/chat/completions"), ("POST", "/chat/completions"),
            ("DELETE", "/v1/models/gpt-4o"), ("POST", "/v1/chat/completions?api-version=1"),
            ("GET", "/v1/models/"), ("GET", "/v1/models/a/b"), ("GET", "/v1/models/.."),
            ("GET", "/v1/models/%2e%2e"), ("GET", "/v1/realtime"), ("GET", ""), ("", "/"),
            ("GET", "/v1/uploads/a"), ("OPTIONS", "/v1/models"),
        ]
    )
    func refusals(method: String, target: String) {
        let reason = Self.route(method, target)
        #expect(reason.contains("refused"))
        let path = String(target.prefix { $0 != "?" })
        #expect(path.isEmpty || reason.contains(path))
    }

    @Test("an error has OpenAI's shape, with what could be afforded inside")
    func errors() throws {
        var headroom = Headroom(reason: "overLimit")
        headroom.budget = "team \"a\"\n"
        headroom.limit = 1_000_000_000
        headroom.affordableOutputTokens = 17
        let body = OpenAIErrors.body(
            message: "Över \"the\" limit",
            type: "insufficient_quota",
            code: "budget_exceeded",
            headroom: headroom
        )
        let error = try #require(try JSONDocument(body).root.member("error"))
        #expect(error.member("message")?.string == "Över \"the\" limit")
        #expect(error.member("type")?.string == "insufficient_quota")
        #expect(error.member("param")?.isNull == true)
        #expect(error.member("code")?.string == "budget_exceeded")
        let farthing = try #require(error.member("farthing"))
        #expect(farthing.member("budget")?.string == "team \"a\"\n")
        #expect(farthing.member("limit")?.int64 == 1_000_000_000)
        #expect(farthing.member("affordable_output_tokens")?.int64 == 17)
        #expect(farthing.member("spent") == nil)
    }

    @Test("a refused request becomes such an error")
    func requestErrors() throws {
        let error = try #require(
            ChatSample.error(ChatSample.body("\"model\":\"m\",\(ChatSample.messages),\"x\\n\":1"))
        )
        let body = try JSONDocument(OpenAIErrors.body(error)).root.member("error")
        #expect(body?.member("type")?.string == "invalid_request_error")
        #expect(body?.member("code")?.string == "parameter_not_priced")
        #expect(body?.member("param")?.string == "x")
    }

    @Test(
        "a model's name tells whether it reasons and which limit it takes",
        arguments: [
            ("gpt-4o", .none, false), ("gpt-3.5-turbo", .none, false),
            ("gpt-4.1-mini", .none, false),
            ("chatgpt-4o-latest", .none, false), ("ft:gpt-4o-mini:org::id", .none, false),
            ("o1", .hidden, true), ("o3-mini", .hidden, true),
            ("o4-mini-2025-04-16", .hidden, true),
            ("gpt-5", .hidden, true), ("gpt-5.1-codex", .hidden, true), ("gpt-10", .hidden, true),
            ("openai/gpt-5-mini", .hidden, true), ("ft:o4-mini:org::id", .hidden, true),
            ("llama-3", .unknown, false), ("omni", .unknown, false), ("", .unknown, false),
        ] as [(String, OpenAIModel.Reasoning, Bool)]
    )
    func models(name: String, reasoning: OpenAIModel.Reasoning, needs: Bool) {
        let model = OpenAIModel(name)
        #expect(model.reasoning == reasoning)
        #expect(model.needsMaxCompletionTokens == needs)
    }
}
