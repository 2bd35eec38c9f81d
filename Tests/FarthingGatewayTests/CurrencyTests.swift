import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Budgets in other currencies")
struct CurrencyTests {
    /// What one dollar is.
    private static let rupees: Int64 = 94_955_245_256

    private static func policy(
        _ limit: Int64,
        mode: HoldMode = .ceiling,
        rateNanos: Int64? = rupees,
        besides: [Budget] = []
    ) -> Policy {
        let budget = Budget(
            id: "all",
            unit: .money("INR"),
            limit: limit,
            window: .day,
            holdMode: mode
        )
        let rates = rateNanos.map { [ExchangeRate(currency: "INR", rateNanos: $0)] } ?? []
        return Policy(id: "test", budgets: besides + [budget], rates: rates)
    }

    private static func inRupees(_ dollars: Int64, _ rate: Int64 = rupees) throws -> Int64 {
        try #require(ExchangeRate.convert(dollars, rateNanos: rate))
    }

    /// The usage of a request with the input as it is counted here.
    private static let answer = Chat.answer(body: Chat.answerBody(usage: Chat.usage(8, 5)))

    @Test("a budget of exactly so many calls admits so many, and the entries say at what rate")
    func exactly() async throws {
        try await Rig.with(Setup(policy: Self.policy(1))) { rig in
            let refused = try await rig.ask(Chat.request())
            #expect(refused.status == 429)
            let numbers = try refused.json()["error"]?["farthing"]
            #expect(numbers?["unit"]?.string == "INR" && numbers?["limit"]?.int64 == 1)
        }
        let bound = CostBound(
            baseNanos: 8 * 1_000,
            outputRate: Rate(nanosPerMillion: 4_000_000_000)
        )
        let needed = try #require(bound.converted(rateNanos: Self.rupees)).amountNanos(
            outputTokens: 100
        )
        let cost = try Self.inRupees(Chat.cost(8, 5))
        let limit = 4 * cost + needed
        try await Rig.with(Setup(policy: Self.policy(limit)), script: { _ in [.send(Self.answer)] })
        {
            rig in
            for _ in 0..<5 {
                let answer = try await rig.ask(Chat.request())
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer.field("x-farthing-cost") == "0.000028000")
                try await rig.untilClosed()
            }
            let refused = try await rig.ask(Chat.request())
            #expect(refused.status == 429 && refused.code == "budget_exceeded")
            #expect(refused.text.contains("INR"), "\(refused.text)")
            #expect(rig.journal.settlements.map(\.amounts) == Array(repeating: [cost], count: 5))
            #expect(rig.journal.settlements.allSatisfy { $0.usage?.costNanos == 28_000 })
            #expect(rig.journal.holds.allSatisfy { $0.lines.map(\.rateNanos) == [Self.rupees] })
            #expect(rig.journal.holds.last?.lines.first?.held == needed)
            #expect(try await rig.account() == (5 * cost, 0))
        }
    }

    @Test("what a refusal says to be affordable is admitted, and not a token more")
    func affordable() async throws {
        let limit = try Self.inRupees(200_000)
        try await Rig.with(Setup(policy: Self.policy(limit)), script: { _ in [.send(Self.answer)] })
        {
            rig in
            let refused = try await rig.ask(Chat.request())
            let numbers = try refused.json()["error"]?["farthing"]
            let tokens = try #require(numbers?["affordable_output_tokens"]?.int64)
            #expect((40..<50).contains(tokens))
            let more = try await rig.ask(Chat.request(Chat.body(maxTokens: Int(tokens) + 1)))
            #expect(more.status == 429)
            #expect(
                try await rig.ask(Chat.request(Chat.body(maxTokens: Int(tokens)))).status == 200
            )
            try await rig.untilClosed()
        }
    }

    @Test("a running call is settled at the rate of its hold; the next is held at the new one")
    func frozen() async throws {
        let script: FakeProvider.Script = { request in
            request.number == 0 ? [.awaitGate, .send(Self.answer)] : [.send(Self.answer)]
        }
        let limit: Int64 = 1_000_000_000_000
        try await Rig.with(Setup(policy: Self.policy(limit)), script: script) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("the call is under way") { rig.provider.requests.count == 1 }
            rig.state.setPolicy(try CompiledPolicy(Self.policy(limit, rateNanos: 100_000_000_000)))
            rig.provider.open()
            #expect(try await client.answer().status == 200)
            await client.close()
            #expect(try await rig.ask(Chat.request()).status == 200)
            try await rig.untilClosed()
            let rates = rig.journal.holds.compactMap { $0.lines.first?.rateNanos }
            #expect(rates == [Self.rupees, 100_000_000_000])
            let amounts = rig.journal.settlements.map(\.amounts)
            #expect(amounts == [[try Self.inRupees(28_000)], [2_800_000]])
        }
    }

    @Test("dollars and rupees are counted side by side, and what remains is told in dollars")
    func both() async throws {
        let rupees = try Self.inRupees(1_000_000_000)
        let dollars = Setup.money("dollars", limit: 5_000_000_000)
        let policy = Self.policy(rupees, besides: [dollars])
        try await Rig.with(Setup(policy: policy), script: { _ in [.send(Self.answer)] }) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.field("x-farthing-remaining") == "4.999972000")
            try await rig.untilClosed()
            #expect(try await rig.account("dollars").spent == 28_000)
            #expect(try await rig.account().spent == Self.inRupees(28_000))
        }
        try await Rig.with(
            Setup(policy: Self.policy(rupees)),
            script: { _ in [.send(Self.answer)] }
        ) { rig in
            let remaining = try await rig.ask(Chat.request()).field("x-farthing-remaining")
            #expect(remaining?.hasPrefix("0.99997199") == true, "\(remaining ?? "")")
            try await rig.untilClosed()
        }
    }

    @Test("a currency without a rate is refused, whatever else the policy says")
    func withoutRate() async throws {
        let policy = Self.policy(1_000_000_000_000, rateNanos: nil)
        try await Rig.with(Setup(policy: policy)) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 400 && answer.code == "no_exchange_rate")
            let spend = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":1000}")
            #expect(spend.status == 400 && spend.code == "no_exchange_rate")
            #expect(rig.provider.requests.isEmpty && rig.journal.holds.isEmpty)
        }
    }

    @Test("a bound that no account can hold is refused")
    func tooDear() async throws {
        let policy = Self.policy(Money.maxNanos, rateNanos: Money.maxNanos)
        try await Rig.with(Setup(policy: policy)) { rig in
            let answer = try await rig.ask(Chat.request(Chat.body(maxTokens: 16_384)))
            #expect(answer.status == 400 && answer.code == "amount_out_of_bounds")
            #expect(rig.provider.requests.isEmpty)
        }
    }

    @Test("of random calls at random rates none is charged more than it held", arguments: 0..<8)
    func holdsCover(seed: Int) async throws {
        let rate = Int64.random(in: 1...(1 << Int64.random(in: 1...48)))
        let used = (0..<20).map { _ in Int.random(in: 0...100) }
        let script: FakeProvider.Script = { request in
            let usage = Chat.usage(8, used[request.number % used.count])
            return [.send(Chat.answer(body: Chat.answerBody(usage: usage, content: "")))]
        }
        let policy = Self.policy(Money.maxNanos, rateNanos: rate)
        try await Rig.with(Setup(policy: policy), script: script) { rig in
            for _ in used { #expect(try await rig.ask(Chat.request()).status == 200) }
            try await rig.untilClosed()
            let held = rig.journal.holds.compactMap { $0.lines.first?.held }
            for (settlement, held) in zip(rig.journal.settlements, held) {
                let cost = try #require(settlement.usage?.costNanos)
                #expect(settlement.amounts == [try Self.inRupees(cost, rate)])
                #expect(settlement.amounts[0] <= held, "\(cost) at \(rate)")
            }
            #expect(rig.journal.settlements.count == used.count)
        }
    }

    @Test("a metered stream without usage is charged as counted, converted once")
    func metered() async throws {
        let stream = Chat.stream(words: 7, usage: nil)
        let policy = Self.policy(1_000_000_000_000, mode: .metered)
        try await Rig.with(Setup(policy: policy), script: { _ in [.send(stream)] }) { rig in
            #expect(try await rig.ask(Chat.request(Chat.body(isStream: true))).isFramed)
            try await rig.untilClosed()
            let amounts = rig.journal.settlements.map(\.amounts)
            #expect(amounts == [[try Self.inRupees(8_000 + 7 * 4_000)]])
            #expect(rig.journal.settlements.first?.usage?.costNanos == 36_000)
        }
    }
}

@Suite("Spend verbs in other currencies")
struct CurrencyVerbTests {
    private static let rupees: Int64 = 94_955_245_256
    private static let policy = Policy(
        id: "test",
        budgets: [
            Budget(id: "all", unit: .money("INR"), limit: 1_000_000_000_000, window: .day)
        ],
        rates: [ExchangeRate(currency: "INR", rateNanos: rupees)]
    )

    @Test("dollars, rupees and usages are held and settled in rupees")
    func amounts() async throws {
        try await Rig.with(Setup(policy: Self.policy)) { rig in
            let dollars = try await rig.hold("{\"tool\":\"t\",\"amount\":\"0.25 USD\"}")
            #expect(try await rig.account().held == 23_738_811_314)
            let settled = try await rig.spend(
                "settle",
                "{\"id\":\"\(dollars)\",\"amount\":\"0.10 USD\"}"
            )
            #expect(settled.status == 200, "\(settled.text)")
            #expect(try await rig.account() == (9_495_524_526, 0))
            let rupees = try await rig.hold("{\"tool\":\"t\",\"amount\":\"3 INR\"}")
            #expect(try await rig.account().held == 3_000_000_000)
            _ = try await rig.spend("settle", "{\"id\":\"\(rupees)\",\"amount\":\"2 INR\"}")
            #expect(try await rig.account() == (11_495_524_526, 0))
            #expect(rig.journal.settlements.last?.usage?.costNanos == 21_062_554)
            let usage = try await rig.hold(
                """
                {"provider":"openai","model":"gpt-4o-mini",
                 "usage":{"input_tokens":10,"max_output_tokens":5}}
                """
            )
            _ = try await rig.spend(
                "settle",
                "{\"id\":\"\(usage)\",\"usage\":{\"input_tokens\":10,\"output_tokens\":5}}"
            )
            #expect(rig.journal.settlements.last?.amounts == [2_848_658])
            #expect(rig.journal.holds.allSatisfy { $0.lines.map(\.rateNanos) == [Self.rupees] })
        }
    }

    @Test("money in neither dollars nor the budget's currency is refused")
    func mismatch() async throws {
        try await Rig.with(Setup(policy: Self.policy)) { rig in
            let held = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":\"1 EUR\"}")
            #expect(held.status == 400 && held.code == "currency_mismatch")
        }
    }

    @Test("after a restart, and with another rate in the policy, the hold's own rate counts")
    func restart() async throws {
        let first = try await Rig.start(Setup(policy: Self.policy), script: { _ in [] })
        let id = try await first.hold("{\"tool\":\"t\",\"amount\":\"0.25 USD\"}")
        var policy = Self.policy
        policy.rates = [ExchangeRate(currency: "INR", rateNanos: 1)]
        var options = GatewayOptions(
            upstreams: [
                .openAI: UpstreamTarget(
                    provider: "openai",
                    host: "127.0.0.1",
                    port: Setup.closedPort,
                    usesTLS: false
                )
            ]
        )
        options.port = 0
        // Another gateway on the same ledger: it remembers nothing.
        let state = GatewayState(
            options: options,
            ledger: first.ledger,
            policy: try CompiledPolicy(policy),
            prices: Chat.prices,
            keys: TestKeys(Setup().keys),
            logger: first.logs.logger,
            clockMs: { [clock = first.clock] in clock.nowMs },
            contentHash: Rig.contentHash,
            sha256: Rig.sha256
        )
        let server = try await GatewayServer.start(state, group: first.group)
        let client = try await RawClient.connect(port: server.port)
        client.send(Chat.spend("settle", "{\"id\":\"\(id)\",\"amount\":\"0.10 USD\"}"))
        #expect(try await client.answer().status == 200)
        await client.close()
        #expect(try await first.account() == (9_495_524_526, 0))
        await server.stop()
        await first.stop()
    }
}
