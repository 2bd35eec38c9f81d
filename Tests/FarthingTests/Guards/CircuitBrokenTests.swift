import Farthing
import FarthingTesting
import Testing

@Suite("Guards: circuitBroken")
struct CircuitBrokenTests {
    private let kit = GuardKit()

    @Test("our own time limits open it")
    func ownTimeouts() async throws {
        for _ in 0..<3 {
            let slow = Task {
                await code {
                    try await circuitBroken("api", store: kit.store) {
                        try await timeLimit("api", .seconds(1), store: kit.store) {
                            kit.runs.add()
                            try await kit.clock.sleep(nanos: 10_000_000_000)
                        }
                    }
                }
            }
            let started = kit.runs.count
            await kit.until { kit.runs.count > started - 1 && kit.clock.sleeperCount >= 2 }
            kit.clock.advance(byMs: 1_000)
            #expect(await slow.value == .timeout)
            await kit.until { kit.store.orphanCount == 0 }
        }
        #expect(kit.store.circuit("api") == .open)
        let refused = await failure { try await circuitBroken("api", store: kit.store) {} }
        #expect((refused as? GuardError)?.code == .circuitOpen)
        #expect((refused as? GuardError)?.retryAfterMs == 60_000)
        let resetAt = (refused as? GuardError)?.details["reset_at_ms"]
        #expect(resetAt == "\(kit.clock.nowMs + 60_000)")
    }

    @Test("two tools of one service share its circuit")
    func shared() async throws {
        for file in ["A/x.swift", "B/y.swift", "C/z.swift"] {
            _ = file
            _ = await failure { try await fail(.transport) }
        }
        let found1 = await code { try await circuitBroken("api", store: kit.store) {} }
        #expect(found1 == .circuitOpen)
        let found2 = await code { try await circuitBroken("other", store: kit.store) {} }
        #expect(found2 == nil)
    }

    @Test("unknown errors and refusals of other guards do not clear the count")
    func unknown() async throws {
        _ = await failure { try await fail(.transport) }
        _ = await failure { try await fail(.transport) }
        _ = await failure { try await circuitBroken("api", store: kit.store) { throw Broken() } }
        _ = await failure {
            try await circuitBroken("api", store: kit.store) { throw CancellationError() }
        }
        #expect(kit.store.circuit("api") == .closed(failures: 2))
        _ = await failure { try await fail(.overloaded) }
        #expect(kit.store.circuit("api") == .open)
    }

    @Test("after the reset one of twenty waiting calls goes first, alone")
    func rush() async throws {
        for _ in 0..<3 { _ = await failure { try await fail(.timeout) } }
        kit.clock.advance(byMs: 60_000)
        let gate = Gate()
        let probe = Task {
            try await circuitBroken("api", store: kit.store) {
                kit.runs.add()
                await gate.pass()
            }
        }
        await kit.until { kit.runs.count == 1 }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<19 {
                group.addTask {
                    let found = await code {
                        try await circuitBroken("api", store: kit.store) { kit.runs.add() }
                    }
                    #expect(found == .circuitOpen)
                }
            }
        }
        #expect(kit.runs.count == 1)
        #expect(kit.store.circuit("api") == .halfOpen)
        gate.open()
        try await probe.value
        #expect(kit.store.circuit("api") == .closed(failures: 0))
    }

    @Test("a result with a failure's status counts as one")
    func results() async throws {
        for status in [503, 500, 200, 502, 504, 599] {
            _ = try await circuitBroken("api", store: kit.store) { Answer(httpStatus: status) }
        }
        #expect(kit.store.circuit("api") == .open)
    }

    @Test("a circuit that never opens, or counts what it ignores, is a typed error")
    func misuse() async {
        let found = [
            await code { try await circuitBroken("api", maxFailures: 0, store: kit.store) {} },
            await code { try await circuitBroken("api", resetAfter: .zero, store: kit.store) {} },
            await code { try await circuitBroken("", store: kit.store) {} },
            await code { try await circuitBroken("api", countsFailures: [], store: kit.store) {} },
            await code {
                try await circuitBroken("api", ignores: [.timeout], store: kit.store) {}
            },
        ]
        #expect(found == Array(repeating: .badCircuit, count: 5))
    }

    private func fail(_ kind: FailureKind) async throws {
        try await circuitBroken("api", store: kit.store) { throw Failed(failureKind: kind) }
    }
}

private struct Failed: Error, FailureClassified {
    var failureKind: FailureKind
}

private struct Answer: HTTPStatusCarrying {
    var httpStatus: Int?
}
