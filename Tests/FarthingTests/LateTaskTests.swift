import Farthing
import FarthingCore
import Testing

/// Tasks and scopes that are used elsewhere, or longer, than where they began.
@Suite("Scopes and the tasks that outlive them")
struct LateTaskTests {
    private func pay(_ dollars: String) async throws {
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd(dollars))
        _ = try await Governor.standalone.spend(request) { _ in Billed((), .usd(dollars)) }
    }

    @Test("a task that outlives its scope stays bound by it and by those around, and counts there")
    func late() async throws {
        try await withBudget(limit: .usd("1.00"), name: "request") { request in
            let gate = Gate()
            let late = try withBudget(limit: .usd("0.50"), name: "search") { _ in
                Task {
                    await gate.pass()
                    try await pay("0.40")
                    try await pay("0.20")
                }
            }
            // Others open and end where it was, and take their places.
            for _ in 0..<3 {
                try await withBudget(limit: .usd("0.50")) { _ in try await pay("0.10") }
            }
            gate.open()
            await #expect(throws: SpendError.self) { try await late.value }
            #expect(request.spentNanos == 700_000_000)
            await #expect(throws: SpendError.self) { try await pay("0.40") }
        }
    }

    @Test("a scope that opens when a late task is gone has all of its limit to itself")
    func noStranger() async throws {
        let gate = Gate()
        let late = try withBudget(limit: .usd("0.10")) { _ in
            Task {
                await gate.pass()
                try await pay("0.10")
            }
        }
        try await withBudget(limit: .usd("0.50")) { other in
            gate.open()
            try await late.value
            #expect(other.spentNanos == 0)
            try await pay("0.50")
        }
    }

    @Test("late tasks of many scopes inside of each other end, and leave nothing held")
    func many() async throws {
        let session = try BudgetedSession(limit: .usd("10.00"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                let late = try await session.run {
                    try await withBudget(limit: .usd("0.50")) { _ in
                        let late = Task {
                            try await Task.sleep(for: .milliseconds(5))
                            try await pay("0.01")
                            try await withBudget(limit: .usd("0.02")) { _ in try await pay("0.02") }
                        }
                        try await withBudget(limit: .usd("0.20")) { _ in try await pay("0.05") }
                        return late
                    }
                }
                group.addTask { try await late.value }
            }
            try await group.waitForAll()
        }
        #expect(session.spentNanos == 50 * 80_000_000)
        #expect(session.heldNanos == 0)
    }

    @Test("a scope of one limit is not run inside of another, where its calls would pass that one")
    func elsewhere() async throws {
        let inner = try BudgetScope(limit: .usd("5.00"))
        try await withBudget(limit: .usd("10.00")) { _ in
            try await withBudget(limit: .usd("9.00")) { _ in
                try await inner.run { try await pay("1") }
            }
            try await withBudget(limit: .usd("0.20")) { beside in
                let error = await #expect(throws: SpendError.self) {
                    try await inner.run { try await pay("3") }
                }
                #expect(error?.code == .invalid)
                #expect(beside.spentNanos == 0)
            }
        }
        let error = await #expect(throws: SpendError.self) {
            try await inner.run { try await pay("1") }
        }
        #expect(error?.code == .invalid)
        #expect(inner.spentNanos == 1_000_000_000)
    }

    @Test("a scope that was opened by itself is bound by the limits around each of its runs")
    func byItself() async throws {
        let user = try BudgetScope(limit: .usd("5.00"))
        try await user.run { try await pay("1.00") }
        let session = try BudgetedSession(limit: .usd("1.00"))
        try await session.run {
            try await user.run { try await pay("0.60") }
            await #expect(throws: SpendError.self) { try await user.run { try await pay("0.60") } }
            // A cost of one's own counts around it, too.
            #expect(throws: SpendError.self) { try user.charge(.usd("0.60")) }
            try user.charge(.usd("0.30"))
            try user.record(.usd("0.20"))
        }
        #expect(session.spentNanos == 1_100_000_000)
        #expect(user.spentNanos == 2_100_000_000)
        #expect(session.heldNanos == 0 && user.statement.held.nanos == 0)
    }

    @Test("a scope without a limit of money counts up to what can be counted, and not beyond")
    func sums() async throws {
        let scope = try BudgetScope(tokens: 1_000)
        try await scope.run {
            var holds = 0
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<14 {
                    group.addTask {
                        let request = SpendRequest(tool: "t", cost: .usd("900000000"))
                        guard let hold = try? await Governor.standalone.hold(request) else {
                            return false
                        }
                        try? await Task.sleep(for: .milliseconds(100))
                        try? await hold.release(why: "a test")
                        return true
                    }
                }
                for await isHeld in group where isHeld { holds += 1 }
            }
            #expect(holds >= 4)
        }
        #expect(scope.statement.held == .zero)
    }

    @Test("a limit that is no amount is told as it was written", arguments: ["NaN", "1,5", "-1"])
    func limits(text: String) {
        let error = #expect(throws: SpendError.self) { try BudgetScope(limit: .usd(text)) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("'\(text)'") == true)
    }
}
