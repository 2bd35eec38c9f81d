import Farthing
import FarthingTesting
import Testing

@Suite("Guards: tool")
struct ToolTests {
    private let kit = GuardKit()

    @Test("an open circuit uses up neither attempts nor the rate limit nor the key")
    func openCircuit() async throws {
        try await withRun {
            for _ in 0..<3 {
                _ = await failure {
                    try await circuitBroken("bank", store: kit.store) { throw Failed() }
                }
            }
            for _ in 0..<50 {
                let refused = await code { try await pay("k") }
                #expect(refused == .circuitOpen)
            }
            kit.clock.advance(byMs: 60_000)
            let paid = try await pay("k")
            #expect(paid == 1)
            let again = try await pay("k")
            #expect(again == 1)
            for key in ["l", "m"] { _ = try await pay(key) }
            let found1 = await code { try await pay("n") }
            #expect(found1 == .attemptsExhausted)
        }
        #expect(kit.runs.count == 3)
    }

    @Test("a call that the rate limit refuses burns no attempt and does not poison its key")
    func rateLimited() async throws {
        try await withRun {
            let guards = ToolGuards<Int>(
                idempotent: IdempotentGuard(key: "k"),
                attempts: 2,
                rate: RateLimitGuard(maxCalls: 1, per: .seconds(60))
            )
            _ = try await rateLimit("pay", maxCalls: 1, per: .seconds(60), store: kit.store) { 0 }
            for _ in 0..<10 {
                let refused = await code { try await call(guards) }
                #expect(refused == .rateLimited)
            }
            kit.clock.advance(byMs: 60_000)
            let value = try await call(guards)
            #expect(value == 1)
        }
    }

    @Test("the order is the documented one: who refuses first of all that would")
    func order() async throws {
        let glob = try #require(Glob("x"))
        var guards = ToolGuards<Int>(
            enforce: [.block("note", "x", glob)],
            idempotent: IdempotentGuard(key: "k", onDuplicate: .refuse),
            attempts: 1,
            rate: RateLimitGuard(maxCalls: 1, per: .hours(1)),
            breaker: CircuitGuard("bank", maxFailures: 1),
            budget: ToolBudget(.usd("0.02")),
            timeout: .seconds(1)
        )
        try await withRun {
            var open = guards
            open.enforce = []
            _ = try await call(open)
            _ = await failure {
                try await circuitBroken("bank", maxFailures: 1, store: kit.store) { throw Failed() }
            }
            try await withBudget(limit: .usd("0.01")) { _ in
                let found2 = await code { try await call(guards) }
                #expect(found2 == .patternBlocked)
                guards.enforce = []
                let found3 = await code { try await call(guards) }
                #expect(found3 == .duplicate)
                guards.idempotent = nil
                let found4 = await code { try await call(guards) }
                #expect(found4 == .attemptsExhausted)
                guards.attempts = nil
                let found5 = await code { try await call(guards) }
                #expect(found5 == .rateLimited)
                guards.rate = nil
                let found6 = await code { try await call(guards) }
                #expect(found6 == .circuitOpen)
                guards.breaker = nil
                let error = await failure { try await call(guards) } as? SpendError
                #expect(error?.code == .overLimit)
                guards.budget = nil
                let value = try await call(guards)
                #expect(value == 2)
            }
        }
    }

    @Test("a budget that refuses gives back attempt, rate, key and probe")
    func budgetRefuses() async throws {
        let guards = ToolGuards<Int>(
            idempotent: IdempotentGuard(key: "k"),
            attempts: 1,
            rate: RateLimitGuard(maxCalls: 1, per: .hours(1)),
            breaker: CircuitGuard("bank", maxFailures: 1),
            budget: ToolBudget(.usd("0.02"))
        )
        _ = await failure {
            try await circuitBroken("bank", maxFailures: 1, store: kit.store) { throw Failed() }
        }
        kit.clock.advance(byMs: 60_000)
        try await withRun {
            try await withBudget(limit: .usd("0.01")) { _ in
                for _ in 0..<5 {
                    let error = await failure { try await call(guards) } as? SpendError
                    #expect(error?.code == .overLimit)
                    #expect(kit.store.circuit("bank") == .halfOpen)
                }
            }
            let value = try await call(guards)
            #expect(value == 1)
            #expect(kit.store.circuit("bank") == .closed(failures: 0))
        }
    }

    @Test("a tool that may not begin for its orphans gives its budget back")
    func orphaned() async throws {
        var limits = GuardStore.Limits()
        limits.orphansMax = 1
        let kit = GuardKit(limits: limits)
        let gate = Gate()
        let hung = Task {
            await code {
                try await timeLimit("pay", .seconds(1), store: kit.store) {
                    kit.runs.add()
                    await gate.pass()
                }
            }
        }
        await kit.until { kit.runs.count == 1 && kit.clock.sleeperCount == 1 }
        kit.clock.advance(byMs: 1_000)
        #expect(await hung.value == .timeout)
        let guards = ToolGuards<Int>(budget: ToolBudget(.usd("0.02")), timeout: .seconds(1))
        let spent = try await withBudget(limit: .usd("0.02")) { _ in
            for _ in 0..<3 {
                let found = await code { try await tool("pay", guards, store: kit.store) { 1 } }
                #expect(found == .orphansExceeded)
            }
            gate.open()
            await kit.until { kit.store.orphanCount == 0 }
            return try await tool("pay", guards, store: kit.store) { 1 }
        }
        #expect(spent == 1)
    }

    @Test("its own time limit counts in its circuit, and leaves the key of unknown outcome")
    func timeout() async throws {
        let gate = Gate()
        let guards = ToolGuards<Int>(
            idempotent: IdempotentGuard(key: "k", reach: .everywhere),
            breaker: CircuitGuard("bank", maxFailures: 1),
            timeout: .seconds(1)
        )
        let slow = Task {
            await code {
                try await tool("pay", guards, store: kit.store) {
                    kit.runs.add()
                    await gate.pass()
                    return 0
                }
            }
        }
        await kit.until { kit.runs.count == 1 && kit.clock.sleeperCount == 1 }
        kit.clock.advance(byMs: 1_000)
        #expect(await slow.value == .timeout)
        #expect(kit.store.circuit("bank") == .open)
        let found7 = await code { try await call(guards) }
        #expect(found7 == .outcomeUnknown)
        gate.open()
        await kit.until { kit.store.orphanCount == 0 }
    }

    @Test("facts are proven last, and need a session before anything runs")
    func proves() async throws {
        let guards = ToolGuards<Int>(prove: ProveGuard { [Fact("order", $0)] })
        let found8 = await code { try await call(guards) }
        #expect(found8 == .noSession)
        #expect(kit.runs.count == 0)
        try await withCustody {
            _ = try await call(guards)
            let write = ToolGuards<Int>(enforce: [.require("order", 1)])
            _ = try await call(write)
            let other = ToolGuards<Int>(enforce: [.require("order", 7)])
            let found9 = await code { try await call(other) }
            #expect(found9 == .missingFact)
        }
    }

    @Test("a cancelled call takes nothing")
    func cancelled() async throws {
        let guards = ToolGuards<Int>(
            idempotent: IdempotentGuard(key: "k", reach: .everywhere),
            rate: RateLimitGuard(maxCalls: 1, per: .hours(1))
        )
        let early = Task {
            await kit.until { Task.isCancelled }
            return await failure { try await call(guards) }
        }
        early.cancel()
        #expect(await early.value is CancellationError)
        let value = try await call(guards)
        #expect(value == 1)
    }

    @Test("no guards at all is the body")
    func none() async throws {
        let value = try await tool("t", ToolGuards(), store: kit.store) { "x" }
        #expect(value == "x")
    }

    private func call(_ guards: ToolGuards<Int>) async throws -> Int {
        try await tool("pay", guards, store: kit.store) {
            kit.runs.add()
            return kit.runs.count
        }
    }

    private func pay(_ key: String) async throws -> Int {
        try await call(
            ToolGuards(
                idempotent: IdempotentGuard(key: key),
                attempts: 3,
                rate: RateLimitGuard(maxCalls: 3, per: .hours(1)),
                breaker: CircuitGuard("bank")
            )
        )
    }
}

private struct Failed: Error, FailureClassified {
    let failureKind = FailureKind.transport
}
