import Farthing
import FarthingTesting
import Testing

@Suite("Guards: rateLimit")
struct RateLimitTests {
    private let kit = GuardKit()

    @Test("the sixth call of a minute is refused with the time to wait, and the body does not run")
    func limit() async throws {
        for _ in 0..<5 { try await call("alice") }
        kit.clock.advance(byMs: 15_000)
        let thrown = await failure { try await call("alice") }
        let error = try #require(thrown as? GuardError)
        #expect(error.code == .rateLimited)
        #expect(error.retryAfterMs == 45_000)
        #expect(error.details["max_calls"] == "5")
        #expect(error.prompt().contains("Try again in 45 s"))
        #expect(kit.runs.count == 5)
        try await call("bob")
        kit.clock.advance(byMs: 45_000)
        try await call("alice")
        #expect(kit.runs.count == 7)
    }

    @Test("a wall clock that is put back changes nothing")
    func clock() async throws {
        for _ in 0..<5 { try await call("alice") }
        kit.clock.advance(byMs: -600_000)
        let error = await failure { try await call("alice") } as? GuardError
        #expect(error?.retryAfterMs == 60_000)
    }

    @Test("of 1,000 tasks at once no more than the limit pass")
    func tasks() async throws {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<1_000 {
                group.addTask {
                    _ = await failure {
                        try await rateLimit("s", maxCalls: 100, per: .seconds(1), store: kit.store)
                        {
                            kit.runs.add()
                        }
                    }
                }
            }
        }
        #expect(kit.runs.count == 100)
    }

    @Test(
        "a limit that is none is a typed error",
        arguments: [(0, Duration.seconds(1)), (-1, .seconds(1)), (1, .zero), (1, .seconds(-1))]
    )
    func misuse(_ calls: Int, _ period: Duration) async {
        let found = await code {
            try await rateLimit("s", maxCalls: calls, per: period, store: kit.store) {}
        }
        #expect(found == .badRateLimit)
        let long = String(repeating: "x", count: 257)
        let scope = await code {
            try await rateLimit("s", maxCalls: 1, per: .hours(1), by: long, store: kit.store) {}
        }
        #expect(scope == .badScope)
    }

    @Test("the same name in two modules is two tools")
    func modules() async throws {
        for file in ["Bank/Pay.swift", "Shop/Pay.swift", "Shop/Other.swift"] {
            let found = await code {
                try await rateLimit(
                    "pay",
                    maxCalls: 1,
                    per: .seconds(1),
                    store: kit.store,
                    fileID: file
                ) {}
            }
            #expect(found == (file == "Shop/Other.swift" ? .rateLimited : nil))
        }
    }

    @Test("a refusal is an event with tool, guard and code")
    func event() async throws {
        var events = kit.events.stream().makeAsyncIterator()
        for _ in 0..<6 { _ = await failure { try await call("alice") } }
        guard case .intervention(let intervention) = await events.next()?.kind else {
            Issue.record("another event")
            return
        }
        #expect(intervention.tool == "search")
        #expect(intervention.guardName == "rateLimit")
        #expect(intervention.code == "guard.rate_limit_exceeded")
    }

    private func call(_ user: String) async throws {
        try await rateLimit("search", maxCalls: 5, per: .minutes(1), by: user, store: kit.store) {
            kit.runs.add()
        }
    }
}
