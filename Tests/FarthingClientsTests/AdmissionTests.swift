import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

@Suite("What is said before a call goes")
struct AdmissionTests {
    @Test("a call that does not fit is refused before the provider hears of it")
    func refused() async throws {
        try await Rig.with(policy: Rig.policy(limit: "0.000001")) { rig in
            let openAI = try rig.openAI()
            for isStream in [false, true] {
                let error = await #expect(throws: SpendError.self) {
                    if isStream {
                        _ = try await openAI.chat.completions.stream(Asked.openAI())
                    } else {
                        _ = try await openAI.chat.completions.create(Asked.openAI())
                    }
                }
                #expect(error?.code == .overLimit)
                #expect(error?.refusal?.account?.budget == "all")
            }
            #expect(rig.provider.requestCount() == 0)
            let account = try await rig.account()
            #expect(account == (0, 0))
        }
    }

    @Test("a threshold sends the call to a cheaper model, whose price is charged")
    func downgraded() async throws {
        let policy = try Rig.policy(limit: "0.02") {
            Downgrade(at: .percent(2), to: "gpt-4o-mini")
        }
        try await Rig.with(policy: policy) { rig in
            let answer = try await rig.openAI("tokens=40").chat.completions.create(
                Asked.openAI("gpt-4o")
            )
            let billed = try rig.billed()
            #expect(billed.requestedModel == "gpt-4o-mini")
            let cost = Rig.nanos(billed, input: 150, output: 600)
            #expect(answer.bill?.costNanos == cost)
            #expect(answer.bill?.model == "gpt-4o-mini")
            #expect(answer.bill?.modelRequested == "gpt-4o")
            #expect(answer.bill?.reasons.isEmpty == false)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("a stream is downgraded alike, and a model that cannot take the request is passed over")
    func downgradedStream() async throws {
        let policy = try Rig.policy(limit: "0.02") {
            // An output of 20,000 tokens is more than gpt-4o-mini has.
            Downgrade(at: .percent(1), to: "gpt-4o-mini", "gpt-4.1-nano")
        }
        try await Rig.with(policy: policy) { rig in
            let stream = try await rig.openAI("tokens=40").chat.completions.stream(
                Asked.openAI("gpt-4.1", limit: 20_000)
            )
            let answer = try await stream.collect()
            let billed = try rig.billed()
            #expect(billed.requestedModel == "gpt-4.1-nano")
            #expect(answer.bill?.model == "gpt-4.1-nano")
            #expect(try await rig.account() == (answer.bill?.costNanos ?? -1, 0))
        }
    }

    @Test("a fitted budget writes the output limit down to what it affords")
    func fitted() async throws {
        // Room for some 300 tokens of output at 600 nanos.
        try await Rig.with(policy: Rig.policy(limit: "0.0002", hold: .fitted)) { rig in
            let answer = try await rig.openAI("tokens=2000").chat.completions.create(
                Asked.openAI(limit: 4_000)
            )
            let billed = try rig.billed()
            let limit = try #require(answer.bill?.outputLimitTokens)
            #expect(limit >= 256)
            #expect(limit < 4_000)
            #expect(Int64(billed.completionTokens) == limit)
            #expect(answer.finishReason == .length)
            let cost = Rig.nanos(billed, input: 150, output: 600)
            #expect(answer.bill?.costNanos == cost)
            #expect(cost <= 200_000)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("a shadow policy counts what it would have refused, and refuses nothing")
    func shadow() async throws {
        let policy = try Rig.policy(limit: "0.000001", isEnforced: false)
        try await Rig.with(policy: policy) { rig in
            let answer = try await rig.openAI("tokens=40").chat.completions.create(Asked.openAI())
            let cost = Rig.nanos(try rig.billed(), input: 150, output: 600)
            #expect(answer.bill?.costNanos == cost)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("what has no price, and what may cost unseen, is refused unsent")
    func unpriced() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI()
            var audio = Asked.openAI()
            audio.extra = ["modalities": ["audio"]]
            var unknown = Asked.openAI()
            unknown.extra = ["something_new": true]
            let requests = [
                Asked.openAI("gpt-unheard-of"), Asked.openAI("GPT-4o-mini"), audio, unknown,
            ]
            for request in requests {
                let error = await #expect(throws: SpendError.self) {
                    _ = try await openAI.chat.completions.create(request)
                }
                #expect(error?.code == .unpriced)
            }
            #expect(rig.provider.requestCount() == 0)
        }
    }

    @Test("the limits of a session and of a scope bind a client's calls, streams included")
    func session() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=40")
            let session = try BudgetedSession(limit: .usd("0.00006"), governor: rig.governor)
            let first = try await session.run {
                try await openAI.chat.completions.create(Asked.openAI())
            }
            #expect(session.spentNanos == first.bill?.costNanos)
            let stream = try await session.run {
                let stream = try await openAI.chat.completions.stream(Asked.openAI(limit: 20))
                #expect(session.heldNanos > 0)
                return stream
            }
            // Read where the session is not open any more: it was made inside.
            _ = try await stream.collect()
            #expect(session.heldNanos == 0)
            let cost = (first.bill?.costNanos ?? 0) + (stream.bill?.costNanos ?? 0)
            #expect(session.spentNanos == cost)
            let error = await #expect(throws: SpendError.self) {
                try await session.run {
                    _ = try await openAI.chat.completions.create(Asked.openAI(limit: 2_000))
                }
            }
            #expect(error?.isOverLimit == true)
            #expect(rig.provider.bill().count == 2)
        }
    }

    @Test("rules and budgets see what the task says of a call: capability, user, run")
    func context() async throws {
        let rule = try Rule("dear-models", do: .require(.dataWrite)) {
            When(.model, fits: "gpt-4o")
        }
        let budget = try Budget(
            "each",
            match: [.user: "*"],
            limit: .usd("1.00"),
            per: [.user],
            window: .day,
            warnsByDefault: false
        )
        let policy = try Policy("test", allowsUnmatched: true) {
            rule
            budget
        }
        try await Rig.with(policy: policy) { rig in
            let openAI = try rig.openAI("tokens=10")
            let error = await #expect(throws: SpendError.self) {
                try await withCapability(.readOnly) {
                    _ = try await openAI.chat.completions.create(Asked.openAI("gpt-4o"))
                }
            }
            #expect(error?.code == .rule)
            #expect(rig.provider.requestCount() == 0)
            let answer = try await withRun("run-1", user: "alice") {
                try await withCapability(.dataWrite) {
                    try await openAI.chat.completions.create(Asked.openAI("gpt-4o"))
                }
            }
            let accounts = try await rig.ledger.accounts()
            #expect(accounts.map(\.spent) == [answer.bill?.costNanos ?? -1])
            #expect(accounts.first?.key.scope.contains("alice") == true)
        }
    }

    @Test("an app's own count of the input counts where it is less than the bound")
    func ownCount() async throws {
        try await Rig.with { rig in
            let seen = Box<String>()
            let options = rig.options {
                $0.inputTokens = { model, body in
                    seen.value = model
                    return Int64(body.count / 4)
                }
            }
            let long = String(repeating: "river ", count: 2_000)
            let request = ModelRequest(
                model: "small",
                prompt: long + "[[scripted tokens=5;prompt=3000]]",
                maxOutputTokens: 10
            )
            let client = try OpenAI(
                key: Rig.key,
                governor: rig.governor,
                provider: "maker",
                options: options
            )
            let session = try BudgetedSession(limit: .usd("0.005"), governor: rig.governor)
            let answer = try await session.run { try await client.chat.completions.create(request) }
            #expect(seen.value == "small")
            let cost: Int64 = 3_000 * 1_000 + 5 * 2_000
            #expect(answer.bill?.costNanos == cost)
            // By its bytes it would not have fitted.
            let plain = try OpenAI(
                key: Rig.key,
                governor: rig.governor,
                provider: "maker",
                options: rig.options()
            )
            await #expect(throws: SpendError.self) {
                try await session.run { _ = try await plain.chat.completions.create(request) }
            }
        }
    }
}
