import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("scoped budgets")
struct ScopeTests {
    private let governor = Governor.standalone

    private func call(_ bound: String, bill: String, tokens: Int64 = 0) async throws {
        let request = SpendRequest(
            provider: "openai",
            model: "gpt-5",
            cost: .usd(bound, tokens: tokens)
        )
        _ = try await governor.spend(request) { _ in
            Billed(0, .usd(bill, tokens: tokens))
        }
    }

    @Test("a child cannot pass its parent, and both count")
    func nested() async throws {
        try await withBudget(limit: .usd("0.10"), name: "outer") { outer in
            try await withBudget(limit: .usd("1.00"), name: "inner") { inner in
                try await call("0.08", bill: "0.07")
                await #expect(throws: SpendError.self) { try await call("0.04", bill: "0.04") }
                #expect(inner.spentNanos == 70_000_000)
                #expect(inner.rootStatement.spent.nanos == 70_000_000)
            }
            #expect(outer.spentNanos == 70_000_000)
            #expect(outer.statement.remainingNanos == 30_000_000)
        }
    }

    @Test("of money and tokens the first that is reached counts")
    func eitherLimit() async throws {
        try await withBudget(limit: .usd("1.00"), tokens: 1_000) { scope in
            try await call("0.01", bill: "0.01", tokens: 900)
            do {
                try await call("0.01", bill: "0.01", tokens: 101)
                Issue.record("the limit of tokens was passed")
            } catch let error as SpendError {
                #expect(error.poolRefusal?.unit == .tokens)
            }
            #expect(scope.spentTokens == 900)
        }
    }

    @Test("what was used can be read after the body has thrown")
    func readAfterwards() async throws {
        let scope = try BudgetScope(limit: .usd("0.05"), user: "alice")
        await #expect(throws: SpendError.self) {
            try await scope.run {
                try await call("0.04", bill: "0.03")
                try await call("0.04", bill: "0.03")
            }
        }
        #expect(scope.spentNanos == 30_000_000)
        #expect(scope.statement.refusedCalls == 1)
    }

    @Test("child tasks share the limit of the task that made them")
    func childTasks() async throws {
        try await withBudget(limit: .usd("0.20")) { scope in
            let passed = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            try await call("0.05", bill: "0.05")
                            return 1
                        } catch {
                            return 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(passed == 4)
            #expect(scope.spentNanos == 200_000_000)
        }
    }

    @Test("the innermost user is who calls are for")
    func user() async throws {
        try await withBudget(user: "alice", limit: .usd(1)) { _ in
            try await call("0.01", bill: "0.01")
            #expect(SpendContext.current.scope[.user] == "alice")
            try withBudget(user: "bob") { _ in
                #expect(SpendContext.current.scope[.user] == "bob")
            }
        }
        #expect(SpendContext.current.scope[.user] == nil)
    }

    @Test("a cost of one's own is refused before it arises, or booked after it has")
    func manualCosts() throws {
        try withBudget(limit: .usd("0.01")) { scope in
            try scope.charge(.usd("0.004"))
            #expect(throws: SpendError.self) { try scope.charge(.usd("0.007")) }
            #expect(scope.spentNanos == 4_000_000)
            try scope.record(.usd("0.0000004"))
            #expect(scope.spentNanos == 4_000_400)
            try scope.record(.usd("1"))
            #expect(throws: SpendError.self) { try scope.charge(.usd("0.000000001")) }
            #expect(throws: SpendError.self) { try scope.record(.nanos(-1)) }
            try scope.record(.usd("1"))
            #expect(scope.statement.openHolds == 0)
        }
    }

    @Test("a session used inside of a scope is bound by both, and counts once in each")
    func sessionInside() async throws {
        let session = try BudgetedSession(limit: .usd("1.00"))
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.06"))
        try await withBudget(limit: .usd("0.10")) { scope in
            _ = try await session.spend(request) { _ in Billed(0, .usd("0.06")) }
            await #expect(throws: SpendError.self) {
                try await session.spend(request) { _ in Billed(0, .nothing) }
            }
            #expect(scope.spentNanos == 60_000_000)
            #expect(session.spentNanos == 60_000_000)
            #expect(session.heldNanos == 0)
            try await session.run {
                try await withBudget(limit: .usd("0.50")) { inner in
                    let small = SpendRequest(
                        provider: "openai",
                        model: "gpt-5",
                        cost: .usd("0.01")
                    )
                    _ = try await session.spend(small) { _ in Billed(0, .usd("0.01")) }
                    #expect(inner.spentNanos == 10_000_000)
                }
            }
            #expect(scope.spentNanos == 70_000_000)
            #expect(session.spentNanos == 70_000_000)
        }
    }

    @Test("scopes stand inside of each other only so deep")
    func depth() async throws {
        func nest(_ depth: Int) throws {
            try withBudget(limit: .usd(1)) { _ in
                if depth > 1 { try nest(depth - 1) }
            }
        }
        try nest(64)
        #expect(throws: SpendError.self) { try nest(65) }
    }
}
