import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

@Suite("Clients that are made or used wrong")
struct MisuseTests {
    private static func invalid(
        _ place: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: SpendError.self, sourceLocation: place) { try body() }
        #expect(error?.code == .invalid, sourceLocation: place)
        #expect(error?.message.contains("hunter2") == false, sourceLocation: place)
    }

    @Test(
        "an address that nothing can be sent to is refused when the client is made",
        arguments: [
            "", "https://", "http:///v1", "ftp://x", "api.openai.com", "https://a b",
            "https://x/?y", "https://x#y", "https://me:hunter2@x", "https://:443", "https://x:",
            "https://x:0", "https://x:70000", "https://x:https", "https://.x", "https://a..b",
            "https://[::1", "https://[x]", "https://x\\y", "https://x/{id}", "https://é",
        ]
    )
    func address(_ base: String) throws {
        let governor = Governor(prices: try Rig.prices())
        var options = ClientOptions()
        options.baseURL = base
        Self.invalid { _ = try OpenAI(key: Rig.key, governor: governor, options: options) }
    }

    @Test(
        "an address that can be sent to is taken",
        arguments: [
            "https://api.openai.com", "http://127.0.0.1:8484/", "https://[::1]:8484/proxy/v1",
            "https://my-host.internal/a/b", "http://localhost", "https://x/v1beta/",
        ]
    )
    func goodAddress(_ base: String) throws {
        let governor = Governor(prices: try Rig.prices())
        var options = ClientOptions()
        options.baseURL = base
        _ = try OpenAI(key: Rig.key, governor: governor, options: options)
    }

    @Test(
        "a key that is none is refused when the client is made",
        arguments: ["", "sk-a\n", "a b"]
    )
    func key(_ key: String) throws {
        let governor = Governor(prices: try Rig.prices())
        Self.invalid { _ = try OpenAI(key: key, governor: governor) }
        Self.invalid { _ = try Anthropic(key: key, governor: governor) }
        Self.invalid { _ = try Gemini(key: key, governor: governor) }
        for credentials in [
            Bedrock.Credentials.bearer(key), .keys(AWSKeys(accessKeyID: key, secret: "s")),
            .keys(AWSKeys(accessKeyID: "AKIDEXAMPLE", secret: key)),
        ] {
            Self.invalid {
                _ = try Bedrock(
                    region: "us-east-1",
                    credentials: credentials,
                    governor: governor
                )
            }
        }
    }

    @Test("a server of one's own is asked without a key where there is none")
    func noKey() async throws {
        try await Rig.with { rig in
            let openAI = try OpenAI(key: "", governor: rig.governor, options: rig.options())
            let answer = try await openAI.chat.completions.create(Asked.openAI())
            #expect(try rig.billed().promptTokens > 0)
            #expect(answer.bill?.costNanos ?? 0 > 0)
        }
    }

    @Test(
        "a region that would make another host of the address is refused",
        arguments: ["", "us-east-1/x", "x@evil.example", "US-EAST-1", "a.b", "eu west"]
    )
    func region(_ region: String) throws {
        let governor = Governor(prices: try Rig.prices())
        Self.invalid {
            _ = try Bedrock(region: region, credentials: .bearer(Rig.key), governor: governor)
        }
    }

    @Test("options that nothing could be admitted or read with are refused")
    func options() throws {
        let governor = Governor(prices: try Rig.prices())
        let changes: [(inout ClientOptions) -> Void] = [
            { $0.holdMs = 0 }, { $0.holdMs = 86_400_001 }, { $0.answerBytesMax = 0 },
        ]
        for change in changes {
            var options = ClientOptions()
            change(&options)
            Self.invalid { _ = try OpenAI(key: Rig.key, governor: governor, options: options) }
        }
    }

    @Test("a governor that knows no prices refuses, and says what is missing")
    func noPrices() async throws {
        try await Rig.with { rig in
            let openAI = try OpenAI(
                key: Rig.key,
                governor: .standalone,
                options: rig.options()
            )
            let error = await #expect(throws: SpendError.self) {
                _ = try await openAI.chat.completions.create(Asked.openAI())
            }
            #expect(error?.code == .unpriced)
            #expect(error?.message.contains("price book") == true)
            #expect(rig.provider.requestCount() == 0)
        }
    }

    @Test("a call that no budget is for is refused, or passes, as the policy says")
    func noBudget() async throws {
        for allowsUnmatched in [false, true] {
            let policy = Policy(id: "test", allowsUnmatched: allowsUnmatched)
            try await Rig.with(policy: policy) { rig in
                let openAI = try rig.openAI()
                guard !allowsUnmatched else {
                    _ = try await openAI.chat.completions.create(Asked.openAI())
                    return
                }
                let error = await #expect(throws: SpendError.self) {
                    _ = try await openAI.chat.completions.create(Asked.openAI())
                }
                #expect(error?.code == .unmatched)
                #expect(rig.provider.requestCount() == 0)
            }
        }
    }

    @Test("requests that cannot be written are refused unsent")
    func requests() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI()
            var hot = Asked.openAI()
            hot.temperature = .nan
            var extra = Asked.openAI()
            extra.extra = [1, 2]
            let requests = [
                hot, extra, Asked.openAI("", limit: 10), Asked.openAI("no such model"),
                Asked.openAI("gpt-unknown"), Asked.openAI(limit: -1), Asked.openAI(limit: 0),
                ModelRequest(model: "gpt-4o-mini", messages: [], maxOutputTokens: Int64.max),
            ]
            for (index, request) in requests.enumerated() {
                await #expect(throws: SpendError.self, "\(index)") {
                    _ = try await openAI.chat.completions.create(request)
                }
                await #expect(throws: SpendError.self, "\(index)") {
                    _ = try await openAI.responses.stream(request)
                }
            }
            #expect(rig.provider.requestCount() == 0)
            #expect(try await rig.account() == (0, 0))
        }
    }
}
