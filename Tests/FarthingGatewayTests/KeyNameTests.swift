import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Names of idempotency keys")
struct KeyNameTests {
    private static let text = "planted-order-of-alice"

    private func setup(_ ring: TestRing?) -> Setup {
        var setup = Setup(
            policy: Policy(
                id: "test",
                tenant: "acme",
                budgets: [Setup.money(per: [.user])],
                privacy: ring?.privacy ?? Privacy()
            )
        )
        setup.keys = [Rig.secret: Setup.key("k", claims: ["tool": "*", "user": "*"])]
        setup.subjects = ring
        return setup
    }

    private func names(_ rig: Rig) -> [String] { rig.journal.holds.compactMap(\.key?.name) }

    @Test("what is hashed tells tenant, access key, verb, attempt and text apart")
    func messages() {
        func name(
            _ text: String,
            _ tenant: String = "t",
            _ key: String = "k",
            _ verb: String = "v",
            _ attempt: Int = 0
        ) -> [UInt8] {
            IdempotencyKey.named(
                text,
                tenant: tenant,
                accessKey: key,
                verb: verb,
                attempt: attempt
            )
        }
        let all = [
            name("a"), name("b"), name("a", "u"), name("a", "t", "l"), name("a", "t", "k", "w"),
            name("a", "t", "k", "v", 1), name("1\u{0}a"), name("a", "tk", "", "v"),
            name("a", "", "tk", "v"),
        ]
        #expect(Set(all).count == all.count)
        #expect(name("a") == Array("farthing idempotency key/1\u{0}t\u{0}k\u{0}v\u{0}0\u{0}a".utf8))
        let hash = (0..<32).map { UInt8($0) }
        #expect(IdempotencyKey.name(hash: hash) == "000102030405060708090a0b0c0d0e0f")
    }

    @Test("the book hears a hash, by calls and by the hold verb, and recalls by it")
    func hashed() async throws {
        try await Rig.with(setup(nil)) { rig in
            let fields = "idempotency-key: \(Self.text)\r\n"
            let first = try await rig.ask(Chat.request(fields: fields))
            #expect(first.status == 200)
            try await rig.untilClosed()
            #expect(try await rig.ask(Chat.request(fields: fields)).code == "call_already_settled")
            _ = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}", fields: fields)
            let names = names(rig)
            #expect(names.count == 2 && Set(names).count == 2)
            #expect(names.allSatisfy { $0.utf8.count == 32 && !$0.contains("order") })
            #expect(!rig.logs.lines.contains { $0.contains(Self.text) })
        }
    }

    @Test("where subjects are committed to, a name is under the tenant's salt, durable before it")
    func salted() async throws {
        let ring = TestRing()
        ring.close()
        try await Rig.with(setup(ring)) { rig in
            let fields = "idempotency-key: \(Self.text)\r\n"
            let client = try await rig.client()
            client.send(Chat.request(fields: fields))
            try await rig.until("the salt is asked for") { ring.waiting == 1 }
            #expect(try await rig.ask(Chat.request()).status == 200)
            #expect(ring.waiting == 1 && rig.journal.holds.count == 1)
            ring.open()
            #expect(try await client.answer().status == 200)
            await client.close()
            #expect(ring.made == ["acme"])
            let message = IdempotencyKey.named(
                Self.text,
                tenant: "acme",
                accessKey: "k",
                verb: "openai"
            )
            let hash = try #require(ring.tenantHash(message))
            #expect(names(rig) == [IdempotencyKey.name(hash: hash)])
            #expect(names(rig) != [IdempotencyKey.name(hash: Rig.sha256(message))])
        }
    }

    @Test("where the salt cannot be stored nothing is held")
    func failing() async throws {
        let ring = TestRing()
        ring.fail()
        try await Rig.with(setup(ring)) { rig in
            let answer = try await rig.ask(Chat.request(fields: "idempotency-key: k1\r\n"))
            #expect(answer.status == 503 && answer.text.contains("subjects_unavailable"))
            #expect(rig.journal.holds.isEmpty && rig.provider.requests.isEmpty)
        }
    }

    @Test("a call is on its way to its hold from its claim on until the ledger has answered")
    func underWay() async throws {
        let ring = TestRing()
        ring.make("alice", "bob")
        let (alice, bob) = (ring.text("alice"), ring.text("bob"))
        try await Rig.with(setup(ring)) { rig in
            #expect(await rig.state.holdUnderWay(for: [alice, bob]) == nil)
            rig.ledger.close()
            let client = try await rig.client()
            client.send(Chat.request(fields: "x-farthing-user: alice\r\n"))
            try await rig.until("the hold is asked for") { rig.ledger.keptCount == 1 }
            #expect(await rig.state.holdUnderWay(for: [alice, bob]) == alice)
            #expect(await rig.state.holdUnderWay(for: [bob]) == nil)
            let verb = try await rig.client()
            verb.send(
                Chat.spend(
                    "hold",
                    "{\"tool\":\"t\",\"amount\":1000}",
                    fields: "x-farthing-user: bob\r\n"
                )
            )
            try await rig.until("the other is asked for") { rig.ledger.keptCount == 2 }
            #expect(await rig.state.holdUnderWay(for: [bob]) == bob)
            rig.ledger.open()
            #expect(try await client.answer().status == 200)
            #expect(try await verb.answer().status == 200)
            #expect(await rig.state.holdUnderWay(for: [alice, bob]) == nil)
            await client.close()
            await verb.close()
        }
    }
}
