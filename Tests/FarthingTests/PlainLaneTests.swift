import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@Suite("The short way of a governor's calls")
struct PlainLaneTests {
    private struct Broken: Error {}

    private func governor(_ ledger: MemoryLedger, _ clock: ManualClock) async throws -> Governor {
        let policy = try Policy("test") {
            try Budget("model", match: [.model: "gpt-5"], limit: .usd("2.00"), window: .minute)
            try Budget(
                "tool",
                match: [.tool: "search"],
                limit: .tokens(20_000),
                per: [.user],
                window: .minute
            )
        }
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        return try await Governor(ledger: ledger, policy: policy, options: options)
    }

    /// What a call came to: its permit, and whether it was refused.
    private func outcome(
        _ governor: Governor,
        _ request: SpendRequest,
        _ bill: Bill?
    ) async throws -> [String] {
        do {
            return try await governor.spend(request) { permit in
                guard let bill else { throw Broken() }
                return Billed(
                    [
                        permit.model, "\(permit.heldNanos)", "\(permit.outputTokens)",
                        "\(permit.remainingNanos ?? -1)", "\(permit.sequence ?? -1)",
                    ],
                    bill
                )
            }
        } catch let error as SpendError {
            return [error.code.rawValue, error.message]
        } catch is Broken {
            return ["broken"]
        }
    }

    @Test(
        "leads to the same as the long way, which a ledger takes whose entries are read",
        arguments: 1...4
    )
    func same(_ seed: UInt64) async throws {
        let clock = ManualClock()
        let taken = Atomic(0)
        let long = try await governor(
            MemoryLedger { _ in taken.add(1, ordering: .relaxed) },
            clock
        )
        let short = try await governor(MemoryLedger(), clock)
        var state = seed
        func roll(_ sides: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % sides)
        }
        var refused = 0
        for _ in 0..<600 {
            if roll(9) == 0 { clock.advance(byMs: roll(20_000)) }
            let cost = SpendBound.nanos(roll(200_000_000), tokens: roll(2_000))
            var scope = Scope()
            scope[.user] = "u\(roll(3))"
            let request =
                roll(2) == 0
                ? SpendRequest(provider: "openai", model: "gpt-5", cost: cost)
                : SpendRequest(tool: "search", cost: cost, scope: scope)
            let bill: Bill? =
                switch roll(10) {
                case 0: nil
                case 1: .unknown
                case 2: .nothing
                case 3: .nanos(roll(400_000_000), tokens: roll(4_000))
                case 4: .nanos(-1)
                default: .nanos(roll(100_000_000), tokens: roll(1_000), evidence: .metered)
                }
            let one = try await outcome(short, request, bill)
            let other = try await outcome(long, request, bill)
            #expect(one == other)
            if one.count == 2 { refused += 1 }
            #expect(try await short.accounts() == long.accounts())
        }
        #expect(taken.load(ordering: .relaxed) > 600)
        #expect(refused > 10)
    }

    @Test("what a task's context says is part of it: another user is another account")
    func contexts() async throws {
        let governor = try await governor(MemoryLedger(), ManualClock())
        let request = SpendRequest(tool: "search", cost: .nanos(0, tokens: 10))
        for user in ["alice", "bob", "alice"] {
            var scope = Scope()
            scope[.user] = user
            try await withScope(scope) {
                for _ in 0..<3 {
                    try await governor.spend(request) { _ in Billed((), .nanos(0, tokens: 5)) }
                }
            }
        }
        let spent = try await governor.accounts().map { "\($0.key.scope) \($0.spent)" }
        #expect(spent.filter { $0.hasPrefix("user") } == ["user=alice 30", "user=bob 15"])
    }

    @Test("whoever begins to listen in the middle of a call hears of its end")
    func listens() async throws {
        let clock = ManualClock()
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("2.00"), window: .total)
        }
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        let events = options.events
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.10"))
        let stream = try await governor.spend(request) { _ in
            Billed(events.stream(), .usd("0.05"))
        }
        for await event in stream {
            guard case .settled(let settlement) = event.kind else { continue }
            #expect(settlement.costNanos == 50_000_000)
            break
        }
        #expect(try await governor.accounts().first?.spent == 50_000_000)
    }

    @Test("a hold that expires while its body runs is charged once")
    func expires() async throws {
        let clock = ManualClock()
        let governor = try await governor(MemoryLedger(), clock)
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.10"))
        try await governor.spend(request) { _ in
            clock.advance(byMs: 50_000)
            try await governor.spend(request) { _ in Billed((), .usd("0.01")) }
            clock.advance(byMs: 80_000)
            try await governor.spend(request) { _ in Billed((), .usd("0.02")) }
            return Billed((), .usd("0.03"))
        }
        // Two minutes later its own minute is over: the account of the latest has the last call alone.
        let accounts = try await governor.accounts().filter { $0.key.budget == "model" }
        #expect(accounts.map(\.spent) == [20_000_000])
        #expect(accounts.map(\.held) == [0])
    }
}
