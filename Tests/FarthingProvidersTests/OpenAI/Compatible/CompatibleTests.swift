import FarthingCore
import FarthingProviders
import Testing

@Suite("Others who speak OpenAI's dialect")
struct CompatibleTests {
    static let messages = #""messages":[{"role":"user","content":"hi"}]"#

    static func read(
        _ body: String,
        _ path: String = "/v1/chat/completions"
    ) throws(RequestError) -> (any MeteredRequest)? {
        let head = DialectHead(method: "POST", path: path[...])
        guard case .metered(let reader) = CompatibleRoutes.route(head) else { return nil }
        return try reader.read(Array(body.utf8), head)
    }

    static func sent(_ body: String, _ changes: RequestChanges) throws -> String {
        let request = try #require(try read(body))
        return String(
            decoding: Splice.apply(request.splices(changes), to: Array(body.utf8)),
            as: UTF8.self
        )
    }

    @Test("each route of the table is what the table says")
    func routes() {
        for fact in CompatibleRoutes.table where !fact.path.hasSuffix("…") {
            let path = fact.path.replacing("{model}", with: "llama-3")
            switch CompatibleRoutes.route(DialectHead(method: fact.method, path: path[...])) {
            case .metered: #expect(fact.treatment == .priced)
            case .free: #expect(fact.treatment == .free)
            case .refused: #expect(fact.treatment == .refused)
            }
        }
    }

    @Test(
        "what OpenAI gives away, or others may read otherwise, is refused",
        arguments: [
            ("POST", "/v1/moderations", ""), ("POST", "/v1/images/generations", ""),
            ("POST", "/v1/audio/speech", ""), ("GET", "/v1/responses/resp_1", ""),
            ("POST", "/v1/chat/completions", "x=1"), ("POST", "/v1/chat/completions/", ""),
            ("POST", "/v1/batches", ""), ("GET", "/v2/models", ""),
        ]
    )
    func refusals(method: String, path: String, query: String) {
        let head = DialectHead(method: method, path: path[...], query: query[...])
        guard case .refused(let reason) = CompatibleRoutes.route(head) else {
            Issue.record("passed: \(method) \(path)")
            return
        }
        #expect(reason.contains("refused"))
    }

    @Test("the output limit goes out as max_tokens, which all of them know; no tier is written in")
    func limits() throws {
        let pinned = RequestChanges(pinsTier: true)
        let body = "{\"model\":\"llama\",\(Self.messages),\"max_completion_tokens\":50}"
        #expect(
            try Self.sent(body, pinned)
                == "{\"model\":\"llama\",\(Self.messages),\"max_tokens\":50}"
        )
        let old = "{\"model\":\"llama\",\(Self.messages),\"max_tokens\":50}"
        #expect(try Self.sent(old, pinned) == old)
        #expect(
            try Self.sent(old, RequestChanges(outputLimit: 20, pinsTier: true))
                == old.replacing("50", with: "20")
        )
        let open = "{\"model\":\"gpt-5\",\(Self.messages)}"
        #expect(
            try Self.sent(open, RequestChanges(outputLimit: 20))
                == "{\"model\":\"gpt-5\",\(Self.messages),\"max_tokens\":20}"
        )
    }

    @Test("a template that nobody here knows is held for, and output may be hidden")
    func bounds() throws {
        let body = "{\"model\":\"llama\",\(Self.messages),\"max_tokens\":50}"
        let own = try ChatRequest.read(Array(body.utf8))
        let other = try #require(try Self.read(body))
        let bound = try other.bound(outputTokensMax: 100, counter: nil)
        let ours = try #require(own.bound(model: "llama", outputTokensMax: 100, counter: nil))
        #expect(bound.inputTokensMax == ours.inputTokensMax + 256 + 32)
        #expect(bound.outputTokensMax == 50)
        #expect(other.hidesOutput == true)
        #expect(other.pinnedVariants == .standard && other.variants == .standard)
    }

    @Test(
        "tiers, work behind the answer and images without a formula are refused",
        arguments: [
            ("/v1/chat/completions", "\(messages),\"service_tier\":\"flex\"", "service_tier"),
            ("/v1/chat/completions", "\(messages),\"service_tier\":\"auto\"", "service_tier"),
            ("/v1/responses", "\"input\":\"hi\",\"background\":true", "background"),
        ]
    )
    func unpriced(path: String, members: String, param: String) {
        let error = #expect(throws: RequestError.self) {
            _ = try Self.read("{\"model\":\"llama\",\(members)}", path)
        }
        #expect(error?.status == 403 && error?.param == param)
    }

    @Test("an answer's tier changes no price")
    func answers() throws {
        let request = try #require(try Self.read("{\"model\":\"llama\",\(Self.messages)}"))
        let answer = request.readAnswer(
            Array(
                """
                {"model":"llama","service_tier":"on_demand",
                "usage":{"prompt_tokens":40,"completion_tokens":2,"total_tokens":42}}
                """.utf8
            )
        )
        #expect(answer.variant == .standard)
        #expect(answer.usage?.totalOutputTokens == 2)
    }
}
