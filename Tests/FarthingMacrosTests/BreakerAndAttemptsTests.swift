import Farthing
import FarthingMacros
import FarthingTesting
import Testing

@Suite("@CircuitBroken and @MaxAttempts")
struct BreakerAndAttemptsTests {
    private enum Kits {
        static let circuit = DecoratorKit()
        static let attempts = DecoratorKit()
    }

    @CircuitBroken("bank", maxFailures: 2, resetAfter: .seconds(30), store: Kits.circuit.store)
    func pay(_ amount: Int, fails: Bool = false) async throws -> Int {
        Kits.circuit.runs.add()
        if fails { throw Unreachable() }
        return amount
    }

    @CircuitBroken("bank", maxFailures: 2, resetAfter: .seconds(30), store: Kits.circuit.store)
    func balance() async throws -> Int { Kits.circuit.runs.add() }

    @Test("all functions of a service share its circuit, and one probe closes it")
    func circuit() async throws {
        for _ in 0..<2 {
            #expect(await failure { try await pay(1, fails: true) } is Unreachable)
        }
        #expect(await code { try await balance() } == .circuitOpen)
        #expect(await code { try await pay(1) } == .circuitOpen)
        #expect(Kits.circuit.runs.count == 2)
        Kits.circuit.clock.advance(byMs: 30_000)
        #expect(try await pay(7) == 7)
        #expect(try await balance() == 4)
    }

    @MaxAttempts(2, store: Kits.attempts.store)
    func deploy(_ version: String) async throws -> String {
        Kits.attempts.runs.add()
        return version
    }

    @Test("a run tries a tool so often, another run by itself, and outside of a run there is none")
    func attempts() async throws {
        for run in ["a", "b"] {
            try await withRun(run) {
                let versions = [try await deploy("1"), try await deploy("2")]
                #expect(versions == ["1", "2"])
                #expect(await code { try await deploy("3") } == .attemptsExhausted)
            }
        }
        #expect(await code { try await deploy("1") } == .missingRun)
        #expect(Kits.attempts.runs.count == 4)
    }
}
