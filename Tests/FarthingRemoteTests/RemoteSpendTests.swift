import Farthing
import FarthingCore
import FarthingRemote
import Testing

@Suite("Remote ledger: calls")
struct RemoteSpendTests {
    struct Failed: Error {}

    @Test("a stated amount is held, and settled by what it cost")
    func amounts() async throws {
        try await Server.with { server in
            let governor = Governor(ledger: try server.remote())
            let request = SpendRequest(tool: "search", cost: .usd("0.25"))
            let value = try await governor.spend(request) { permit in
                #expect(permit.remainingNanos == 9_750_000_000)
                let account = try await server.account()
                #expect(account == (0, 250_000_000))
                return Billed("found", .usd("0.18"))
            }
            #expect(value == "found")
            #expect(try await server.account() == (180_000_000, 0))
            #expect(server.journal.holds == 1 && server.journal.settlements == 1)
        }
    }

    @Test("a model's call is bounded and settled by tokens, which the server prices")
    func usage() async throws {
        try await Server.with { server in
            let governor = Governor(ledger: try server.remote(), prices: Server.prices)
            let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: 500)
            let request = SpendRequest(
                provider: "openai",
                model: "gpt-4o-mini",
                cost: .call(bound)
            )
            let hold = try await governor.hold(request)
            #expect(hold.permit.heldNanos == 3_000_000)
            #expect(try await server.account() == (0, 3_000_000))
            var call = try await hold.dispatch()
            try await call.extend(outputTokens: 1_000)
            #expect(try await server.account() == (0, 5_000_000))
            let receipt = try await call.settle(
                .usage(Usage(inputTokens: 900, outputTokens: 200))
            )
            #expect(receipt.sequence != nil && receipt.costNanos == 1_700_000)
            #expect(try await server.account() == (1_700_000, 0))
        }
    }

    @Test("as much output is held as fits, where less is of use")
    func fitted() async throws {
        let policy = Policy(id: "p", budgets: [Server.money(limit: 2_000_000, mode: .fitted)])
        try await Server.with(policy) { server in
            let governor = Governor(ledger: try server.remote(), prices: Server.prices)
            let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: 500)
            var request = SpendRequest(
                provider: "openai",
                model: "gpt-4o-mini",
                cost: .call(bound)
            )
            request.leastOutputTokens = 100
            try await governor.spend(request) { permit in
                #expect(permit.outputTokens == 250)
                return Billed((), .unknown)
            }
            #expect(try await server.account() == (2_000_000, 0))
        }
    }

    @Test("what was not billed is given back, what nobody knows is charged")
    func ends() async throws {
        try await Server.with { server in
            let governor = Governor(ledger: try server.remote())
            let request = SpendRequest(tool: "t", cost: .usd("1"))
            await #expect(throws: Failed.self) {
                try await governor.spend(request) { _ -> Billed<Int> in throw Unbilled(Failed()) }
            }
            #expect(try await server.account() == (0, 0))
            await #expect(throws: Failed.self) {
                try await governor.spend(request) { _ -> Billed<Int> in throw Failed() }
            }
            #expect(try await server.account() == (1_000_000_000, 0))
            do { _ = try await governor.hold(request) }
            try await until("the dropped hold is given back") { server.journal.releases == 2 }
            #expect(try await server.account() == (1_000_000_000, 0))
            do { _ = try await governor.hold(request).dispatch() }
            try await until("the dropped call is charged") {
                try await server.account() == (2_000_000_000, 0)
            }
        }
    }

    @Test("a refusal has the server's numbers, and the body does not run")
    func overLimit() async throws {
        let policy = Policy(id: "p", budgets: [Server.money(limit: 1_000)])
        try await Server.with(policy) { server in
            let governor = Governor(ledger: try server.remote())
            let error = try await spendError {
                try await governor.spend(SpendRequest(tool: "t", cost: .nanos(1_001))) { _ in
                    Issue.record("it ran")
                    return Billed((), .nothing)
                }
            }
            #expect(error.code == .overLimit)
            #expect(error.refusal?.limit == 1_000 && error.refusal?.needed == 1_001)
            #expect(error.refusal?.account?.budget == "all" && error.refusal?.sequence != nil)
            #expect(error.message.contains("'all'"))
        }
    }

    @Test("a rule's refusal, and a downgrade that is followed")
    func rules() async throws {
        var policy = Policy(id: "p", budgets: [Server.money()])
        let nano = try #require(Glob("gpt-4o-mini")), forbidden = try #require(Glob("rm"))
        policy.rules = [
            Rule(
                id: "cheaper",
                conditions: [.scope(.model, nano)],
                action: .downgrade(to: ["gpt-4.1-nano"])
            ),
            Rule(id: "never", conditions: [.scope(.tool, forbidden)], action: .block),
        ]
        try await Server.with(policy) { server in
            let governor = Governor(ledger: try server.remote(), prices: Server.prices)
            let error = try await spendError {
                _ = try await governor.hold(SpendRequest(tool: "rm", cost: .free))
            }
            #expect(error.code == .rule && error.reasons == ["never"])
            let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: 500)
            let request = SpendRequest(
                provider: "openai",
                model: "gpt-4o-mini",
                cost: .call(bound)
            )
            try await governor.spend(request) { permit in
                #expect(permit.model == "gpt-4.1-nano" && permit.heldNanos == 750_000)
                return Billed((), .usage(Usage(inputTokens: 1_000, outputTokens: 500)))
            }
            #expect(try await server.account() == (750_000, 0))
            // Whoever states what a call costs chooses its model.
            let stated = SpendRequest(provider: "openai", model: "gpt-4o-mini", cost: .usd("0.01"))
            let needed = try await spendError { _ = try await governor.hold(stated) }
            #expect(needed.code == .downgradeNeeded && needed.model == "gpt-4.1-nano")
        }
    }

    @Test("who a call is for is told by its context, as far as the key may claim it")
    func scope() async throws {
        let policy = Policy(id: "p", budgets: [Server.money(limit: 1_000, per: [.user])])
        try await Server.with(policy) { server in
            let governor = Governor(ledger: try server.remote())
            for user in ["alice", "bob"] {
                var scope = Scope()
                scope[.user] = user
                try await withScope(scope) {
                    try await governor.spend(SpendRequest(tool: "t", cost: .nanos(1_000))) { _ in
                        Billed((), .nanos(1_000))
                    }
                }
            }
            let accounts = try await governor.accounts()
            #expect(accounts.map(\.key.scope).sorted() == ["user=alice", "user=bob"])
            #expect(accounts.allSatisfy { $0.spent == 1_000 && $0.limit == 1_000 })
            var scope = Scope()
            scope[.team] = "red"
            let request = SpendRequest(tool: "t", cost: .free, scope: scope)
            let error = try await spendError { _ = try await governor.hold(request) }
            #expect(error.code == .notAuthorized)
        }
    }

    @Test("a wrong key, a server that is not there, and options that cannot be")
    func unreachable() async throws {
        try await Server.with { server in
            let wrong = Governor(ledger: try server.remote(key: "fk_wrong"))
            let request = SpendRequest(tool: "t", cost: .nanos(1))
            let error = try await spendError { _ = try await wrong.hold(request) }
            #expect(error.code == .notAuthorized)
        }
        // Nobody listens at a port that only the system may use.
        let away = try RemoteLedger("http://127.0.0.1:1", key: Server.key)
        let error = try await spendError {
            try await Governor(ledger: away).spend(SpendRequest(tool: "t", cost: .nanos(1))) { _ in
                Issue.record("it ran")
                return Billed((), .nothing)
            }
        }
        #expect(error.code == .ledgerUnavailable && error.reasons.isEmpty)
        var options = RemoteLedger.Options()
        options.whenUnreachable = .allow
        let lenient = try RemoteLedger("http://127.0.0.1:1", key: Server.key, options: options)
        let value = try await Governor(ledger: lenient).spend(
            SpendRequest(tool: "t", cost: .nanos(1))
        ) { _ in Billed(7, .nanos(1)) }
        #expect(value == 7 && lenient.unbookedCount == 1 && lenient.unsentCount == 0)
        options.openCallsMax = 0
        #expect(throws: SpendError.self) {
            try RemoteLedger("http://127.0.0.1:1", key: Server.key, options: options)
        }
        for address in ["127.0.0.1:8484", "ftp://x", "http://u:p@x"] {
            #expect(throws: SpendError.self) { try RemoteLedger(address, key: "fk_x") }
        }
    }

    @Test("many tasks of several ledgers never pass one limit, and their sum is exact")
    func shared() async throws {
        let limit: Int64 = 100_000
        let policy = Policy(id: "p", budgets: [Server.money(limit: limit)])
        try await Server.with(policy) { server in
            let remotes = try (0..<4).map { _ in try server.remote() }
            let spent = try await withThrowingTaskGroup(of: Int64.self) { group in
                for index in 0..<200 {
                    let governor = Governor(ledger: remotes[index % 4])
                    group.addTask {
                        let cost = Int64(500 + index)
                        do {
                            return try await governor.spend(
                                SpendRequest(tool: "t", cost: .nanos(1_000))
                            ) { _ in
                                let account = try await server.account()
                                #expect(account.spent + account.held <= limit)
                                return Billed(cost, .nanos(cost))
                            }
                        } catch let error as SpendError {
                            #expect(error.code == .overLimit)
                            return 0
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(try await server.account() == (spent, 0))
            #expect(spent > 0 && spent <= limit)
        }
    }
}
