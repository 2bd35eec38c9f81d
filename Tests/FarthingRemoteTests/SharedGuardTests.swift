import Farthing
import FarthingCore
import FarthingRemote
import Testing

@Suite("Remote ledger: guards that processes share")
struct SharedGuardTests {
    struct Broken: Error, FailureClassified {
        var failureKind: FailureKind { .transport }
    }

    private static func code(_ body: () async throws -> Void) async -> GuardError.Code? {
        do { try await body() } catch { return (error as? GuardError)?.code }
        return nil
    }

    @Test("a rate holds over all ledgers of a key, by scope, and not over another key's")
    func rate() async throws {
        try await Server.with { server in
            let one = try server.remote().guards, two = try server.remote().guards
            let other = try server.remote(key: Server.otherKey).guards
            func call(_ store: GuardStore, by user: String? = nil) async -> GuardError.Code? {
                await Self.code {
                    try await rateLimit("s", maxCalls: 2, per: .seconds(60), by: user, store: store)
                    {}
                }
            }
            #expect(await call(one) == nil)
            #expect(await call(two) == nil)
            #expect(await call(one) == .rateLimited)
            #expect(await call(two) == .rateLimited)
            #expect(await call(two, by: "bob") == nil)
            #expect(await call(other) == nil)
        }
    }

    @Test("a hundred tasks of two ledgers get exactly as many calls as the rate has")
    func race() async throws {
        try await Server.with { server in
            let stores = [try server.remote().guards, try server.remote().guards]
            let admitted = await withTaskGroup(of: Int.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let code = await Self.code {
                            try await rateLimit(
                                "race",
                                maxCalls: 17,
                                per: .seconds(600),
                                store: stores[index % 2]
                            ) {}
                        }
                        return code == nil ? 1 : 0
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(admitted == 17)
        }
    }

    @Test("a circuit opened by one process is open for another")
    func circuit() async throws {
        try await Server.with { server in
            let one = try server.remote().guards, two = try server.remote().guards
            for store in [one, two] {
                await #expect(throws: Broken.self) {
                    try await circuitBroken("api", maxFailures: 2, store: store) { throw Broken() }
                }
            }
            let code = await Self.code {
                try await circuitBroken("api", maxFailures: 2, store: one) {
                    _ = Issue.record("it ran")
                }
            }
            #expect(code == .circuitOpen)
        }
    }

    @Test("attempts of a run are counted over processes")
    func attempts() async throws {
        try await Server.with { server in
            let stores = [try server.remote().guards, try server.remote().guards]
            await withRun("r1") {
                for index in 0..<3 {
                    let code = await Self.code {
                        try await maxAttempts("deploy", 2, store: stores[index % 2]) {}
                    }
                    #expect((code == nil) == (index < 2))
                }
            }
        }
    }

    @Test("a key is used once, whatever process asks; other arguments are a conflict")
    func once() async throws {
        try await Server.with { server in
            let one = try server.remote().guards, two = try server.remote().guards
            try await withRun("r1") {
                let first = try await idempotent(
                    "pay",
                    key: "k",
                    arguments: ArgumentHash("5"),
                    store: one
                ) { 5 }
                #expect(first == 5)
                let again = await Self.code {
                    _ = try await idempotent(
                        "pay",
                        key: "k",
                        arguments: ArgumentHash("5"),
                        store: two
                    ) { () -> Int in
                        Issue.record("it ran twice")
                        return 6
                    }
                }
                #expect(again != nil)
                let other = await Self.code {
                    _ = try await idempotent(
                        "pay",
                        key: "k",
                        arguments: ArgumentHash("6"),
                        store: two
                    ) { 6 }
                }
                #expect(other != nil)
            }
        }
    }

    @Test("what one process has read, another may write by")
    func custody() async throws {
        try await Server.with { server in
            let one = try server.remote().guards, two = try server.remote().guards
            let other = try server.remote(key: Server.otherKey).guards
            try await withCustody("0f6c1f7e-81c1-4d0a-9b1e-2a7c5d3e9f10", scope: ["user": "alice"])
            {
                let ids = Array(0..<150)
                _ = try await proving("read", facts: { $0.map { Fact("order", $0) } }, store: one) {
                    ids
                }
                try await enforcing("refund", [.require("order", "149")], store: two) {}
                for (store, id) in [(two, "150"), (other, "1")] {
                    let code = await Self.code {
                        try await enforcing("refund", [.require("order", id)], store: store) {}
                    }
                    #expect(code != nil)
                }
            }
        }
    }

    @Test("without its server a shared guard refuses")
    func unavailable() async throws {
        let store = try RemoteLedger("http://127.0.0.1:1", key: Server.key).guards
        let code = await Self.code {
            try await rateLimit("s", maxCalls: 1, per: .seconds(1), store: store) {}
        }
        #expect(code == .deskUnavailable)
    }
}
