import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("Calls of cancelled tasks")
struct CancelledCallTests {
    private func governor(isHeard: Bool = false) async throws -> Governor {
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("1.00"), window: .total)
        }
        var options = Governor.Options()
        options.events = SpendEvents(clock: ManualClock())
        if isHeard { options.onDecision = { _ in } }
        return try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
    }

    private let request = SpendRequest(tool: "search", cost: .usd("0.40"))

    @Test(
        "a task that is cancelled already runs no body and costs nothing, whichever way it goes",
        arguments: [false, true]
    )
    func before(_ isHeard: Bool) async throws {
        let governor = try await governor(isHeard: isHeard)
        let ran = Tally()
        let request = request
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure {
                try await governor.spend(request) { _ in
                    ran.add()
                    return Billed(0, .usd("0.40"))
                }
            }
        }
        #expect(await task.value is CancellationError)
        #expect(ran.count == 0)
        let accounts = try await governor.accounts()
        #expect(accounts.allSatisfy { $0.spent == 0 && $0.held == 0 })
    }

    @Test("a task that is cancelled once its money is held gives it back")
    func between() async throws {
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("1.00"), window: .total)
        }
        var options = Governor.Options()
        options.events = SpendEvents(clock: ManualClock())
        options.onDecision = { _ in withUnsafeCurrentTask { $0?.cancel() } }
        let governor = try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
        let session = try BudgetedSession(limit: .usd("1.00"), governor: governor)
        let ran = Tally()
        let request = request
        let task = Task {
            await failure {
                try await session.spend(request) { _ in
                    ran.add()
                    return Billed(0, .usd("0.40"))
                }
            }
        }
        #expect(await task.value is CancellationError)
        #expect(ran.count == 0)
        let account = try #require(try await governor.accounts().first)
        #expect(account.spent == 0 && account.held == 0)
        #expect(session.spentNanos == 0 && session.heldNanos == 0)
    }

    @Test("a body that is cancelled while it runs is charged what was held, as before")
    func during() async throws {
        let governor = try await governor()
        let request = request
        let task = Task {
            await failure {
                try await governor.spend(request) { _ -> Billed<Int> in
                    withUnsafeCurrentTask { $0?.cancel() }
                    throw CancellationError()
                }
            }
        }
        #expect(await task.value is CancellationError)
        #expect(try await governor.accounts().first?.spent == 400_000_000)
    }
}
