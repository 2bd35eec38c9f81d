import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("Clocks that say what no clock should")
struct WrongClockTests {
    @Test(
        "a clock at the end of its numbers stops no program",
        arguments: [Int64.min, -1, 0, Int64.max - 1, Int64.max]
    )
    func spends(_ nowMs: Int64) async throws {
        let clock = ManualClock(nowMs: nowMs)
        let windows: [Window] = [
            .total, .minute, .hour, .day, .week, .month, .rolling(lengthMs: 3_600_000),
        ]
        let policy = try Policy("test") {
            for (index, window) in windows.enumerated() {
                try Budget("b\(index)", limit: .usd("1.00"), window: window)
            }
        }
        try await use(policy, clock)
    }

    @Test("the short way stops none either", arguments: [Int64.min, Int64.max])
    func spendsPlainly(_ nowMs: Int64) async throws {
        let policy = try Policy("test") { try Budget("b", limit: .usd("1.00"), window: .minute) }
        try await use(policy, ManualClock(nowMs: nowMs))
    }

    private func use(_ policy: Policy, _ clock: ManualClock) async throws {
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
        let request = SpendRequest(tool: "search", cost: .usd("0.10"))
        for _ in 0..<2 {
            _ = try await governor.spend(request) { _ in Billed(0, .usd("0.10")) }
            var flight = try await governor.hold(request).dispatch()
            try await flight.renew()
            _ = try await flight.settle(.usd("0.10"))
            clock.advance(byMs: .max)
        }
        #expect(try await governor.accounts().isEmpty == false)
    }

    @Test("where the clock was once ahead, the refusal says what the way out is")
    func ahead() async throws {
        let clock = ManualClock()
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        let policy = try Policy("test") { try Budget("b", limit: .usd("1.00"), window: .day) }
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
        let request = SpendRequest(tool: "search", cost: .usd("0.10"))
        let rightMs = clock.nowMs
        clock.set(toMs: 4_000_000_000_000)
        _ = try await governor.spend(request) { _ in Billed(0, .usd("0.10")) }
        clock.set(toMs: rightMs)
        let error = await failure {
            try await governor.spend(request) { _ in Billed(0, .usd("0.10")) }
        }
        let refused = try #require(error as? SpendError)
        #expect(refused.code == .expired)
        #expect(refused.message.contains("clock is behind"))
        #expect(refused.message.contains("go on with a new data folder or ledger"))
    }

    @Test("guards take it as it comes")
    func guards() async throws {
        let kit = GuardKit()
        kit.clock.advance(byMs: .max)
        for _ in 0..<2 {
            _ = try await withRun {
                try await withCustody {
                    let guards = ToolGuards<Int>(
                        idempotent: IdempotentGuard(key: "k", ttl: .hours(8_000)),
                        attempts: 2,
                        rate: RateLimitGuard(maxCalls: 9, per: .hours(8_000)),
                        breaker: CircuitGuard("bank"),
                        timeout: .hours(8_000),
                        prove: ProveGuard { [Fact("order", "\($0)")] }
                    )
                    return try await tool("pay", guards, store: kit.store) { 1 }
                }
            }
            kit.clock.advance(byMs: .max)
        }
        for _ in 0..<3 {
            _ = await failure { try await circuitBroken("x", store: kit.store) { throw Down() } }
        }
        let refused = await code { try await circuitBroken("x", store: kit.store) { 0 } }
        #expect(refused == .circuitOpen)
    }

    private struct Down: Error, FailureClassified {
        var failureKind: FailureKind { .transport }
    }

    @Test("a store of no room has room for one")
    func limits() async throws {
        for bound in [Int.min, 0, Int.max] {
            var limits = GuardStore.Limits()
            limits.rateKeysMax = bound
            limits.attemptKeysMax = bound
            limits.circuitsMax = bound
            limits.idempotencyKeysMax = bound
            limits.sessionsMax = bound
            limits.sessionFactsMax = bound
            limits.factsMax = bound
            limits.orphansMax = bound
            let kit = GuardKit(limits: limits)
            let guards = ToolGuards<Int>(
                idempotent: IdempotentGuard(key: "k"),
                attempts: 2,
                rate: RateLimitGuard(maxCalls: 9, per: .seconds(1)),
                breaker: CircuitGuard("bank"),
                timeout: .seconds(1),
                prove: ProveGuard { [Fact("order", "\($0)")] }
            )
            let value = try await withRun {
                try await withCustody { try await tool("pay", guards, store: kit.store) { 1 } }
            }
            #expect(value == 1)
        }
    }
}
