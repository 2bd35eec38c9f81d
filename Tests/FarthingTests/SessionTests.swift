import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@Suite("budgeted session")
struct SessionTests {
    private func request(_ usd: String) -> SpendRequest {
        SpendRequest(provider: "openai", model: "gpt-5", cost: .usd(usd))
    }

    @Test("1,000 tasks share one limit: never past it at any instant, exact to the nano")
    func thousandTasks() async throws {
        let session = try BudgetedSession(limit: .usd("5.00"))
        let paid = await withTaskGroup(of: Int64.self) { group in
            for index in 0..<1_000 {
                group.addTask {
                    let cost = Int64(index % 97 + 1) * 101_003
                    do {
                        return try await session.spend(request("0.011")) { _ in
                            for _ in 0..<3 {
                                let now = session.summary
                                #expect(now.spent.nanos + now.held.nanos <= 5_000_000_000)
                                await Task.yield()
                            }
                            return Billed(cost, .nanos(cost))
                        }
                    } catch {
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(session.spentNanos == paid)
        #expect(paid > 0)
        #expect(session.heldNanos == 0)
        #expect(session.summary.openHolds == 0)
    }

    @Test("tasks that are cancelled at random leave no hold behind")
    func cancelled() async throws {
        let session = try BudgetedSession(limit: .usd("100.00"))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let task = Task {
                try await session.spend(request("0.01")) { _ in
                    try await Task.sleep(nanoseconds: 2_000_000)
                    return Billed(0, .usd("0.001"))
                }
            }
            if Bool.random(using: &random) {
                for _ in 0..<Int.random(in: 0...20, using: &random) { await Task.yield() }
                task.cancel()
            }
            _ = await task.result
        }
        #expect(session.heldNanos == 0)
        #expect(session.summary.openHolds == 0)
        // What was cancelled while it ran is charged what was held; nobody knows what it cost.
        #expect(session.spentNanos >= 0)
        #expect(session.summary.settledCalls + session.summary.refusedCalls <= 200)
    }

    @Test("thresholds are told once each, and again after a reset")
    func thresholds() async throws {
        let told = Mutex<[Int64]>([])
        let session = try BudgetedSession(limit: .usd("1.00")) { threshold in
            told.withLock { $0.append(threshold.atBasisPoints) }
        }
        for _ in 0..<9 {
            _ = try await session.spend(request("0.10")) { _ in Billed(0, .usd("0.10")) }
        }
        #expect(told.withLock { $0 } == [3_000, 8_000])
        _ = try await session.spend(request("0.10")) { _ in Billed(0, .usd("0.05")) }
        #expect(told.withLock { $0 } == [3_000, 8_000, 9_500])
        session.reset()
        #expect(session.spentNanos == 0)
        _ = try await session.spend(request("0.40")) { _ in Billed(0, .usd("0.40")) }
        #expect(told.withLock { $0 } == [3_000, 8_000, 9_500, 3_000])
    }

    @Test("a call that does not fit returns nil where the session is asked to, and is told of")
    func attempts() async throws {
        let told = Mutex(0)
        let session = try BudgetedSession(
            limit: .usd("0.10"),
            onExceeded: { error in
                #expect(error.poolRefusal?.needed == 200_000_000)
                told.withLock { $0 += 1 }
            }
        )
        let none = try await session.attempt(request("0.20")) { _ in Billed(1, .nothing) }
        #expect(none == nil)
        #expect(told.withLock { $0 } == 1)
        await #expect(throws: SpendError.self) {
            try await session.spend(request("0.20")) { _ in Billed(1, .nothing) }
        }
        #expect(told.withLock { $0 } == 2)
        #expect(session.summary.refusedCalls == 2)
    }

    @Test("a reset with calls in flight loses neither the call nor its cost")
    func resetInFlight() async throws {
        let session = try BudgetedSession(limit: .usd("1.00"))
        let flight = try await session.hold(request("0.50")).dispatch()
        session.reset()
        #expect(session.heldNanos == 500_000_000)
        _ = try await flight.settle(.usd("0.30"))
        #expect(session.spentNanos == 300_000_000)
        #expect(session.heldNanos == 0)
    }

    @Test("a bill above its bound is owed, and nothing more is admitted")
    func overrun() async throws {
        let session = try BudgetedSession(limit: .usd("1.00"))
        _ = try await session.spend(request("0.90")) { _ in Billed(0, .usd("1.50")) }
        #expect(session.spentNanos == 1_500_000_000)
        #expect(session.remainingNanos == 0)
        await #expect(throws: SpendError.self) {
            try await session.spend(request("0.000000001")) { _ in Billed(0, .nothing) }
        }
    }

    @Test("what costs nothing fits where nothing is left")
    func nothingLeft() async throws {
        let session = try BudgetedSession(limit: .usd("1.00"))
        _ = try await session.spend(request("1.00")) { _ in Billed(0, .usd("1.00")) }
        _ = try await session.spend(request("0")) { _ in Billed(0, .nothing) }
        await #expect(throws: SpendError.self) {
            try await session.spend(request("0.000000001")) { _ in Billed(0, .nothing) }
        }
    }

    @Test("limits that no session can have are told", arguments: ["-1", "1e9", "NaN", "inf"])
    func badLimits(_ text: String) {
        #expect(throws: SpendError.self) { try BudgetedSession(limit: .usd(text)) }
        #expect(throws: SpendError.self) { try BudgetedSession(limit: .money("5", "EUR")) }
        #expect(throws: SpendError.self) { try BudgetedSession(limit: .calls(3)) }
    }

    @Test("a session over a governor is bound by both")
    func governed() async throws {
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("0.30"), window: .total)
        }
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy)
        let session = try BudgetedSession(limit: .usd("1.00"), governor: governor)
        _ = try await session.spend(request("0.30")) { _ in Billed(0, .usd("0.20")) }
        do {
            _ = try await session.spend(request("0.20")) { _ in Billed(0, .nothing) }
            Issue.record("the governor's budget was passed")
        } catch let error as SpendError {
            #expect(error.refusal?.account?.budget == "total")
        }
        #expect(session.heldNanos == 0)
        #expect(session.spentNanos == 200_000_000)
    }
}
