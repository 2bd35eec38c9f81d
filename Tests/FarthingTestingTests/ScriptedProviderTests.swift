import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("The scripted provider")
struct ScriptedProviderTests {
    private static let prices = [
        ScriptedPrice("gpt-5", input: "1.25", output: "10.00"),
        ScriptedPrice("gpt-5-mini", input: "0.25", output: "2.00"),
    ]

    private func governor(
        _ provider: ScriptedProvider,
        _ clock: ManualClock,
        limit: BudgetLimit = .usd("1.00")
    ) async throws -> Governor {
        let policy = try Policy("test") {
            try Budget("total", limit: limit, window: .total)
        }
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        return try await Governor(
            ledger: MemoryLedger(),
            policy: policy,
            prices: provider.priceBook,
            options: options
        )
    }

    private func request(output: Int64 = 1_000) -> SpendRequest {
        let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: output)
        return SpendRequest(provider: "openai", model: "gpt-5", cost: .call(bound))
    }

    private func spent(_ governor: Governor) async throws -> Int64? {
        try await governor.accounts().first?.spent
    }

    @Test("the budgets come to what the provider's own bill says")
    func bill() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(
            prices: Self.prices,
            script: [
                .answer("Hello there", inputTokens: 12, outputTokens: 3),
                .answer("Hi", inputTokens: 999, outputTokens: 1_000),
            ],
            always: .answer("again", inputTokens: 1, outputTokens: 1),
            clock: clock
        )
        let governor = try await governor(provider, clock)
        for _ in 0..<4 {
            _ = try await governor.spend(request()) { try await provider.answer($0) }
        }
        #expect(provider.calls.count == 4)
        #expect(provider.stepsLeft == 0)
        #expect(provider.calls[0].billedNanos == 12 * 1_250 + 3 * 10_000)
        #expect(try await spent(governor) == provider.billedNanos)
    }

    @Test(
        "a failure is charged or given back as the provider bills it",
        arguments: [
            (ScriptedFailure.connection, false),
            (.status(429, retryAfterMs: 500), false),
            (.status(500), false),
            (.status(503), false),
            (.scriptIsOver, false),
            (.timeout(inputTokens: 1_000, outputTokens: 1_000), true),
            (.broken(inputTokens: 1_000, outputTokens: 1_000), true),
        ]
    )
    func failures(_ failure: ScriptedFailure, _ isBilled: Bool) async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(prices: Self.prices, clock: clock)
        provider.script(.failure(failure))
        let governor = try await governor(provider, clock)
        await #expect(throws: failure) {
            _ = try await governor.spend(request()) { try await provider.answer($0) }
        }
        #expect(failure.isBilled == isBilled)
        #expect(provider.billedNanos == (isBilled ? 11_250_000 : 0))
        // What was held is charged, which is the most that can have been billed.
        #expect(try await spent(governor) ?? 0 == provider.billedNanos)
        #expect(try await governor.accounts().first?.held ?? 0 == 0)
    }

    @Test("failures say what guards ask of them")
    func kinds() {
        #expect(FailureKind(of: ScriptedFailure.connection) == .transport)
        #expect(FailureKind(of: ScriptedFailure.status(429)) == .throttled)
        #expect(FailureKind(of: ScriptedFailure.status(503)) == .overloaded)
        #expect(
            FailureKind(of: ScriptedFailure.timeout(inputTokens: 0, outputTokens: 0)) == .timeout
        )
        #expect(ScriptedFailure.status(429, retryAfterMs: 7).retryAfterMs == 7)
        #expect(ScriptedFailure.status(429).httpStatus == 429)
    }

    @Test("an answer without usage is billed, and what was held is charged")
    func missingUsage() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(prices: Self.prices, clock: clock)
        provider.script(.answer("?", inputTokens: 10, outputTokens: 10, reportsUsage: false))
        let governor = try await governor(provider, clock)
        let answer = try await governor.spend(request()) { try await provider.answer($0) }
        #expect(answer.usage == nil)
        #expect(provider.billedNanos == 10 * 1_250 + 10 * 10_000)
        #expect(try await spent(governor) == 11_250_000)
    }

    @Test("no more output is made, or billed, than the call has room for")
    func capped() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(
            prices: Self.prices,
            always: .answer("long", outputTokens: 50_000),
            clock: clock
        )
        let governor = try await governor(provider, clock)
        let answer = try await governor.spend(request(output: 70)) {
            try await provider.answer($0)
        }
        #expect(answer.used.outputTokens == 70)
        #expect(provider.calls.first?.outputTokensMax == 70)
        #expect(try await spent(governor) == provider.billedNanos)
    }

    @Test("a delay passes by the manual clock, and a cancelled call is charged")
    func delays() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(
            prices: Self.prices,
            always: .answer("late", inputTokens: 1_000, outputTokens: 1_000, delayMs: 30_000),
            clock: clock
        )
        let governor = try await governor(provider, clock)
        async let first = governor.spend(request()) { try await provider.answer($0) }
        while clock.sleeperCount == 0 { await Task.yield() }
        clock.advance(byMs: 30_000)
        #expect(try await first.text == "late")

        let call = Task { try await governor.spend(request()) { try await provider.answer($0) } }
        while clock.sleeperCount == 0 { await Task.yield() }
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(try await spent(governor) == 22_500_000)
        #expect(provider.billedNanos == 22_500_000)
    }

    @Test("a stream comes a word at a time, and its last piece settles it")
    func streams() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(
            prices: Self.prices,
            always: .answer("one two three", inputTokens: 5, outputTokens: 3),
            clock: clock
        )
        let governor = try await governor(provider, clock)
        let flight = try await governor.hold(request()).dispatch()
        var text = ""
        var usage: Usage?
        for try await piece in try await provider.stream(flight.permit) {
            text += piece.text
            usage = piece.usage ?? usage
        }
        let receipt = try await flight.settle(usage.map { .usage($0) } ?? .unknown)
        #expect(text == "one two three")
        #expect(receipt.costNanos == provider.billedNanos)
    }

    @Test("a stream breaks where the script says so")
    func brokenStream() async throws {
        let answer = ScriptedAnswer(text: "a b c", used: Usage(outputTokens: 3))
        let provider = ScriptedProvider(always: .answer(answer.breaking(after: 2)))
        let governor = Governor(prices: provider.priceBook)
        let stated = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.01"))
        let flight = try await governor.hold(stated).dispatch()
        var text = ""
        do {
            for try await piece in try await provider.stream(flight.permit) { text += piece.text }
            Issue.record("it did not break")
        } catch let error as ScriptedFailure {
            #expect(error.isBilled)
        }
        #expect(text == "a b")
        _ = try await flight.settle(.unknown)
    }

    @Test("a downgraded call is billed as the model that it went to")
    func downgrade() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(
            prices: Self.prices,
            always: .answer("x", inputTokens: 1_000, outputTokens: 1_000),
            clock: clock
        )
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("0.0225"), window: .total) {
                Downgrade(at: .percent(50), to: "gpt-5-mini")
            }
        }
        var options = Governor.Options()
        options.clock = clock
        let governor = try await Governor(
            ledger: MemoryLedger(),
            policy: policy,
            prices: provider.priceBook,
            options: options
        )
        for _ in 0..<2 {
            _ = try await governor.spend(request()) { try await provider.answer($0) }
        }
        #expect(provider.calls.map(\.model) == ["gpt-5", "gpt-5-mini"])
        #expect(provider.billedNanos == 11_250_000 + 2_250_000)
        #expect(try await spent(governor) == provider.billedNanos)
    }
}
