import Farthing
import FarthingTesting
import Testing

@Suite("Guards: errors after which nothing was billed")
struct UnbilledTests {
    private struct Down: Error, FailureClassified {
        var failureKind: FailureKind { .transport }
    }

    private let kit = GuardKit()

    @Test("said twice is said once, and the kind is that of the error inside")
    func layers() {
        #expect(Unbilled(Unbilled(Down())).error is Down)
        #expect(FailureKind(of: Unbilled(Down())) == .transport)
        #expect(FailureKind(of: Unbilled(Unbilled(Unbilled(Down())))) == .transport)
        #expect(FailureKind(of: Unbilled(CancellationError())) == .unknown)
    }

    @Test("a caller gets the error inside, however often it was wrapped")
    func spend() async throws {
        let request = SpendRequest(tool: "search", cost: .usd("0.40"))
        let session = try BudgetedSession(limit: .usd("1.00"))
        let error = await failure {
            try await session.spend(request) { _ -> Billed<Int> in throw Unbilled(Unbilled(Down()))
            }
        }
        #expect(error is Down)
        #expect(session.spentNanos == 0)
    }

    @Test("a circuit counts the failure inside", arguments: [false, true])
    func circuit(_ hasBudget: Bool) async throws {
        var guards = ToolGuards<Int>(breaker: CircuitGuard("bank", maxFailures: 2))
        if hasBudget { guards.budget = ToolBudget(.usd("0.01")) }
        for _ in 0..<2 {
            let error = await failure {
                try await tool("pay", guards, store: kit.store) { throw Unbilled(Down()) }
            }
            #expect(error is Down)
        }
        #expect(kit.store.circuit("bank") == .open)
    }

    @Test("a circuit by itself counts it too, and leaves to those around it what was not billed")
    func alone() async throws {
        let request = SpendRequest(tool: "search", cost: .usd("0.40"))
        let session = try BudgetedSession(limit: .usd("1.00"))
        let error = await failure {
            try await session.spend(request) { _ in
                try await circuitBroken("bank", maxFailures: 1, store: kit.store) {
                    () -> Billed<Int> in throw Unbilled(Down())
                }
            }
        }
        #expect(error is Down)
        #expect(session.spentNanos == 0)
        #expect(kit.store.circuit("bank") == .open)
    }

    @Test("an error that frees a key frees it wrapped too")
    func key() async throws {
        for _ in 0..<2 {
            let error = await failure {
                try await idempotent(
                    "pay",
                    key: "k",
                    reach: .everywhere,
                    isSafe: { $0 is Down },
                    store: kit.store
                ) { throw Unbilled(Down()) }
            }
            #expect((error as? Unbilled)?.error is Down)
        }
    }
}
