import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("governor")
struct GovernorTests {
    private func governor(
        _ limit: BudgetLimit = .usd("1.00"),
        clock: ManualClock = ManualClock(),
        @PolicyBuilder rules: () throws -> [PolicyPart] = { [] }
    ) async throws -> Governor {
        let parts = try rules()
        let policy = try Policy("test") {
            try Budget("total", limit: limit, window: .total)
            parts
        }
        var options = Governor.Options()
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        return try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
    }

    private func request(_ usd: String) -> SpendRequest {
        SpendRequest(provider: "openai", model: "gpt-5", cost: .usd(usd))
    }

    @Test("a call holds its bound while it runs, and costs its bill")
    func settles() async throws {
        let governor = try await governor()
        let answer = try await governor.spend(request("0.40")) { permit in
            #expect(permit.heldNanos == 400_000_000)
            let account = try #require(try await governor.accounts().first)
            #expect(account.held == 400_000_000)
            return Billed("yes", .usd("0.123456789"))
        }
        #expect(answer == "yes")
        let account = try #require(try await governor.accounts().first)
        #expect(account.spent == 123_456_789)
        #expect(account.held == 0)
    }

    @Test("a call that does not fit is refused before its body runs")
    func refuses() async throws {
        let governor = try await governor()
        var ran = false
        do {
            _ = try await governor.spend(request("1.000000001")) { _ in
                ran = true
                return Billed(0, .nothing)
            }
            Issue.record("it was admitted")
        } catch let error as SpendError {
            #expect(error.code == .overLimit)
            #expect(error.refusal?.limit == 1_000_000_000)
        }
        #expect(!ran)
    }

    @Test("a body that throws is charged what was held; one that says nothing was billed, nothing")
    func failures() async throws {
        struct Broken: Error {}
        struct NeverConnected: NotBilled {}
        let governor = try await governor()
        await #expect(throws: Broken.self) {
            try await governor.spend(request("0.10")) { _ -> Billed<Int> in throw Broken() }
        }
        #expect(try await governor.accounts().first?.spent == 100_000_000)
        await #expect(throws: NeverConnected.self) {
            try await governor.spend(request("0.10")) { _ -> Billed<Int> in throw NeverConnected() }
        }
        await #expect(throws: Broken.self) {
            try await governor.spend(request("0.10")) { _ -> Billed<Int> in
                throw Unbilled(Broken())
            }
        }
        #expect(try await governor.accounts().first?.spent == 100_000_000)
        #expect(try await governor.accounts().first?.held == 0)
    }

    @Test("a bill out of bounds loses no answer: what was held is charged and the events say so")
    func badBill() async throws {
        let clock = ManualClock()
        let governor = try await governor(clock: clock)
        let events = governor.options.events.stream()
        let value = try await governor.spend(request("0.10")) { _ in
            Billed("paid", .nanos(-5))
        }
        #expect(value == "paid")
        #expect(try await governor.accounts().first?.spent == 100_000_000)
        var kinds: [String] = []
        for await event in events {
            if case .settlementFailed(_, let error) = event.kind {
                #expect(error.code == .invalid)
                kinds.append("failed")
                break
            }
        }
        #expect(kinds == ["failed"])
    }

    @Test(
        "a bound that is no amount is refused with words",
        arguments: ["-1", "1e3", "NaN", "", "1.0000000001", "900000000.000000001"]
    )
    func badBound(_ text: String) async throws {
        let governor = try await governor()
        await #expect(throws: SpendError.self) {
            try await governor.spend(request(text)) { _ in Billed(0, .nothing) }
        }
        #expect(try await governor.accounts().first?.held ?? 0 == 0)
    }

    @Test("a rule refuses with its reason")
    func rules() async throws {
        let governor = try await governor {
            try Rule("no-big", do: .block) { When(cost: .greaterOrEqual, .usd("0.50")) }
        }
        do {
            _ = try await governor.spend(request("0.50")) { _ in Billed(0, .nothing) }
            Issue.record("it was admitted")
        } catch let error as SpendError {
            #expect(error.code == .rule)
            #expect(error.reasons.first?.contains("no-big") == true)
        }
        _ = try await governor.spend(request("0.49")) { _ in Billed(0, .nothing) }
    }

    @Test("what a task says of its calls counts: scope, run and capability")
    func context() async throws {
        let policy = try Policy("test") {
            try Budget("per-user", limit: .usd("0.10"), per: [.user], window: .total)
            try Rule("pay", do: .require(.paymentInitiate)) { When(.tool, fits: "pay_*") }
        }
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy)
        var alice = Scope()
        alice[.user] = "alice"
        try await withScope(alice) {
            _ = try await governor.spend(request("0.10")) { _ in Billed(0, .usd("0.10")) }
            await #expect(throws: SpendError.self) {
                try await governor.spend(request("0.01")) { _ in Billed(0, .nothing) }
            }
        }
        var bob = Scope()
        bob[.user] = "bob"
        try await withScope(bob) {
            _ = try await governor.spend(request("0.10")) { _ in Billed(0, .nothing) }
            let pay = SpendRequest(tool: "pay_invoice", cost: .free, capability: .paymentExecute)
            _ = try await governor.spend(pay) { _ in Billed(0, .nothing) }
            await withCapability(.dataWrite) {
                _ = await #expect(throws: SpendError.self) {
                    try await governor.spend(pay) { _ in Billed(0, .nothing) }
                }
            }
        }
    }

    @Test("64 tasks at once never pass the limit, and what is free is used")
    func concurrent() async throws {
        let governor = try await governor(.usd("1.00"))
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do {
                        return try await governor.spend(request("0.03")) { _ in
                            await Task.yield()
                            let account = try await governor.accounts().first
                            #expect((account?.spent ?? 0) + (account?.held ?? 0) <= 1_000_000_000)
                            return Billed(1, .usd("0.03"))
                        }
                    } catch {
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(admitted == 33)
        #expect(try await governor.accounts().first?.spent == 990_000_000)
    }

    @Test("the same idempotency key is admitted once")
    func idempotent() async throws {
        let governor = try await governor()
        var once = request("0.10")
        once.idempotencyKey = "order-1"
        once.contentHash = "a"
        _ = try await governor.spend(once) { _ in Billed(0, .usd("0.10")) }
        do {
            _ = try await governor.spend(once) { _ in Billed(0, .usd("0.10")) }
            Issue.record("it was admitted twice")
        } catch let error as SpendError {
            #expect(error.code == .duplicate)
        }
        #expect(try await governor.accounts().first?.spent == 100_000_000)
    }

    @Test("a call waits for room as long as its budget lets it")
    func waits() async throws {
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("0.10"), window: .total) {
                Wait(at: .percent(100), within: .seconds(5))
            }
        }
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy)
        let hold = try await governor.hold(request("0.10"))
        async let second = governor.spend(request("0.10")) { _ in Billed("late", .nothing) }
        try await Task.sleep(nanoseconds: 50_000_000)
        try await hold.release()
        #expect(try await second == "late")
    }
}
