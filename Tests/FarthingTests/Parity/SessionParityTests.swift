import Farthing
import FarthingCore
import Synchronization
import Testing

/// What agent-budget-guard is known to do wrong, and what it can that a session must.
@Suite("parity: agent-budget-guard")
struct SessionParityTests {
    private func request(_ usd: String) -> SpendRequest {
        SpendRequest(provider: "openai", model: "any", cost: .usd(usd))
    }

    @Test("a threshold tells what is spent, what remains and of what; no thresholds tell nothing")
    func payload() async throws {
        let told = Mutex<[PoolThreshold]>([])
        let session = try BudgetedSession(limit: .usd("2.00"), thresholds: [.percent(50)]) { one in
            told.withLock { $0.append(one) }
        }
        let silent = try BudgetedSession(limit: .usd("2.00"), thresholds: []) { one in
            Issue.record("told of \(one.atBasisPoints)")
        }
        for each in [session, silent] {
            _ = try await each.spend(request("1.50")) { _ in Billed(0, .usd("1.20")) }
        }
        let one = try #require(told.withLock { $0.first })
        #expect(told.withLock { $0.count } == 1)
        #expect(one.atBasisPoints == 5_000)
        #expect(
            [one.spent, one.remaining, one.limit] == [1_200_000_000, 800_000_000, 2_000_000_000]
        )
    }

    @Test("who is told of a threshold may ask the session, use it and reset it")
    func reentry() async throws {
        let own = Mutex<BudgetedSession?>(nil)
        let seen = Mutex<[Int64]>([])
        let session = try BudgetedSession(limit: .usd("1.00"), thresholds: [.percent(50)]) { _ in
            guard let session = own.withLock({ $0 }) else { return }
            seen.withLock { $0.append(session.spentNanos) }
            session.reset()
        }
        own.withLock { $0 = session }
        for _ in 0..<2 {
            let answer = try await session.spend(request("0.60")) { _ in
                Billed("paid", .usd("0.60"))
            }
            #expect(answer == "paid")
        }
        #expect(seen.withLock { $0 } == [600_000_000, 600_000_000])
        own.withLock { $0 = nil }
    }

    @Test("a bill that nobody knows costs what was held, twenty times, and every answer arrives")
    func unknownBills() async throws {
        let session = try BudgetedSession(limit: .usd("0.05"))
        var answers = 0
        for _ in 0..<20 {
            let answer = try await session.attempt(request("0.015")) { _ in Billed("yes", .unknown)
            }
            if answer == "yes" { answers += 1 }
        }
        #expect(answers == 3)
        #expect(session.spentNanos == 45_000_000)
    }

    @Test("what was held for a stream that is never read, or left, is charged and not locked")
    func abandoned() async throws {
        let session = try BudgetedSession(limit: .usd("0.05"))
        for _ in 0..<3 {
            let flight = try await session.hold(request("0.015")).dispatch()
            #expect(flight.permit.heldNanos == 15_000_000)
        }
        #expect(session.spentNanos == 45_000_000)
        #expect(session.heldNanos == 0)
    }

    @Test("of 32 calls at once no more pass than their bounds allow, and what is billed fits")
    func bounds() async throws {
        let session = try BudgetedSession(limit: .usd("0.10"))
        let billed = await withTaskGroup(of: Int64.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    let paid = try? await session.spend(request("0.01")) { permit in
                        await Task.yield()
                        return Billed(permit.heldNanos, .nanos(permit.heldNanos))
                    }
                    return paid ?? 0
                }
            }
            return await group.reduce(0, +)
        }
        #expect(billed == 100_000_000)
        #expect(session.remainingNanos == 0)
    }

    @Test("a session's figures add up while calls are in flight")
    func summary() async throws {
        let session = try BudgetedSession(limit: .usd("1.00"), tokens: 1_000)
        _ = try await session.spend(
            SpendRequest(tool: "search", cost: .usd("0.30", tokens: 300))
        ) { _ in
            let now = session.summary
            #expect(now.held == PoolAmounts(nanos: 300_000_000, tokens: 300))
            #expect(now.remainingNanos == 700_000_000)
            #expect(now.remainingTokens == 700)
            return Billed(0, .usd("0.25", tokens: 250))
        }
        let now = session.summary
        #expect(now.limit == PoolLimit(nanos: 1_000_000_000, tokens: 1_000))
        #expect(now.spent == PoolAmounts(nanos: 250_000_000, tokens: 250))
        #expect([now.settledCalls, now.refusedCalls, Int64(now.openHolds)] == [1, 0, 0])
    }

    @Test("one session counts the calls of several providers, each at its own price")
    func severalProviders() async throws {
        let usage = Usage(inputTokens: 1_000, outputTokens: 100)
        let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: 100)
        var nanos: [Int64] = []
        let prices = try PriceBook.empty.applying([
            PriceOverride("openai", "gpt-x", [.input: "1.25", .output: "10.00"]),
            PriceOverride("anthropic", "claude-x", [.input: "3.00", .output: "15.00"]),
        ])
        let governor = Governor(prices: prices)
        let session = try BudgetedSession(limit: .usd("1.00"), governor: governor)
        for (provider, model) in [("openai", "gpt-x"), ("anthropic", "claude-x")] {
            let request = SpendRequest(provider: provider, model: model, cost: .call(bound))
            let before = session.spentNanos
            _ = try await session.spend(request) { _ in Billed(0, .usage(usage)) }
            nanos.append(session.spentNanos - before)
        }
        #expect(nanos == [2_250_000, 4_500_000])
        await #expect(throws: SpendError.self) {
            let unknown = SpendRequest(provider: "openai", model: "gpt-y", cost: .call(bound))
            _ = try await session.spend(unknown) { _ in Billed(0, .usage(usage)) }
        }
    }
}
