import Farthing
import FarthingMacros
import FarthingTesting
import Testing

@Suite("@TimeLimited")
struct TimeLimitedTests {
    private enum Kits {
        static let slow = DecoratorKit()
        static let quick = DecoratorKit()
    }

    @TimeLimited(.seconds(2), store: Kits.slow.store)
    func slow(_ value: String) async throws -> String {
        try await Kits.slow.clock.sleep(nanos: 60_000_000_000)
        return value
    }

    @Test("a body that takes longer is cancelled and its caller has the error at the deadline")
    func late() async {
        let call = Task { await failure { try await slow("a") } as? GuardError }
        await Kits.slow.until { Kits.slow.clock.sleeperCount == 2 }
        Kits.slow.clock.advance(byMs: 2_000)
        let error = await call.value
        #expect(error?.code == .timeout)
        #expect(error?.tool == "FarthingMacrosTests.TimeLimitedTests.slow(_:)")
        await Kits.slow.until { Kits.slow.store.orphanCount == 0 }
    }

    actor Till {
        private var sum = 0

        @TimeLimited(.seconds(5), store: Kits.quick.store)
        func pay(_ amount: Int) async throws -> Int {
            assertIsolated()
            sum += amount
            return sum
        }

        func total() -> Int { sum }
    }

    @Test("the body of an actor's function runs on the actor")
    func actorState() async throws {
        let till = Till()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<500 { group.addTask { _ = try await till.pay(2) } }
            try await group.waitForAll()
        }
        #expect(await till.total() == 1_000)
    }

    @MainActor
    final class Screen {
        var lines: [String] = []

        @TimeLimited(.seconds(5), store: Kits.quick.store)
        func show(_ line: String) async throws -> Int {
            MainActor.assertIsolated()
            lines.append(line)
            return lines.count
        }
    }

    @Test("the body of a main actor's function runs there")
    @MainActor
    func mainActor() async throws {
        let screen = Screen()
        #expect(try await screen.show("a") == 1)
        #expect(try await screen.show("b") == 2)
        #expect(screen.lines == ["a", "b"])
    }

    @TimeLimited(.seconds(5), store: Kits.quick.store)
    func failing() async throws -> Int { throw Refused() }

    @Test("an error of the body passes as it is")
    func ownError() async {
        #expect(await failure { try await failing() } is Refused)
    }
}
