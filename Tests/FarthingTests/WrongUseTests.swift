import Farthing
import FarthingCore
import FarthingTesting
import Testing

/// What is asked for wrongly is refused with what is wrong, and before anything is held.
@Suite("Calls that are asked for wrongly")
struct WrongUseTests {
    private let call = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.10"))

    private func governor(_ clock: ManualClock = ManualClock()) async throws -> Governor {
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("1.00"), window: .total)
        }
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        return try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
    }

    private func refusal(_ request: SpendRequest, _ governor: Governor) async -> SpendError? {
        let error = await failure {
            try await governor.spend(request) { _ in Billed(0, .nothing) }
        }
        return error as? SpendError
    }

    @Test("an idempotency key is refused where nothing remembers it")
    func keyWithoutLedger() async throws {
        var once = call
        once.idempotencyKey = "order-1"
        let refused = await refusal(once, .standalone)
        #expect(refused?.code == .invalid)
        #expect(refused?.message.contains("ledger") == true)
        let session = try BudgetedSession(limit: .usd("1.00"))
        let error = await failure { try await session.spend(once) { _ in Billed(0, .nothing) } }
        #expect((error as? SpendError)?.code == .invalid)
        #expect(session.heldNanos == 0 && session.spentNanos == 0)
    }

    @Test("a name that is empty or too long is named")
    func names() async throws {
        let governor = try await governor()
        let dimensions: [Dimension] = [.tool, .provider, .user, .agent, .run, .tag("x")]
        for dimension in dimensions {
            var request = SpendRequest(tool: "search", cost: .usd("0.10"))
            request.scope[dimension] = ""
            let empty = await refusal(request, governor)
            #expect(empty?.code == .invalid)
            #expect(empty?.message.hasPrefix("The call's \(dimension.name) is empty") == true)
            request.scope[dimension] = String(repeating: "a", count: 257)
            let long = await refusal(request, governor)
            #expect(long?.message.hasPrefix("The call's \(dimension.name) has 257 bytes") == true)
        }
        let run = await withRun("") { await refusal(call, governor) }
        #expect(run?.message.hasPrefix("The call's run is empty") == true)
        var crowded = call
        for index in 0..<33 { crowded.scope[.tag("t\(index)")] = "x" }
        #expect(await refusal(crowded, governor)?.message.contains("35 dimensions") == true)
    }

    @Test("a bound that is none says which part of it")
    func bounds() async throws {
        let governor = try await governor()
        var request = call
        request.cost = .call(CallBound(inputTokensMax: -1, outputTokensMax: 10))
        #expect(await refusal(request, governor)?.message.contains("count") == true)
        request.cost = .usd("0.10", tokens: .max)
        #expect(await refusal(request, governor)?.message.contains("\(Int64.max)") == true)
        request.cost = .credits(["gems": -1])
        #expect(await refusal(request, governor)?.message.contains("'gems'") == true)
        request.cost = .usd("1,5")
        #expect(await refusal(request, governor)?.message.contains("nine decimals") == true)
    }

    @Test("a cost of one's own that is none says that nothing was booked")
    func costs() throws {
        let scope = try BudgetScope(limit: .usd("1.00"))
        for bill in [Bill.usd("NaN"), .nanos(0, tokens: -1), .unknown] {
            for book in [scope.charge, scope.record] {
                do {
                    try book(bill, "", "")
                    Issue.record("\(bill) was booked")
                } catch {
                    #expect(error.code == .invalid)
                    #expect(error.message.contains("Nothing was booked"))
                    #expect(!error.message.contains("held is charged"))
                }
            }
        }
        #expect(scope.spentNanos == 0)
    }

    @Test("a hold whose time is over says so, and speaks of no run")
    func over() async throws {
        let clock = ManualClock()
        let governor = try await governor(clock)
        let late = try await governor.hold(call)
        var flight = try await governor.hold(call).dispatch()
        clock.advance(byMs: SpendRequest.expiresInMs)
        let refused = await Self.refusedDispatch(late)
        do {
            try await flight.renew()
            Issue.record("it was renewed")
        } catch {
            #expect(error.message == refused?.message)
        }
        _ = try await flight.settle(.usd("0.01"))
        #expect(refused?.code == .expired)
        #expect(refused?.message.contains("120000 ms") == true)
        #expect(refused?.message.contains("allowance") == false)
    }

    private static func refusedDispatch(_ hold: consuming Hold) async -> SpendError? {
        do throws(SpendError) {
            let flight = try await hold.dispatch()
            _ = try? await flight.settle(.nothing)
            return nil
        } catch {
            return error
        }
    }

    @Test("a rate limit shows its period, however short")
    func periods() async throws {
        let kit = GuardKit()
        let periods: [(Duration, String)] = [
            (.seconds(2), "2 s"), (.milliseconds(1_500), "1500 ms"), (.microseconds(500), "500 µs"),
            (.nanoseconds(1_500), "1500 ns"),
        ]
        for (period, text) in periods {
            _ = try await rateLimit("t", maxCalls: 1, per: period, store: kit.store) { 0 }
            let error = await failure {
                try await rateLimit("t", maxCalls: 1, per: period, store: kit.store) { 0 }
            }
            #expect((error as? GuardError)?.message.hasSuffix("within \(text).") == true)
        }
    }

    @Test("dollars say nothing of tokens: a limit of tokens sees those that are stated")
    func tokens() async throws {
        let session = try BudgetedSession(limit: .tokens(100))
        var request = SpendRequest(tool: "search", cost: .usd("100"))
        _ = try await session.spend(request) { _ in Billed(0, .usd("100")) }
        request.cost = .usd("0.01", tokens: 101)
        let error = await failure { try await session.spend(request) { _ in Billed(0, .nothing) } }
        #expect((error as? SpendError)?.code == .overLimit)
    }

    @Test("a pattern that is blocked counts case, and an expression does where it is told to")
    func blocked() async throws {
        let kit = GuardKit()
        let glob = try #require(Glob("DROP TABLE"))
        let text = "drop table orders"
        let lower = await code {
            try await enforcing("t", [.block("q", text, glob)], store: kit.store) { 0 }
        }
        #expect(lower == nil)
        let any = try Regex(#"drop\s+table"#).ignoresCase()
        let found = await code {
            try await enforcing("t", [.block("q", "DROP  table x", any)], store: kit.store) { 0 }
        }
        #expect(found == .patternBlocked)
    }

    @Test("a program without prices has a book for that")
    func noPrices() async throws {
        let governor = Governor(prices: PriceBook.empty)
        var request = call
        request.cost = .call(CallBound(inputTokensMax: 1, outputTokensMax: 1))
        #expect(await refusal(request, governor)?.code == .unpriced)
    }
}
