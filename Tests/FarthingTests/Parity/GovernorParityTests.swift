import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

/// What agentguard-spend is known to do wrong, and what it can that a governor must.
@Suite("parity: agentguard-spend")
struct GovernorParityTests {
    private let clock = ManualClock()

    private func governor(
        _ budget: Budget,
        in ledger: MemoryLedger = MemoryLedger(),
        isEnforced: Bool = true,
        onDecision: (@Sendable (SpendEvent.Kind) -> Void)? = nil
    ) async throws -> Governor {
        let policy = try Policy("test", isEnforced: isEnforced, allowsUnmatched: true) { budget }
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        options.onDecision = onDecision
        return try await Governor(ledger: ledger, policy: policy, options: options)
    }

    private func total(_ dollars: String) throws -> Budget {
        try Budget("total", limit: .usd(dollars), window: .total)
    }

    private func call(_ usd: String, _ scope: Scope = Scope(), of provider: String = "openai")
        -> SpendRequest
    {
        SpendRequest(provider: provider, model: "any", cost: .usd(usd), scope: scope)
    }

    /// Whether a call was admitted, and cost its bound.
    private func isAdmitted(_ governor: Governor, _ request: SpendRequest) async throws -> Bool {
        do {
            return try await governor.spend(request) { permit in
                await Task.yield()
                return Billed(true, .nanos(permit.heldNanos))
            }
        } catch let error as SpendError where error.isOverLimit {
            return false
        }
    }

    private func admittedCount(_ governor: Governor, of request: SpendRequest) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 { group.addTask { try await isAdmitted(governor, request) } }
            return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
        }
    }

    @Test("of 64 calls of half a dollar at once two pass a limit of one dollar")
    func halfDollars() async throws {
        let governor = try await governor(total("1.00"))
        #expect(try await admittedCount(governor, of: call("0.50")) == 2)
        #expect(try await governor.accounts().first?.spent == 1_000_000_000)
    }

    @Test("what many tasks decide at once is one journal: each hold settles once, behind its own")
    func oneJournal() async throws {
        let entries = Mutex<[Entry]>([])
        let ledger = MemoryLedger { entry in entries.withLock { $0.append(entry) } }
        let governor = try await governor(total("1.00"), in: ledger)
        #expect(try await admittedCount(governor, of: call("0.01")) == 64)
        var open: Set<HoldID> = []
        var settled = 0
        for entry in entries.withLock({ $0 }) {
            switch entry.body {
            case .hold(let admission): #expect(open.insert(admission.id).inserted)
            case .settle(let settlement):
                #expect(open.remove(settlement.hold.id) != nil)
                settled += 1
            default: break
            }
        }
        #expect(settled == 64)
        #expect(open.isEmpty)
    }

    @Test("amounts are never rounded up to cents: a dollar is enough for 3,225 small calls")
    func smallCalls() async throws {
        let governor = try await governor(total("1.00"))
        var count = 0
        while try await isAdmitted(governor, call("0.00031")) { count += 1 }
        #expect(count == 3_225)
        #expect(try await governor.accounts().first?.spent == 999_750_000)
    }

    @Test("a hundred agents share their tenant's budget, and a new task is no new budget")
    func manyNames() async throws {
        let governor = try await governor(total("1.00"))
        var passed = 0
        for number in 0..<100 {
            var scope = Scope()
            scope[.agent] = "agent-\(number)"
            scope[.run] = "task-\(number)"
            if try await isAdmitted(governor, call("0.05", scope)) { passed += 1 }
        }
        #expect(passed == 20)
        #expect(try await governor.accounts().count == 1)
    }

    @Test("a budget of one provider counts each of its calls, and no other's")
    func ofOneProvider() async throws {
        let budget = try Budget(
            "openai",
            match: [.provider: "openai"],
            limit: .usd("0.00"),
            window: .total
        )
        let governor = try await governor(budget)
        #expect(try await !isAdmitted(governor, call("0.01")))
        #expect(try await isAdmitted(governor, call("0.01", of: "anthropic")))
    }

    @Test("a limit of each call knows nothing of the calls before it")
    func perCall() async throws {
        let budget = try Budget("each", limit: .usd("0.03"), window: .call)
        let governor = try await governor(budget)
        // At one and the same instant of the clock.
        for _ in 0..<2_000 { #expect(try await isAdmitted(governor, call("0.02"))) }
        #expect(try await !isAdmitted(governor, call("0.030000001")))
    }

    @Test("two governors over one ledger share its budgets, and count each call once")
    func shared() async throws {
        let ledger = MemoryLedger()
        let first = try await governor(total("1.00"), in: ledger)
        let second = try await governor(total("1.00"), in: ledger)
        #expect(try await isAdmitted(first, call("0.60")))
        #expect(try await second.accounts().first?.spent == 600_000_000)
        #expect(try await !isAdmitted(second, call("0.41")))
        #expect(try await isAdmitted(second, call("0.40")))
    }

    @Test("a policy in shadow refuses nothing, and counts all that was spent")
    func shadow() async throws {
        let governor = try await governor(total("0.91"), isEnforced: false)
        for _ in 0..<10 { #expect(try await isAdmitted(governor, call("1.287"))) }
        let account = try #require(try await governor.accounts().first)
        #expect(account.spent == 12_870_000_000)
        #expect(account.wouldRefuse == 10)
    }

    @Test("the decision hook hears of each decision before the call is made")
    func hook() async throws {
        let heard = Mutex<[String]>([])
        let governor = try await governor(
            total("0.05"),
            onDecision: { kind in
                switch kind {
                case .admitted(let admission):
                    heard.withLock { $0.append("admitted \(admission.heldNanos)") }
                case .refused(let error): heard.withLock { $0.append(error.code.rawValue) }
                default: heard.withLock { $0.append("other") }
                }
            }
        )
        _ = try await governor.spend(call("0.04")) { _ in
            #expect(heard.withLock { $0 } == ["admitted 40000000"])
            return Billed(0, .usd("0.03"))
        }
        #expect(try await !isAdmitted(governor, call("0.04")))
        #expect(heard.withLock { $0 } == ["admitted 40000000", "overLimit"])
    }

    @Test("twenty calls that failed unbilled cost nothing, and no bill refills a budget")
    func failures() async throws {
        struct Overloaded: NotBilled {}
        let governor = try await governor(total("0.40"))
        for _ in 0..<20 {
            await #expect(throws: Overloaded.self) {
                try await governor.spend(call("0.40")) { _ -> Billed<Int> in throw Overloaded() }
            }
        }
        #expect(try await governor.accounts().first?.spent == 0)
        await #expect(throws: SpendError.self) {
            try await governor.spend(call("-499.53")) { _ in Billed(0, .nothing) }
        }
        _ = try await governor.spend(call("0.10")) { _ in Billed(0, .usd("-499.53")) }
        #expect(try await governor.accounts().first?.spent == 100_000_000)
    }
}
