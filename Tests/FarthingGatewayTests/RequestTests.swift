import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("What the parser must not be fooled by")
struct RequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var request: String
        var status: Int
        var code: String?
        var testDescription: String { String(request.prefix(100).map { $0.isNewline ? "|" : $0 }) }
    }

    private static func chat(_ body: String, _ status: Int, _ code: String) -> Case {
        Case(request: Chat.request(body), status: status, code: code)
    }

    private static func fields(_ fields: String, _ status: Int, _ code: String? = nil) -> Case {
        Case(request: Chat.request(fields: fields), status: status, code: code)
    }

    private static func path(_ path: String, _ status: Int) -> Case {
        Case(request: Chat.request(path: path), status: status)
    }

    private static let user = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]"

    static let cases: [Case] = [
        chat("", 400, "invalid_json"), chat("{", 400, "invalid_json"),
        chat(Chat.body() + "x", 400, "invalid_json"),
        chat(Chat.body() + Chat.body(), 400, "invalid_json"),
        chat(
            "{\"model\":\"gpt-4o-mini\",\"model\":\"o3-mini\",\(user)}",
            400,
            "duplicate_member"
        ),
        chat(
            "{\"model\":\"gpt-4o-mini\",\"m\\u006fdel\":\"o3-mini\",\(user)}",
            400,
            "duplicate_member"
        ),
        chat(Chat.body(model: "nobody-knows"), 400, "model_not_priced"),
        chat(Chat.body(maxTokens: -1), 400, "integer_below_min_value"),
        chat(Chat.body(more: ",\"max_tokens\":1e999"), 400, "invalid_type"),
        chat(Chat.body(more: ",\"brand_new_cost\":true"), 403, "parameter_not_priced"),
        chat(Chat.body(more: ",\"web_search_options\":{}"), 403, "parameter_not_priced"),
        chat("{\"model\":7,\(user)}", 400, "invalid_type"),
        fields("content-encoding: gzip\r\n", 415, "compressed_request"),
        fields("Content-Encoding: zstd\r\n", 415, "compressed_request"),
        fields("content-type: application/json\r\n", 400, "duplicate_header"),
        fields("x-farthing-agent: a\r\nX-Farthing-Agent: b\r\n", 400, "duplicate_header"),
        fields("authorization: Bearer other\r\n", 400, "duplicate_header"),
        fields("idempotency-key: a\r\nidempotency-key: b\r\n", 400, "duplicate_header"),
        fields("content-length: 5\r\n", 400), fields("content-length: 0\r\n", 400),
        fields("transfer-encoding: chunked\r\n", 400),
        fields("transfer-encoding : chunked\r\n", 400),
        fields("Transfer-Encoding: xchunked\r\n", 400),
        fields("x y: z\r\n", 400), fields(" folded: z\r\n", 400), fields("x\r\n", 400),
        fields("x: a\u{0}b\r\n", 400), fields("x: a\rcontent-length: 0\r\n", 400),
        fields("x-farthing-tenant: t\r\n", 403, "scope_not_claimable"),
        fields("x-farthing-model: m\r\n", 403, "scope_not_claimable"),
        fields("x-farthing-team: t\r\n", 403, "scope_not_claimable"),
        fields("x-farthing-nonsense: t\r\n", 403, "scope_not_claimable"),
        fields("x-farthing-agent:\r\n", 403, "scope_not_claimable"),
        fields(
            "x-farthing-agent: \(String(repeating: "a", count: 257))\r\n",
            403,
            "scope_not_claimable"
        ),
        fields("x-long: \(String(repeating: "a", count: 100_000))\r\n", 431),
        path("//v1/chat/completions", 404), path("/openai//v1/chat/completions", 404),
        path("http://elsewhere/v1/chat/completions", 404),
        path("/v1/chat/completions/", 403), path("/v1/chat/../chat/completions", 403),
        path("/v1/chat/completions%2F", 403), path("/V1/chat/completions", 404),
        path("/v1/chat%2Fcompletions", 403), path("/v1/embeddings", 403),
        path("/v1/spend/../chat/completions", 404), path("/openai/openai/v1/models", 404),
        path("*", 404),
        Case(request: Chat.get("/v1/chat/completions"), status: 403),
        Case(
            request: Chat.request(key: nil),
            status: 401,
            code: "invalid_api_key"
        ),
        Case(request: Chat.request(key: "fk_wrong"), status: 401, code: "invalid_api_key"),
        Case(request: "GARBAGE\r\n\r\n", status: 400, code: "malformed_http"),
        Case(request: "POST /v1/chat/completions HTTP/9.9\r\n\r\n", status: 400),
        Case(request: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400),
    ]

    @Test("refused with a typed error: nothing held, nothing sent", arguments: cases)
    func refused(_ bad: Case) async throws {
        try await Rig.with { rig in
            let answer = try await rig.ask(bad.request)
            #expect(answer.status == bad.status, "\(answer.text)")
            if let code = bad.code { #expect(answer.code == code, "\(answer.text)") }
            #expect(answer.field("x-should-retry") == "false")
            #expect(try answer.json()["error"]?["message"]?.string?.isEmpty == false)
            #expect(rig.journal.holds.isEmpty)
            #expect(rig.provider.requests.isEmpty)
        }
    }

    @Test("invalid UTF-8 in a request is refused")
    func invalidUTF8() async throws {
        try await Rig.with { rig in
            let body = Array(Chat.body(prompt: "¤").utf8).map { $0 == 0xC2 ? 0xFF : $0 }
            let client = try await rig.client()
            let head =
                "POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\n"
                + "authorization: Bearer \(Rig.secret)\r\n"
                + "content-length: \(body.count)\r\n\r\n"
            client.send(Array(head.utf8) + body)
            #expect(try await client.answer().status == 400)
            #expect(rig.provider.requests.isEmpty)
            await client.close()
        }
    }

    @Test("broken bytes behind a request do not touch it, and end the connection")
    func brokenBehind() async throws {
        try await Rig.with { rig in
            let client = try await rig.client()
            client.send(Chat.request() + "NONSENSE\r\n\r\n")
            let first = try await client.answer()
            #expect(first.status == 200)
            try await client.waitForClose()
            await client.close()
            #expect(rig.provider.requests.count == 1)
        }
    }

    @Test("a chunked request with broken framing is refused in the middle of its body")
    func brokenChunk() async throws {
        try await Rig.with { rig in
            let head =
                "POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\n"
                + "authorization: Bearer \(Rig.secret)\r\n"
                + "transfer-encoding: chunked\r\n\r\n"
            let answer = try await rig.ask(head + "5\r\nhello\r\nzz\r\n")
            #expect(answer.status == 400)
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("a request goes on with its bytes unchanged, its own fields, and our key only")
    func forwarded() async throws {
        try await Rig.with { rig in
            let body =
                "{ \"model\" : \"gpt-4o-mini\",\n\(Self.user), \"max_tokens\": 3, \"service_tier\":\"default\" }"
            let fields =
                "X-Custom: kept\r\nuser-agent: test\r\nidempotency-key: i1\r\n"
                + "x-farthing-agent: a1\r\nX-Farthing-Run: r1\r\nConnection: X-Nominated\r\n"
                + "x-nominated: 1\r\nkeep-alive: 5\r\nTE: trailers\r\nproxy-authorization: x\r\n"
                + "upgrade: h2c\r\naccept-encoding: gzip\r\n"
                + "cookie: a=b\r\nx-api-key: k\r\nOpenAI-Organization: org\r\nx-amz-date: d\r\n"
            let path = "/openai/v1/chat/completions"
            _ = try await rig.ask(Chat.request(body, path: path, fields: fields))
            let request = try #require(rig.provider.requests.first)
            #expect(request.text == body)
            #expect(request.head.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
            #expect(request.field("content-type") == "application/json")
            #expect(request.field("authorization") == "Bearer sk-provider")
            #expect(request.field("x-custom") == "kept")
            #expect(request.field("user-agent") == "test")
            #expect(request.field("idempotency-key") == "i1")
            #expect(request.field("host")?.hasPrefix("127.0.0.1") == true)
            #expect(request.field("content-length") == "\(body.utf8.count)")
            #expect(request.field("accept-encoding") == "identity")
            for name in [
                "x-farthing-agent", "x-farthing-run", "connection", "x-nominated", "keep-alive",
                "te",
                "proxy-authorization", "upgrade", "transfer-encoding", "cookie", "x-api-key",
                "openai-organization", "x-amz-date",
            ] { #expect(request.field(name) == nil, "\(name)") }
            #expect(!request.head.contains(Rig.secret))
        }
    }

    @Test("a chunked request goes on with its length")
    func chunked() async throws {
        try await Rig.with { rig in
            let body = Chat.body()
            let head =
                "POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\n"
                + "authorization: Bearer \(Rig.secret)\r\n"
                + "transfer-encoding: chunked\r\n\r\n"
            let answer = try await rig.ask(head + Chat.chunk(body) + Chat.lastChunk)
            #expect(answer.status == 200)
            #expect(rig.provider.requests[0].field("content-length") == "\(body.utf8.count)")
            #expect(rig.provider.requests[0].field("transfer-encoding") == nil)
        }
    }

    @Test("pass-through: the client's provider key goes on, its Farthing key does not")
    func passThrough() async throws {
        try await Rig.with(Setup { $0.passesProviderKeys = true }) { rig in
            let fields = "x-farthing-key: \(Rig.secret)\r\n"
            let answer = try await rig.ask(Chat.request(key: "sk-own", fields: fields))
            #expect(answer.status == 200)
            let request = try #require(rig.provider.requests.first)
            #expect(request.field("authorization") == "Bearer sk-own")
            #expect(!request.head.contains(Rig.secret))
            #expect(!request.head.contains("sk-provider"))
            let without = try await rig.ask(Chat.request(key: Rig.secret))
            #expect(without.status == 401)
        }
    }

    @Test("x-farthing-key says who asks, whatever stands in authorization, in any order")
    func farthingKey() async throws {
        try await Rig.with { rig in
            let after = try await rig.ask(
                Chat.request(key: "x", fields: "x-farthing-key: \(Rig.secret)\r\n")
            )
            #expect(after.status == 200)
            let wrong = try await rig.ask(Chat.request(fields: "x-farthing-key: fk_wrong\r\n"))
            #expect(wrong.status == 401)
            let before = Chat.request(key: "x").replacing(
                "host: gateway\r\n",
                with: "host: gateway\r\nx-farthing-key: \(Rig.secret)\r\n"
            )
            #expect(try await rig.ask(before).status == 200)
        }
    }

    @Test("a provider's answer cannot speak in our name")
    func answerFields() async throws {
        let fields =
            "x-farthing-cost: 0\r\nX-Farthing-Extra: 1\r\nconnection: x-hop\r\nx-hop: 1\r\n"
            + "x-request-id: r1\r\nset-cookie: a\r\nset-cookie: b\r\n"
        try await Rig.with(script: { _ in [.send(Chat.answer(fields: fields))] }) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.fields("x-farthing-cost") == ["0.000030000"])
            #expect(answer.field("x-farthing-extra") == nil)
            #expect(answer.field("x-hop") == nil)
            #expect(answer.field("x-request-id") == "r1")
            #expect(answer.fields("set-cookie") == ["a", "b"])
            #expect(answer.fields("content-length").count == 1)
        }
    }

    @Test("free paths pass without a hold, tried once more on a fresh connection")
    func free() async throws {
        try await Rig.with(script: { request in
            request.number == 1 ? [.reset] : [.send(Chat.answer(body: "{\"data\":[]}"))]
        }) { rig in
            for path in ["/v1/models", "/openai/v1/models/gpt-4o"] {
                let answer = try await rig.ask(Chat.get(path))
                #expect(answer.status == 200)
                #expect(answer.text == "{\"data\":[]}")
            }
            #expect(rig.provider.requests[2].head.hasPrefix("GET /v1/models/gpt-4o HTTP/1.1"))
            #expect(rig.journal.holds.isEmpty)
            let none = try await rig.ask(Chat.get("/v1/models", key: nil))
            #expect(none.status == 401)
        }
    }

    @Test("a refusal by a budget carries the numbers and what could be afforded")
    func budgetRefusal() async throws {
        try await Rig.with(Setup(limit: 8_000 + 40 * 4_000)) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 429)
            #expect(answer.code == "budget_exceeded")
            #expect(answer.field("x-should-retry") == "false")
            let error = try answer.json()["error"]
            #expect(error?["type"]?.string == "insufficient_quota")
            let numbers = error?["farthing"]
            #expect(numbers?["budget"]?.string == "all")
            #expect(numbers?["limit"]?.int64 == 168_000)
            #expect(numbers?["remaining"]?.int64 == 168_000)
            #expect(numbers?["affordable_output_tokens"]?.int64 == 40)
            #expect(rig.provider.requests.isEmpty)
        }
    }

    @Test("a rule that blocks is a 403 with its reason")
    func rule() async throws {
        let model = try #require(Glob("gpt-4o*"))
        let rule = Rule(id: "no-4o", conditions: [.scope(.model, model)], action: .block)
        let policy = Policy(id: "t", budgets: [Setup.money()], rules: [rule])
        try await Rig.with(Setup(policy: policy)) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 403)
            #expect(answer.code == "rule")
            #expect(answer.text.contains("no-4o"))
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("a key that must name an agent cannot be used without one")
    func requires() async throws {
        var setup = Setup()
        setup.keys = [Rig.secret: Setup.key("k", requires: [.agent])]
        try await Rig.with(setup) { rig in
            #expect(try await rig.ask(Chat.request()).status == 403)
            let named = try await rig.ask(Chat.request(fields: "x-farthing-agent: a\r\n"))
            #expect(named.status == 200)
        }
    }
}
