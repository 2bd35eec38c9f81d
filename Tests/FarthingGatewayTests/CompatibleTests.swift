import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Upstreams that operators name, and Azure's")
struct CompatibleTests {
    /// A gateway whose `/compatible/groq` and `/azure` lead to the fake provider.
    static func with(
        isPriced: Bool = true,
        _ body: @Sendable (Rig) async throws -> Void
    ) async throws {
        var setup = Setup()
        setup.configure = { options in
            guard let first = options.upstreams[.openAI] else { return }
            options.upstreams[.compatible("groq")] = UpstreamTarget(
                // Its own name has no price in the tests' book.
                provider: isPriced ? "openai" : "groq",
                host: first.host,
                port: first.port,
                usesTLS: false,
                pathPrefix: "/openai",
                authorization: "Bearer gsk-own"
            )
            options.upstreams[.azure] = UpstreamTarget(
                provider: "azure",
                host: first.host,
                port: first.port,
                usesTLS: false,
                authorization: "azure-own"
            )
            options.azureDeployments = ["my-gpt": "gpt-4o-mini"]
        }
        try await Rig.with(setup, body)
    }

    static let request = Chat.body().replacing(",\"service_tier\":\"default\"", with: "")

    @Test("a named upstream is asked at its own address with its own key, and is settled")
    func named() async throws {
        try await Self.with { rig in
            let answer = try await rig.ask(
                Chat.request(Self.request, path: "/compatible/groq/v1/chat/completions")
            )
            #expect(answer.status == 200)
            try await rig.untilClosed()
            let sent = try #require(rig.provider.requests.first)
            #expect(sent.head.hasPrefix("POST /openai/v1/chat/completions HTTP/1.1\r\n"))
            #expect(sent.field("authorization") == "Bearer gsk-own")
            #expect(sent.text.contains("\"max_tokens\":100"))
            #expect(!sent.text.contains("service_tier"))
            #expect(try await rig.account().spent == Chat.cost())
        }
    }

    @Test("a model without a price under that name is refused, and nothing is sent")
    func unpriced() async throws {
        try await Self.with(isPriced: false) { rig in
            let answer = try await rig.ask(
                Chat.request(Self.request, path: "/compatible/groq/v1/chat/completions")
            )
            #expect(answer.status == 400)
            #expect(answer.text.contains("model_not_priced"))
            #expect(rig.provider.requests.isEmpty)
        }
    }

    @Test(
        "names that nobody gave lead nowhere",
        arguments: [
            "/compatible/xai/v1/chat/completions", "/compatible/GROQ/v1/chat/completions",
            "/compatible/openai/v1/chat/completions", "/compatible//v1/chat/completions",
            "/compatible/groq", "/compatible/groq/chat/completions", "/compatible/..%2F/v1/models",
        ]
    )
    func nobody(path: String) async throws {
        try await Self.with { rig in
            let answer = try await rig.ask(Chat.request(Self.request, path: path))
            #expect(answer.status == 404)
            #expect(rig.provider.requests.isEmpty)
        }
    }

    @Test("Azure's deployment is asked with api-key and its version, at its model's price")
    func azure() async throws {
        try await Self.with { rig in
            let path = "/azure/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21"
            let answer = try await rig.ask(
                Chat.request(
                    Self.request,
                    path: path,
                    key: nil,
                    fields: "api-key: \(Rig.secret)\r\n"
                )
            )
            #expect(answer.status == 200)
            try await rig.untilClosed()
            let sent = try #require(rig.provider.requests.first)
            #expect(sent.head.hasPrefix("POST \(path.dropFirst("/azure".count)) HTTP/1.1\r\n"))
            #expect(sent.field("api-key") == "azure-own")
            #expect(sent.field("authorization") == nil)
            #expect(sent.text == Self.request)
            #expect(try await rig.account().spent == Chat.cost())
            #expect(rig.journal.holds.first?.context.provider == "azure")
        }
    }

    @Test("a key that is sent twice is refused")
    func twoKeys() async throws {
        try await Self.with { rig in
            let answer = try await rig.ask(
                Chat.request(
                    Self.request,
                    path: "/azure/openai/deployments/my-gpt/chat/completions",
                    key: nil,
                    fields: "api-key: \(Rig.secret)\r\napi-key: fk_other\r\n"
                )
            )
            #expect(answer.status == 400 && answer.text.contains("duplicate_header"))
        }
    }
}
