import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

@Suite("What calls cost, in the finer points")
struct MoneyTests {
    @Test("where a bound by bytes does not fit, the provider's own count, free of charge, may")
    func counted() async throws {
        // Some 1,300 bytes of prompt at 1,000 nanos, and 20 tokens of output at 5,000.
        try await Rig.with(policy: Rig.policy(limit: "0.0012")) { rig in
            let words = String(repeating: "flowing ", count: 150)
            let request = ModelRequest(
                model: "claude-haiku-4-5",
                prompt: words,
                maxOutputTokens: 20
            )
            let answer = try await rig.anthropic("tokens=9").messages.create(request)
            let cost = Rig.nanos(try rig.billed(), input: 1_000, output: 5_000)
            #expect(answer.bill?.costNanos == cost)
            #expect(rig.provider.requestCount() == 2)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("what cannot fit, whatever the count, is refused without asking")
    func countedInVain() async throws {
        try await Rig.with(policy: Rig.policy(limit: "0.00001")) { rig in
            let error = await #expect(throws: SpendError.self) {
                _ = try await rig.anthropic().messages.create(
                    Asked.openAI("claude-haiku-4-5", limit: 20)
                )
            }
            #expect(error?.isOverLimit == true)
            // Its output alone does not fit: there is nothing to ask.
            #expect(rig.provider.requestCount() == 0)
        }
    }

    @Test("a tier is asked for by its name, and charged at its own price")
    func tier() async throws {
        try await Rig.with { rig in
            var request = Asked.openAI("gpt-5-mini", limit: 300)
            request.serviceTier = "flex"
            let answer = try await rig.openAI("tokens=20;reasoning=5").responses.create(request)
            let billed = try rig.billed()
            #expect(billed.serviceTier == "flex")
            let standard = Rig.nanos(billed, input: 250, output: 2_000)
            // Half the standard's, as the book has it.
            #expect(answer.bill?.costNanos == (standard + 1) / 2)
        }
    }

    @Test("a request that names no tier gets the standard one written in")
    func pinned() async throws {
        try await Rig.with { rig in
            _ = try await rig.openAI("tokens=5").chat.completions.create(Asked.openAI())
            #expect(try rig.billed().serviceTier == "default")
        }
    }

    @Test("prices that a policy states count for every call that it admits")
    func policyPrices() async throws {
        var policy = try Rig.policy(limit: "10.00")
        policy.prices = [
            try PriceOverride("openai", "gpt-4o-mini", [.input: "1.00", .output: "9.00"])
        ]
        try await Rig.with(policy: policy) { rig in
            let answer = try await rig.openAI("tokens=10").chat.completions.create(Asked.openAI())
            let cost = Rig.nanos(try rig.billed(), input: 1_000, output: 9_000)
            #expect(answer.bill?.costNanos == cost)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("every choice is held for and billed")
    func choices() async throws {
        try await Rig.with { rig in
            var request = Asked.openAI()
            request.extra = ["n": 3]
            let answer = try await rig.openAI("tokens=10").chat.completions.create(request)
            let billed = try rig.billed()
            #expect(billed.completionTokens == 30)
            #expect(answer.bill?.costNanos == Rig.nanos(billed, input: 150, output: 600))
            #expect(answer.json["choices"].elements.count == 3)
        }
    }

    @Test("an answer of another model is charged at that model's price")
    func otherModel() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=10;model=gpt-4o")
            let answer = try await openAI.chat.completions.create(Asked.openAI())
            let cost = Rig.nanos(try rig.billed(), input: 2_500, output: 10_000)
            #expect(answer.model == "gpt-4o")
            #expect(answer.bill?.costNanos == cost)
        }
    }

    @Test("Anthropic is told the model's largest output where the request says none")
    func anthropicLimit() async throws {
        try await Rig.with { rig in
            let answer = try await rig.anthropic("tokens=10").messages.create(
                ModelRequest(model: "claude-haiku-4-5", prompt: "Hello.")
            )
            #expect(!answer.text.isEmpty)
        }
    }

    @Test(
        "an error that a provider reports inside a stream is thrown, and what was shown is charged"
    )
    func errorInStream() async throws {
        try await Rig.with { rig in
            let chunk =
                #"{"id":"c","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":"#
                + #"[{"index":0,"delta":{"content":"Rivers "},"finish_reason":null}]}"#
            let failure = #"{"error":{"message":"The server had an error.","type":"server_error"}}"#
            let provider = try await RawProvider.start(
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
                    + "data: \(chunk)\n\ndata: \(failure)\n\n"
            )
            let options = rig.options { $0.baseURL = "http://127.0.0.1:\(provider.port)" }
            var text = ""
            let error = await #expect(throws: ProviderError.self) {
                let openAI = try rig.openAI(options)
                for try await delta in try await openAI.chat.completions.stream(Asked.openAI()) {
                    if case .text(let more) = delta { text += more }
                }
            }
            #expect(text == "Rivers ")
            #expect(error?.code == .stream)
            #expect(error?.type == "server_error")
            #expect(error?.message == "The server had an error.")
            let bill = try #require(error?.bill)
            #expect(bill.evidence == .metered)
            #expect(try await rig.account() == (bill.costNanos, 0))
            await provider.stop()
        }
    }

    @Test("what a breaker counts a failure as")
    func kinds() async throws {
        try await Rig.with { rig in
            for (fault, kind) in [
                ("429", FailureKind.throttled), ("503", .overloaded), ("401", .auth),
            ] {
                let error = await #expect(throws: ProviderError.self) {
                    _ = try await rig.openAI("fault=\(fault)").chat.completions.create(
                        Asked.openAI()
                    )
                }
                #expect(error?.failureKind == kind)
            }
        }
    }
}
