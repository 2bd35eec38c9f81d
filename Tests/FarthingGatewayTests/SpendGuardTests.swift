import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Spend verbs: who may do what, and what is refused")
struct SpendGuardTests {
    private static let other = "fk_other"

    private static var setup: Setup {
        var setup = Setup()
        setup.keys[other] = Setup.key("key_other")
        return setup
    }

    @Test(
        "only the key that made a hold may go on with it",
        arguments: ["dispatch", "extend", "settle", "release"]
    )
    func otherKey(_ verb: String) async throws {
        try await Rig.with(Self.setup) { rig in
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            let refused = try await rig.spend(verb, "{\"id\":\"\(id)\"}", key: Self.other)
            #expect(refused.status == 404)
            #expect(refused.code == "unknown_hold")
            #expect(try await rig.account() == (0, 1_000))
        }
    }

    @Test(
        "the hold of a call that the gateway carries is out of the verbs' reach",
        arguments: ["dispatch", "extend", "settle", "release"]
    )
    func gatewayHold(_ verb: String) async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            let id = try #require(rig.journal.holds.first?.id)
            let refused = try await rig.spend(verb, "{\"id\":\"\(id)\"}")
            #expect(refused.status == 404)
            #expect(try await rig.account().held > 0)
            rig.provider.open()
            #expect(try await client.answer().status == 200)
            try await rig.untilClosed()
            #expect(try await rig.account().spent == Chat.cost())
        }
    }

    @Test("a hold made before a restart is settled by its key, and by no other")
    func restart() async throws {
        let first = try await Rig.start(Self.setup, script: { _ in [] })
        let id = try await first.hold("{\"tool\":\"t\",\"amount\":1000}")
        // Another gateway on the same ledger: it remembers nothing.
        let state = GatewayState(
            options: {
                var options = GatewayOptions(
                    upstreams: [
                        .openAI: UpstreamTarget(
                            provider: "openai",
                            host: "127.0.0.1",
                            port: 1,
                            usesTLS: false
                        )
                    ]
                )
                options.port = 0
                return options
            }(),
            ledger: first.ledger,
            policy: try CompiledPolicy(Self.setup.policy),
            prices: Chat.prices,
            keys: TestKeys(Self.setup.keys),
            logger: first.logs.logger,
            clockMs: { [clock = first.clock] in clock.nowMs },
            contentHash: Rig.contentHash,
            sha256: Rig.sha256
        )
        let server = try await GatewayServer.start(state, group: first.group)
        func settle(_ key: String) async throws -> RawAnswer {
            let client = try await RawClient.connect(port: server.port)
            let body = "{\"id\":\"\(id)\",\"amount\":700}"
            client.send(Chat.spend("settle", body, key: key))
            let answer = try await client.answer()
            await client.close()
            return answer
        }
        #expect(try await settle(Self.other).status == 404)
        #expect(try await settle(Rig.secret).status == 200)
        #expect(try await first.account() == (700, 0))
        await server.stop()
        await first.stop()
    }

    @Test("a retry under the same key finds its hold; other content is a conflict")
    func idempotency() async throws {
        try await Rig.with { rig in
            let body = "{\"tool\":\"t\",\"amount\":1000}"
            let fields = "idempotency-key: k1\r\n"
            let id = try await rig.hold(body, fields: fields)
            let again = try await rig.spend("hold", body, fields: fields)
            #expect(again.status == 409)
            #expect(again.code == "call_in_flight")
            #expect(again.field("x-farthing-hold") == id)
            #expect(again.field("x-should-retry") == "false")
            let other = try await rig.spend(
                "hold",
                "{\"tool\":\"t\",\"amount\":1001}",
                fields: fields
            )
            #expect(other.code == "idempotency_key_conflict")
            let agent = fields + "x-farthing-agent: a2\r\n"
            let elsewhere = try await rig.spend("hold", body, fields: agent)
            #expect(elsewhere.code == "idempotency_key_conflict")
            _ = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":1}")
            let settled = try await rig.spend("hold", body, fields: fields)
            #expect(settled.status == 409)
            #expect(settled.code == "call_already_settled")
            let long = "idempotency-key: \(String(repeating: "k", count: 257))\r\n"
            #expect(try await rig.spend("hold", body, fields: long).status == 400)
            #expect(try await rig.account() == (1, 0))
        }
    }

    @Test("after a release the same key opens a new hold")
    func idempotencyAfterRelease() async throws {
        try await Rig.with { rig in
            let body = "{\"tool\":\"t\",\"amount\":1000}"
            let fields = "idempotency-key: k1\r\n"
            let id = try await rig.hold(body, fields: fields)
            _ = try await rig.spend("release", "{\"id\":\"\(id)\"}")
            #expect(try await rig.hold(body, fields: fields) != id)
        }
    }

    @Test(
        "what a key may not say of itself is refused",
        arguments: [
            ("{\"tool\":\"pay\",\"amount\":1}", "", 403),
            ("{\"tool\":\"search\",\"amount\":1}", "x-farthing-tool: other\r\n", 403),
            ("{\"tool\":\"search\",\"amount\":1}", "x-farthing-team: hr\r\n", 403),
            ("{\"tool\":\"search\",\"model\":\"m2\",\"amount\":1}", "", 403),
            ("{\"tool\":\"search\",\"model\":\"m1\",\"amount\":1}", "", 200),
            ("{\"tool\":\"search\",\"amount\":1}", "x-farthing-tool: search\r\n", 200),
            ("{\"tool\":\"search\",\"amount\":1}", "x-farthing-tenant: other\r\n", 403),
        ]
    )
    func claims(_ body: String, _ fields: String, _ status: Int) async throws {
        var scope = Scope()
        scope[.model] = "m1"
        scope[.team] = "research"
        var setup = Setup()
        setup.keys = [Rig.secret: Setup.key("k", scope: scope, claims: ["tool": "search"])]
        try await Rig.with(setup) { rig in
            let answer = try await rig.spend("hold", body, fields: fields)
            #expect(answer.status == status)
            #expect(rig.journal.holds.isEmpty == (status != 200))
        }
    }

    @Test("distinct values that no price vouches for are bounded by the key's claims")
    func claimsMax() async throws {
        var setup = Setup()
        setup.keys = [Rig.secret: Setup.key("k", claimsMax: 2)]
        try await Rig.with(setup) { rig in
            for (model, status) in [("a", 200), ("b", 200), ("a", 200), ("c", 403)] {
                let body = "{\"model\":\"\(model)\",\"amount\":1}"
                let held = try await rig.spend("hold", body)
                #expect(held.status == status, "\(model)")
            }
        }
    }

    @Test("a key sees the accounts that its calls can count in, and no others")
    func budgets() async throws {
        let teams = try ["red", "blue"].map { team in
            let glob = try #require(Glob(team))
            return Setup.money(
                team,
                per: [.agent],
                match: Match([Match.Term(dimension: .team, pattern: glob)])
            )
        }
        var setup = Setup(policy: Policy(id: "t", budgets: [Setup.money(per: [.agent])] + teams))
        var scopes = ["red": Scope(), "blue": Scope()]
        for team in ["red", "blue"] { scopes[team]?[.team] = team }
        setup.keys = [
            "fk_red": Setup.key("red", scope: scopes["red"] ?? Scope(), claims: ["agent": "r*"]),
            "fk_blue": Setup.key("blue", scope: scopes["blue"] ?? Scope(), claims: ["agent": "b*"]),
        ]
        try await Rig.with(setup) { rig in
            for (key, agent) in [("fk_red", "r1"), ("fk_red", "r,2=%"), ("fk_blue", "b1")] {
                let body = "{\"model\":\"m\",\"amount\":7}"
                let fields = "x-farthing-agent: \(agent)\r\n"
                let held = try await rig.spend("hold", body, fields: fields, key: key)
                #expect(held.status == 200)
            }
            func seen(_ key: String, _ fields: String = "") async throws -> [String] {
                let request = Chat.get("/v1/spend/budgets", fields: fields, key: key)
                let accounts = try await rig.ask(request).json()["accounts"]
                return (accounts.map { Array($0.elements) } ?? []).map { account in
                    "\(account["budget"]?.string ?? "") \(account["scope"]?.string ?? "")"
                }.sorted()
            }
            let red = ["all agent=r%2C2%3D%25", "all agent=r1", "red agent=r%2C2%3D%25"]
            #expect(try await seen("fk_red") == red + ["red agent=r1"])
            #expect(try await seen("fk_blue") == ["all agent=b1", "blue agent=b1"])
            let one = try await seen("fk_red", "x-farthing-agent: r1\r\n")
            #expect(one == ["all agent=r1", "red agent=r1"])
        }
    }

    @Test("no budget, no hold: an unmatched call is refused unless the policy is in shadow")
    func unmatched() async throws {
        for isEnforced in [true, false] {
            let policy = Policy(id: "t", isEnforced: isEnforced)
            try await Rig.with(Setup(policy: policy)) { rig in
                let held = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":1}")
                #expect(held.status == (isEnforced ? 403 : 200))
                let chat = try await rig.ask(Chat.request())
                #expect(chat.status == (isEnforced ? 403 : 200))
            }
        }
    }
}
