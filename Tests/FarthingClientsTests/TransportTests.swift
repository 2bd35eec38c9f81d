import Farthing
import FarthingClients
import FarthingCore
import FarthingProviders
import FarthingScripted
import Testing

@Suite("Requests that an app builds itself")
struct TransportTests {
    static func request(
        _ path: String = "/v1/chat/completions",
        isStream: Bool = false,
        fields: [ProviderRequest.Field] = []
    ) -> ProviderRequest {
        var body: JSON = [
            "model": "gpt-4o-mini", "max_tokens": 60,
            "messages": [["role": "user", "content": "Tell me of rivers."]],
        ]
        if isStream { body["stream"] = true }
        return ProviderRequest(
            url: path,
            fields: [.init("Authorization", "Bearer \(Rig.key)")] + fields,
            body: body.bytes
        )
    }

    @Test("a plain request goes as it is, and is billed", arguments: [false, true])
    func plain(_ isAbsolute: Bool) async throws {
        try await Rig.with { rig in
            let transport = try GuardedTransport(
                rig.governor,
                .openAI,
                options: rig.options("tokens=30")
            )
            let path = (isAbsolute ? rig.base : "") + "/v1/chat/completions"
            let answer = try await transport.send(Self.request(path))
            let cost = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(answer.status == 200)
            #expect(answer.field("Content-Type") == "application/json")
            #expect(try JSON(parsing: answer.body)["object"].string == "chat.completion")
            #expect(answer.bill?.costNanos == cost)
            #expect(answer.usage?.outputTokens == 30)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("a stream's bytes come as whole events, without the usage that nobody asked for")
    func stream() async throws {
        try await Rig.with { rig in
            let transport = try GuardedTransport(
                rig.governor,
                .openAI,
                options: rig.options("tokens=30")
            )
            let stream = try await transport.stream(Self.request(isStream: true))
            var text = ""
            for try await bytes in stream {
                #expect(bytes.suffix(2) == [0x0A, 0x0A])
                text += String(decoding: bytes, as: UTF8.self)
            }
            #expect(text.hasSuffix("data: [DONE]\n\n"))
            #expect(!text.contains("prompt_tokens"))
            let cost = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(stream.bill?.costNanos == cost)
            #expect(stream.usage?.outputTokens == 30)
        }
    }

    @Test("an error's answer is handed on as it is")
    func error() async throws {
        try await Rig.with { rig in
            let transport = try GuardedTransport(
                rig.governor,
                .openAI,
                options: rig.options("fault=429")
            )
            let answer = try await transport.send(Self.request())
            #expect(answer.status == 429)
            #expect(answer.bill?.costNanos == 0)
            await #expect(throws: ProviderError.self) {
                _ = try await transport.stream(Self.request(isStream: true))
            }
        }
    }

    @Test("what costs nothing passes without a hold")
    func free() async throws {
        try await Rig.with { rig in
            let transport = try GuardedTransport(rig.governor, .openAI, options: rig.options())
            let answer = try await transport.send(
                ProviderRequest(method: "GET", url: "/v1/models/gpt-4o-mini")
            )
            #expect(answer.status == 200)
            #expect(answer.bill == nil)
            #expect(rig.journal.entries.count == 1)
        }
    }

    @Test("what has no price, goes elsewhere, or is said wrong is refused unsent")
    func refused() async throws {
        try await Rig.with { rig in
            let transport = try GuardedTransport(rig.governor, .openAI, options: rig.options())
            let requests: [(ProviderRequest, SpendError.Code)] = [
                (Self.request("/v1/fine_tuning/jobs"), .unpriced),
                (Self.request("/v1/chat/completions?x=1"), .unpriced),
                (Self.request("/v1/../v1/chat/completions"), .unpriced),
                (Self.request("http://127.0.0.1:9/v1/chat/completions"), .invalid),
                (Self.request(rig.base + "0/v1/chat/completions"), .invalid),
                (Self.request("/v1/chat/completions#x"), .invalid),
                (Self.request(isStream: true), .invalid),
                (Self.request(fields: [.init("x-a", "b\r\nx-c: d")]), .invalid),
                (Self.request(fields: [.init("x a", "b")]), .invalid),
                (ProviderRequest(url: "/v1/chat/completions", body: Array("{".utf8)), .invalid),
                (ProviderRequest(url: "/v1/chat/completions", body: Array("{}".utf8)), .invalid),
            ]
            for (request, code) in requests {
                let error = await #expect(throws: SpendError.self) {
                    _ = try await transport.send(request)
                }
                #expect(error?.code == code, "\(request): \(String(describing: error))")
            }
            let error = await #expect(throws: SpendError.self) {
                _ = try await transport.stream(Self.request())
            }
            #expect(error?.code == .invalid)
            #expect(rig.provider.requestCount() == 0)
            let account = try await rig.account()
            #expect(account == (0, 0))
        }
    }

    @Test("a field that changes the price is read, also where every request has it")
    func pricedField() async throws {
        try await Rig.with { rig in
            let options = rig.options {
                $0.fields.append(.init("anthropic-beta", "mcp-client-2025-04-04"))
            }
            let anthropic = try Anthropic(key: Rig.key, governor: rig.governor, options: options)
            var request = ModelRequest(
                model: "claude-haiku-4-5",
                prompt: "Hello.",
                maxOutputTokens: 20
            )
            request.extra = ["mcp_servers": [["type": "url", "url": "https://x.example"]]]
            await #expect(throws: SpendError.self) {
                _ = try await anthropic.messages.create(request)
            }
            #expect(rig.provider.requestCount() == 0)
        }
    }

    @Test("work that goes on behind its answer is refused, since nobody would watch it")
    func background() async throws {
        try await Rig.with { rig in
            var request = Asked.openAI()
            request.extra = ["background": true]
            let error = await #expect(throws: SpendError.self) {
                _ = try await rig.openAI().responses.create(request)
            }
            #expect(error?.code == .unpriced)
            #expect(rig.provider.requestCount() == 0)
        }
    }

    @Test("an address that is none is refused when the client is made")
    func addresses() async throws {
        let governor = Governor(prices: try Rig.prices())
        for base in ["", "ftp://x", "api.openai.com", "https://a b", "https://x/?y"] {
            var options = ClientOptions()
            options.baseURL = base
            #expect(throws: SpendError.self) {
                try GuardedTransport(governor, .openAI, options: options)
            }
        }
        #expect(throws: SpendError.self) { try GuardedTransport(governor, .compatible("groq")) }
    }

    @Test("a base with its version, as other packages have it, is the same base")
    func versionedBase() async throws {
        try await Rig.with { rig in
            for suffix in ["/v1", "/v1/", "/"] {
                let options = rig.options("tokens=5") { $0.baseURL = rig.base + suffix }
                _ = try await rig.openAI(options).chat.completions.create(Asked.openAI())
            }
            let options = rig.options("tokens=5") { $0.baseURL = rig.base + "/v1beta" }
            let gemini = try Gemini(key: Rig.key, governor: rig.governor, options: options)
            _ = try await gemini.generateContent(Asked.openAI("gemini-2.0-flash"))
            #expect(rig.provider.bill().count == 4)
        }
    }

    @Test("requests to Bedrock are signed over exactly what is sent")
    func signed() async throws {
        let keys = AWSKeys(accessKeyID: "AKIDEXAMPLE", secret: "secret", sessionToken: "token")
        let signer = BedrockSigner(keys, .bedrock(region: "eu-west-1"), SystemClock())
        let fields = signer.sign(
            [.init("Content-Type", "application/json"), .init("x-scripted", "tokens=1")],
            method: "POST",
            url: "https://bedrock-runtime.eu-west-1.amazonaws.com:443/model/a.b%3A0/converse",
            Array("{}".utf8)
        )
        let names = fields.map(\.name)
        #expect(!names.contains("x-scripted"))
        #expect(names.contains("authorization"))
        #expect(names.contains("x-amz-security-token"))
        let authorization = try #require(fields.first { $0.name == "authorization" }?.value)
        #expect(authorization.contains("/eu-west-1/bedrock/aws4_request"))
        let read = try SigV4Authorization(parsing: authorization)
        let host = "bedrock-runtime.eu-west-1.amazonaws.com"
        let request = SigV4Request(
            method: "POST",
            path: Array("/model/a.b%3A0/converse".utf8),
            fields: [SigV4Request.Field("host", host)]
                + fields.map { SigV4Request.Field($0.name, $0.value) }
        )
        try SigV4Verifier(.forClients).verify(
            request,
            body: Array("{}".utf8),
            read,
            secret: Array("secret".utf8),
            nowMs: SystemClock().nowMs
        )
    }

    @Test("a signed call to Bedrock is answered and billed")
    func signedCall() async throws {
        try await Rig.with { rig in
            let keys = AWSKeys(accessKeyID: "AKIDEXAMPLE", secret: Rig.key)
            let answer = try await rig.bedrock("", .keys(keys)).converse(
                ModelRequest(
                    model: Rig.bedrockModel,
                    prompt: "Hello. [[scripted tokens=9]]",
                    maxOutputTokens: 20
                )
            )
            let cost = Rig.nanos(try rig.billed(), input: 1_000, output: 5_000)
            #expect(answer.bill?.costNanos == cost)
            #expect(answer.model == Rig.bedrockModel)
        }
    }
}
