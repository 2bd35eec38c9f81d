import Farthing
import FarthingCore

/// The guards one by one, and all of them together.
enum GuardTrials {
    /// Short windows, so that no more than some thousand calls are remembered, here as by the peers.
    private static let window = Duration.milliseconds(1)
    private static let remembered = Duration.milliseconds(10)

    static func all() -> [LibraryTrial] {
        let store = GuardStore()
        return simple(store) + stateful(store)
    }

    private static func simple(_ store: GuardStore) -> [LibraryTrial] {
        [
            LibraryTrial(name: "rate_limit") { calls in
                for _ in 0..<calls {
                    try await rateLimit("t", maxCalls: 1_000_000, per: window, store: store) {}
                }
            },
            // A hundred times as many in the window: it must cost the same.
            LibraryTrial(name: "rate_limit_busy") { calls in
                let long = Duration.milliseconds(100)
                for _ in 0..<calls {
                    try await rateLimit("busy", maxCalls: 1_000_000, per: long, store: store) {}
                }
            },
            LibraryTrial(name: "circuit_breaker") { calls in
                for _ in 0..<calls { try await circuitBroken("service", store: store) {} }
            },
            LibraryTrial(name: "max_attempts") { calls in
                try await withRun("bench") {
                    for _ in 0..<calls {
                        try await maxAttempts("t", 1_000_000_000, store: store) {}
                    }
                }
            },
            LibraryTrial(name: "enforce") { calls in
                for _ in 0..<calls {
                    try await enforcing(
                        "t",
                        [.threshold("amount", 250, 0...500)],
                        store: store
                    ) {}
                }
            },
            LibraryTrial(name: "timeout") { calls in
                for _ in 0..<calls { try await timeLimit("t", .seconds(5), store: store) {} }
            },
        ]
    }

    private static func stateful(_ store: GuardStore) -> [LibraryTrial] {
        var next = 0
        let session = HoldID.random().description
        return [
            LibraryTrial(name: "prove") { calls in
                try await withCustody(session) {
                    for _ in 0..<calls {
                        _ = try await proving(
                            "t",
                            facts: { [Fact("amount", String($0 as Int))] },
                            store: store
                        ) { 250 }
                    }
                }
            },
            LibraryTrial(name: "idempotent") { calls in
                try await withRun("bench") {
                    for _ in 0..<calls {
                        next += 1
                        let key = String(next)
                        try await idempotent("t", key: key, ttl: remembered, store: store) {}
                    }
                }
            },
            LibraryTrial(name: "tool") { calls in
                try await withRun("bench") {
                    for _ in 0..<calls {
                        next += 1
                        try await tool("all", guards(key: String(next)), store: store) {}
                    }
                }
            },
        ]
    }

    /// Those that actguard's own combined decorator takes.
    private static func guards(key: String) -> ToolGuards<Void> {
        ToolGuards(
            idempotent: IdempotentGuard(key: key, ttl: remembered),
            attempts: 1_000_000_000,
            rate: RateLimitGuard(maxCalls: 1_000_000, per: window),
            breaker: CircuitGuard("all"),
            timeout: .seconds(5)
        )
    }
}
