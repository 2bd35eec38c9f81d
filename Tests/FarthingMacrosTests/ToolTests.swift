import Farthing
import FarthingMacros
import FarthingTesting
import Testing

@Suite("@Tool")
struct ToolTests {
    private enum Kits {
        static let order = DecoratorKit()
        static let all = DecoratorKit()
        static let late = DecoratorKit()
    }

    struct Receipt: Sendable {
        var id: Int
    }

    @Tool(
        enforce: [.threshold(\.cents, 1...500), .block(\.note, "<script")],
        idempotent: .key(\.key, arguments: [\.cents]),
        attempts: 2,
        rate: .calls(3, per: .seconds(60), by: \.user),
        breaker: CircuitGuard("mint", maxFailures: 1, resetAfter: .seconds(30)),
        budget: ToolBudget(.usd("0.02")),
        timeout: .seconds(5),
        prove: .fact("receipt", \.id),
        store: Kits.all.store
    )
    func refund(
        cents: Int,
        note: String = "",
        user: String,
        key: String,
        fails: Bool = false
    ) async throws -> Receipt {
        if fails { throw Unreachable() }
        return Receipt(id: Kits.all.runs.add())
    }

    @Enforces(.require("receipt", \.id), store: Kits.all.store)
    func show(_ id: Int) async throws -> Int { id }

    @Test("a call passes all guards, is booked, and what it shows is proven")
    func passes() async throws {
        try await withCustody {
            try await withRun {
                try await withBudget(limit: .usd("0.03")) { scope in
                    let receipt = try await refund(cents: 5, user: "a", key: "k")
                    let shown = try await show(receipt.id)
                    #expect(shown == receipt.id)
                    let again = try await refund(cents: 5, user: "a", key: "k")
                    #expect(again.id == receipt.id)
                    #expect(scope.spentNanos == 20_000_000)
                    let over = await failure { try await refund(cents: 5, user: "a", key: "l") }
                    #expect((over as? SpendError)?.code == .overLimit)
                }
                #expect(
                    await code { try await refund(cents: 6, user: "a", key: "k") } == .keyConflict
                )
                #expect(
                    await code { try await refund(cents: 0, user: "a", key: "m") }
                        == .thresholdExceeded
                )
                let script = await code {
                    try await refund(cents: 5, note: "a <script b", user: "a", key: "m")
                }
                #expect(script == .patternBlocked)
                // None of those refused used up an attempt: the second is there still, the third not.
                #expect(await failure { try await refund(cents: 5, user: "a", key: "n") } == nil)
                #expect(
                    await code { try await refund(cents: 5, user: "a", key: "o") }
                        == .attemptsExhausted
                )
            }
        }
        #expect(Kits.all.runs.count == 2)
    }

    @Tool(
        idempotent: .key(\.key),
        attempts: 2,
        rate: .calls(2, per: .hours(1)),
        breaker: CircuitGuard("post", maxFailures: 1, resetAfter: .seconds(30)),
        store: Kits.order.store
    )
    func send(_ key: String, fails: Bool = false) async throws -> Int {
        if fails { throw Unreachable() }
        return Kits.order.runs.add()
    }

    @Test("an open circuit uses up neither attempts nor the rate limit nor the key")
    func openCircuit() async throws {
        try await withRun {
            #expect(await failure { try await send("a", fails: true) } is Unreachable)
            for _ in 0..<10 {
                #expect(await code { try await send("b") } == .circuitOpen)
            }
            Kits.order.clock.advance(byMs: 30_000)
            let sent = try await send("b")
            #expect(sent == 1)
            #expect(await code { try await send("c") } == .attemptsExhausted)
        }
        await withRun {
            #expect(await code { try await send("c") } == .rateLimited)
        }
    }

    actor Desk {
        private var open = 0

        @Tool(rate: .calls(1_000, per: .seconds(1)), timeout: .seconds(5), store: Kits.late.store)
        func take(_ count: Int) async throws -> Int {
            open += count
            return open
        }

        @Tool(timeout: .seconds(2), store: Kits.late.store)
        func wait() async throws {
            try await Kits.late.clock.sleep(nanos: 60_000_000_000)
            open += 1_000_000
        }

        var count: Int { open }
    }

    @Test("a tool of an actor runs on it, and ends at its limit")
    func onActor() async throws {
        let desk = Desk()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 { group.addTask { _ = try await desk.take(1) } }
            try await group.waitForAll()
        }
        let call = Task { await code { try await desk.wait() } }
        await Kits.late.until { Kits.late.clock.sleeperCount >= 2 }
        Kits.late.clock.advance(byMs: 2_000)
        #expect(await call.value == .timeout)
        #expect(await desk.count == 200)
    }
}
