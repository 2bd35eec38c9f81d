import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@Suite("A session around calls that others make")
struct SessionRunTests {
    private final class Told: Sendable {
        private let kept = Mutex<[SpendError]>([])
        var count: Int { kept.withLock { $0.count } }
        var last: SpendError? { kept.withLock { $0.last } }
        func add(_ error: SpendError) { kept.withLock { $0.append(error) } }
    }

    private let told = Told()
    private let governor = Governor.standalone

    private func session(_ limit: BudgetLimit = .usd("0.10")) throws -> BudgetedSession {
        try BudgetedSession(limit: limit, onExceeded: { [told] in told.add($0) })
    }

    private func call(_ usd: String) async throws -> Int {
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd(usd))
        return try await governor.spend(request) { _ in Billed(1, .usd(usd)) }
    }

    @Test("nil for a call that does not fit, and what was spent before it stays spent")
    func attempt() async throws {
        let session = try session()
        let none = try await session.attempt {
            let first = try await call("0.06")
            return try await first + call("0.06")
        }
        #expect(none == nil)
        #expect(told.count == 1)
        #expect(session.spentNanos == 60_000_000)
        #expect(session.heldNanos == 0)
        #expect(try await session.attempt { try await call("0.04") } == 1)
        #expect(told.count == 1)
    }

    @Test("whoever catches the error goes on, and the session was told all the same")
    func caught() async throws {
        let session = try session()
        let value = try await session.run {
            do { return try await call("0.20") } catch is SpendError { return 7 }
        }
        #expect(value == 7)
        #expect(told.count == 1)
        #expect(told.last?.poolRefusal?.needed == 200_000_000)
    }

    @Test("other errors pass through an attempt")
    func others() async throws {
        let session = try session()
        await #expect(throws: CancellationError.self) {
            _ = try await session.attempt { () async throws -> Int in throw CancellationError() }
        }
        let error = await #expect(throws: SpendError.self) {
            _ = try await session.attempt { try await call("-1") }
        }
        #expect(error?.code == .invalid)
        #expect(told.count == 0)
    }

    @Test(
        "a scope inside, a session around and a cost of one's own: each call is told once to each"
    )
    func nested() async throws {
        let outer = try session(.usd("1.00"))
        let inner = try session(.usd("0.10"))
        let none = try await outer.attempt {
            try await inner.run { try await call("0.20") }
        }
        #expect(none == nil)
        #expect(told.count == 2)
        let charged = try await outer.attempt {
            try withBudget(limit: .usd("0.01")) { scope in
                try scope.charge(.usd("0.02"))
                return 1
            }
        }
        #expect(charged == nil)
        #expect(told.count == 3)
        #expect(outer.summary.openHolds == 0)
    }

    @Test("a hold that is refused is told once; one that was made elsewhere is not told")
    func holds() async throws {
        let session = try session()
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.20"))
        await #expect(throws: SpendError.self) { _ = try await session.hold(request) }
        #expect(told.count == 1)
        let other = try BudgetedSession(limit: .usd("0.10"))
        await #expect(throws: SpendError.self) { _ = try await other.hold(request) }
        #expect(told.count == 1)
    }

    @Test("who is told may use the session and reset it")
    func reentrant() async throws {
        let box = Mutex<BudgetedSession?>(nil)
        let session = try BudgetedSession(
            limit: .usd("0.10"),
            onExceeded: { _ in box.withLock { $0 }?.reset() }
        )
        box.withLock { $0 = session }
        _ = try await session.run { try await call("0.10") }
        #expect(try await session.attempt { try await call("0.10") } == nil)
        #expect(session.spentNanos == 0)
        #expect(try await session.attempt { try await call("0.10") } == 1)
        box.withLock { $0 = nil }
    }
}
