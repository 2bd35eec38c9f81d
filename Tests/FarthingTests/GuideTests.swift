import Farthing
import FarthingCore
import FarthingTesting
import Testing

// The code of the guides in Sources/Farthing/Farthing.docc, line by line; `make check` compares them.

@Suite("guides")
struct GuideTests {
    private struct Answer: Sendable {
        var text = "hello"
        var costNanos: Int64 = 1_000_000
        var usage = Usage(inputTokens: 10, outputTokens: 20)
    }

    private struct Part: Sendable {
        var tokens: Int64
    }

    private let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.05"))
    private let user = "alice"
    private let orderID = "order-7"
    private let query = "farthings"
    private let amount = "10.00"

    private func ask(_ model: String) async throws -> Answer { Answer() }
    private func research() async throws {}
    private func plan() async throws {}
    private func search() async throws {}
    private func search(_ query: String) async throws -> [String] { [query] }
    private func pay(_ amount: String) async throws -> String { amount }
    private func refund(_ order: String) async throws -> String { order }
    private func readOrder(_ order: String) async throws -> String { order }
    private func stream(_ model: String) async throws -> AsyncStream<Part> {
        AsyncStream { continuation in
            for _ in 0..<10 { continuation.yield(Part(tokens: 100)) }
            continuation.finish()
        }
    }

    @Test("start: a policy, a governor, a call")
    func start() async throws {
        let policy = try Policy("shop") {
            try Budget("daily", limit: .usd("10.00"), per: [.agent], window: .day) {
                Warn(at: .percent(80))
            }
        }
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy)
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.05"))
        let answer = try await governor.spend(request) { permit in
            let answer = try await ask(permit.model)
            return Billed(answer, .nanos(answer.costNanos))
        }
        #expect(answer.text == "hello")
        #expect(try await governor.accounts().first?.spent == 1_000_000)
    }

    @Test("start: prices and scopes")
    func prices() async throws {
        let policy = try Policy("shop", unpriced: .ceiling(nanosPerMillion: 1_000_000_000)) {
            try Budget("daily", limit: .usd("10.00"), per: [.agent], window: .day)
        }
        let governed = try await Governor(ledger: MemoryLedger(), policy: policy)
        let bound = CallBound(inputTokensMax: 1_200, outputTokensMax: 800)
        let priced = SpendRequest(provider: "openai", model: "gpt-5", cost: .call(bound))
        let text = try await governed.spend(priced) { permit in
            let answer = try await ask(permit.model)
            return Billed(answer.text, .usage(answer.usage))
        }
        #expect(text == "hello")
        #expect(try await governed.accounts().first?.spent == 30_000)
        var scope = Scope()
        scope[.agent] = "researcher"
        try await withScope(scope) {
            try await research()
        }
    }

    @Test("limits of tokens")
    func tokens() async throws {
        let session = try BudgetedSession(limit: .usd(5), tokens: 100_000)
        let request = SpendRequest(tool: "summary", cost: .usd("0.02", tokens: 1_500))
        _ = try await session.spend(request) { _ in Billed(0, .usd("0.02", tokens: 1_200)) }
        #expect(session.summary.spent.tokens == 1_200)
    }

    @Test("sessions")
    func sessions() async throws {
        let session = try BudgetedSession(limit: .usd(5)) { threshold in
            print("\(threshold.atBasisPoints / 100) % spent")
        }
        let answer = try await session.spend(request) { permit in
            let answer = try await ask(permit.model)
            return Billed(answer, .nanos(answer.costNanos))
        }
        print(session.spentNanos, session.heldNanos, session.remainingNanos ?? 0)
        #expect(answer.text == "hello")
        let maybe = try await session.attempt(request) { permit in
            let answer = try await ask(permit.model)
            return Billed(answer, .nanos(answer.costNanos))
        }
        #expect(maybe != nil)
        let text = try await session.attempt {
            try await ask("gpt-5").text
        }
        #expect(text == "hello")
        #expect(session.spentNanos == 2_000_000)
    }

    @Test("scopes")
    func scopes() async throws {
        try await withBudget(user: "alice", limit: .usd("0.05"), tokens: 1_000) { scope in
            try await plan()
            try await withBudget(limit: .usd("0.02"), name: "search") { _ in
                try await search()
            }
            print(scope.spentNanos, scope.spentTokens)
        }
        let scope = try BudgetScope(limit: .usd("0.05"))
        do {
            try await scope.run { try await plan() }
        } catch {
            print("stopped after \(scope.spentNanos) nano-dollars")
        }
        #expect(scope.spentNanos == 0)
    }

    @Test("streams")
    func streams() async throws {
        let governor = Governor.standalone
        let hold = try await governor.hold(request)
        var flight = try await hold.dispatch()
        var tokens: Int64 = 0
        for try await part in try await stream(flight.permit.model) {
            tokens += part.tokens
            if tokens.isMultiple(of: 1_000) { try await flight.renew() }
        }
        let receipt = try await flight.settle(.nanos(tokens * 10_000, tokens: tokens))
        #expect(receipt.costNanos == 10_000_000)
    }

    @Test("guards")
    func guards() async throws {
        try await withRun("guide") {
            let found = try await rateLimit("search", maxCalls: 5, per: .seconds(60), by: user) {
                try await search(query)
            }
            let paid = try await idempotent("pay", key: orderID, arguments: ArgumentHash(amount)) {
                try await pay(amount)
            }
            #expect(found == [query])
            #expect(paid == amount)
            let guards = ToolGuards<String>(
                idempotent: IdempotentGuard(key: orderID),
                attempts: 3,
                rate: RateLimitGuard(maxCalls: 10, per: .seconds(60)),
                timeout: .minutes(2)
            )
            let refunded = try await tool("refund", guards) { try await refund(orderID) }
            #expect(refunded == orderID)
        }
        try await withCustody(scope: ["user": user]) {
            let order = try await proving("read_order", facts: { [Fact("order", $0)] }) {
                try await readOrder(orderID)
            }
            try await enforcing("refund", [.require("order", order)]) {
                try await refund(order)
            }
        }
    }

    @Test("testing")
    func testing() async throws {
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("1.00"))
        let clock = ManualClock()
        var options = Governor.Options()
        options.clock = clock
        let policy = try Policy("test") {
            try Budget("hourly", limit: .usd("1.00"), window: .hour)
        }
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
        _ = try await governor.spend(request) { _ in Billed("first", .usd("1.00")) }
        clock.advance(byMs: 3_600_000)
        _ = try await governor.spend(request) { _ in Billed("an hour later", .usd("1.00")) }
        let events = SpendEvents(clock: clock)
        let heard = events.stream()
        events.emit(.runStarted(id: "r"))
        for await event in heard {
            #expect(event.atMs == clock.nowMs)
            break
        }
    }

    @Test("testing: a scripted provider")
    func scripted() async throws {
        let clock = ManualClock()
        let bound = CallBound(inputTokensMax: 20, outputTokensMax: 10)
        let priced = SpendRequest(provider: "openai", model: "gpt-5", cost: .call(bound))
        let provider = ScriptedProvider(
            prices: [ScriptedPrice("gpt-5", input: "1.25", output: "10.00")],
            script: [
                .answer("Hello", inputTokens: 12, outputTokens: 3),
                .failure(.status(429, retryAfterMs: 500)),
            ],
            clock: clock
        )
        let governed = Governor(prices: provider.priceBook)
        let answer = try await governed.spend(priced) { try await provider.answer($0) }
        #expect(answer.text == "Hello")
        #expect(provider.billedNanos == 45_000)
    }
}
