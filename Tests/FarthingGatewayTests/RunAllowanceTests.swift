import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Runs: allowances of child runs")
struct RunAllowanceTests {
    static let dollar: Int64 = 1_000_000_000

    /// A run may spend 10 dollars, whichever agent it runs.
    static let policy = Policy(
        id: "t",
        budgets: [
            Budget(
                id: "run",
                per: [.run],
                unit: .money("USD"),
                limit: 10 * dollar,
                window: .run,
                warnsByDefault: false
            )
        ]
    )

    static let parent = "x-farthing-run: parent\r\n"

    @Test("what is carved is held, drawn by the child's calls, and what is left comes back")
    func wholeWay() async throws {
        try await Rig.with(Setup(policy: Self.policy)) { rig in
            let carved = try await rig.spend(
                "allowances",
                "{\"run\":\"child\",\"amount\":\"2 USD\"}",
                fields: Self.parent
            )
            #expect(carved.status == 200)
            let json = try carved.json()
            let id = try #require(json["id"]?.string)
            #expect(json["run"]?.string == "child")
            #expect(json["parent_run"]?.string == "parent")
            #expect(json["depth"]?.int64 == 0)
            #expect(json["expires_at_ms"]?.int64 == rig.clock.nowMs + 3_600_000)
            #expect(json["lines"]?[0]?["scope"]?.string == "run=parent")
            #expect(try await rig.account("run") == (0, 2 * Self.dollar))
            let fields = "x-farthing-allowance: \(try #require(json["allowance"]?.string))\r\n"

            let answer = try await rig.ask(Chat.request(fields: fields))
            #expect(answer.status == 200)
            try await rig.until(
                "the call is settled",
                { rig.journal.settlements.count == 1 }
            )
            let hold = try #require(rig.journal.holds.last)
            #expect(hold.source?.description == id)
            #expect(hold.context.scope[.run] == "child")
            #expect(hold.context.scope[.tag("parent_run")] == "parent")
            // One account for both: the child has none of its own.
            let spent = Chat.cost()
            #expect(try await rig.account("run") == (spent, 2 * Self.dollar - spent))

            let list = try await rig.ask(Chat.get("/v1/spend/allowances", fields: fields))
            let said = try list.json()
            #expect(said["allowance"]?["run"]?.string == "child")
            let left = said["allowance"]?["remaining"]?[0]?["amount"]?.int64
            #expect(left == 2 * Self.dollar - spent)
            #expect(said["allowances"]?[0]?["id"]?.string == id)
            #expect(said["allowances"]?[0]?["open_calls"]?.int64 == 0)

            let back = try await rig.spend("release", "{\"id\":\"\(id)\"}")
            #expect(try back.json()["released"]?.bool == true)
            #expect(try await rig.account("run") == (spent, 0))
            let late = try await rig.ask(Chat.request(fields: fields))
            #expect(late.status == 403)
            #expect(late.code == "allowance_expired")
            #expect(rig.provider.requests.allSatisfy { $0.field("x-farthing-allowance") == nil })
        }
    }

    @Test("a number of calls alone is an allowance, too")
    func callsAlone() async throws {
        var policy = Self.policy
        policy.budgets.append(
            Budget(
                id: "steps",
                per: [.run],
                unit: .calls,
                limit: 10,
                window: .run,
                warnsByDefault: false
            )
        )
        try await Rig.with(Setup(policy: policy)) { rig in
            let child = try await rig.carve("{\"run\":\"child\",\"calls\":2}", Self.parent)
            #expect(try await rig.account("steps") == (0, 2))
            #expect(try await rig.account("run") == (0, 0))
            for _ in 0..<2 {
                #expect(try await rig.ask(Chat.request(fields: child.fields)).status == 200)
            }
            #expect(try await rig.ask(Chat.request(fields: child.fields)).status == 429)
            try await rig.until("both are settled", { rig.journal.settlements.count == 2 })
            #expect(try await rig.account("steps") == (2, 0))
        }
    }

    @Test("32 calls of a child at once stay within its allowance, and parent and child in theirs")
    func concurrent() async throws {
        // A call holds 65.5 million nanos at most: 30 fit in two dollars.
        let script: FakeProvider.Script = { _ in [.awaitGate, .send(Chat.answer())] }
        try await Rig.with(Setup(policy: Self.policy), script: script) { rig in
            let child = try await rig.carve("{\"run\":\"child\",\"amount\":\"2 USD\"}", Self.parent)
            let body = Chat.body(maxTokens: 16_384)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        try await rig.ask(Chat.request(body, fields: child.fields)).status
                    }
                }
                try await rig.until("the provider has 30", { rig.provider.requests.count == 30 })
                #expect(try await rig.account("run") == (0, 2 * Self.dollar))
                // The parent has the other eight dollars, and no more.
                let more = try await rig.spend(
                    "hold",
                    "{\"tool\":\"t\",\"amount\":\(8 * Self.dollar + 1)}",
                    fields: Self.parent
                )
                #expect(more.code == "budget_exceeded")
                _ = try await rig.hold(
                    "{\"tool\":\"t\",\"amount\":\(8 * Self.dollar)}",
                    fields: Self.parent
                )
                #expect(try await rig.account("run") == (0, 10 * Self.dollar))
                rig.provider.open()
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 30)
            #expect(statuses.filter { $0 == 429 }.count == 2)
            try await rig.until("all are settled", { rig.journal.settlements.count == 30 })
            let spent = 30 * Chat.cost()
            #expect(try await rig.account("run") == (spent, 10 * Self.dollar - spent))
            let refused = try await rig.spend(
                "hold",
                "{\"tool\":\"t\",\"amount\":\(2 * Self.dollar)}",
                fields: child.fields
            )
            #expect(refused.status == 429)
            #expect(refused.code == "allowance_exceeded")
        }
    }

    @Test(
        "a child carves for a grandchild while depth is left; the whole tree is in the first carve"
    )
    func grandchild() async throws {
        try await Rig.with(Setup(policy: Self.policy)) { rig in
            let child = try await rig.carve(
                "{\"run\":\"child\",\"amount\":\"2 USD\",\"depth\":1}",
                Self.parent
            )
            let deep = "{\"run\":\"g\",\"amount\":\"1 USD\",\"depth\":1}"
            let tooDeep = try await rig.spend("allowances", deep, fields: child.fields)
            #expect(tooDeep.param == "depth")
            let much = "{\"run\":\"g\",\"amount\":\"2.000000001 USD\"}"
            let tooMuch = try await rig.spend("allowances", much, fields: child.fields)
            #expect(tooMuch.code == "allowance_exceeded")
            let grand = try await rig.carve("{\"run\":\"g\",\"amount\":\"1.5 USD\"}", child.fields)
            #expect(try await rig.account("run") == (0, 2 * Self.dollar))
            let none = try await rig.spend(
                "allowances",
                "{\"run\":\"gg\",\"amount\":\"1 USD\"}",
                fields: grand.fields
            )
            #expect(none.code == "allowance_depth")
            let own = try await rig.spend(
                "hold",
                "{\"tool\":\"t\",\"amount\":\"0.6 USD\"}",
                fields: child.fields
            )
            #expect(own.code == "allowance_exceeded")
            let id = try await rig.hold(
                "{\"tool\":\"t\",\"amount\":\"1 USD\"}",
                fields: grand.fields
            )
            _ = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":\(Self.dollar)}")
            #expect(try await rig.account("run") == (Self.dollar, Self.dollar))
            // Given back early by the one who spends it; the child has it again.
            let body = "{\"id\":\"\(grand.id)\"}"
            let back = try await rig.spend("release", body, fields: grand.fields)
            #expect(back.status == 200)
            #expect(try await rig.account("run") == (Self.dollar, Self.dollar))
            _ = try await rig.hold("{\"tool\":\"t\",\"amount\":\"1 USD\"}", fields: child.fields)
            #expect(try await rig.account("run") == (Self.dollar, Self.dollar))
        }
    }

    @Test("models and tools narrow from level to level")
    func patterns() async throws {
        try await Rig.with(Setup(policy: Self.policy)) { rig in
            let child = try await rig.carve(
                "{\"amount\":\"2 USD\",\"depth\":1,\"models\":[\"gpt-4o*\",\"o3-*\"],"
                    + "\"tools\":[\"search\"]}",
                Self.parent
            )
            let grand = try await rig.carve(
                "{\"amount\":\"1 USD\",\"models\":[\"o3-mini\",\"gpt-5\"]}",
                child.fields
            )
            func call(_ model: String, _ fields: String) async throws -> String? {
                let body = Chat.body(model: model, maxTokens: 5)
                return try await rig.ask(Chat.request(body, fields: fields)).code
            }
            #expect(try await call("gpt-4o-mini", child.fields) == nil)
            #expect(try await call("o3-mini", grand.fields) == nil)
            #expect(try await call("gpt-4o-mini", grand.fields) == "allowance_forbids_model")
            let paid = "{\"tool\":\"pay\",\"amount\":1}"
            for fields in [child.fields, grand.fields] {
                let refused = try await rig.spend("hold", paid, fields: fields)
                #expect(refused.code == "allowance_forbids_tool")
                _ = try await rig.hold("{\"tool\":\"search\",\"amount\":1}", fields: fields)
            }
            #expect(
                try await rig.ask(
                    Chat.request(fields: child.fields + "x-farthing-tool: pay\r\n")
                ).code == "allowance_forbids_tool"
            )
        }
    }

    @Test("an allowance ends by itself, is renewed by who carved it, and lasts a day at most")
    func expiry() async throws {
        var setup = Setup(policy: Self.policy)
        setup.keys["fk_other"] = Setup.key("key_other")
        try await Rig.with(setup) { rig in
            let child = try await rig.carve(
                "{\"amount\":\"2 USD\",\"expires_in_ms\":60000}",
                Self.parent
            )
            rig.clock.advance(byMs: 59_000)
            let renewal = "{\"id\":\"\(child.id)\",\"expires_in_ms\":120000}"
            let stranger = try await rig.spend("extend", renewal, key: "fk_other")
            #expect(stranger.code == "unknown_hold")
            #expect(try await rig.spend("extend", renewal).status == 200)
            let more = "{\"id\":\"\(child.id)\",\"amount\":1}"
            #expect(try await rig.spend("extend", more).param == "amount")
            for verb in ["dispatch", "settle"] {
                let taken = try await rig.spend(verb, "{\"id\":\"\(child.id)\"}")
                #expect(taken.code == "unknown_hold")
            }
            rig.clock.advance(byMs: 100_000)
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}", fields: child.fields)
            rig.clock.advance(byMs: 21_000)
            let late = try await rig.spend(
                "hold",
                "{\"tool\":\"t\",\"amount\":1000}",
                fields: child.fields
            )
            #expect(late.status == 403)
            #expect(late.code == "allowance_expired")
            // What is open settles all the same; the rest is the parent's again.
            _ = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":400}")
            #expect(try await rig.account("run") == (400, 0))

            let long = try await rig.carve(
                "{\"amount\":\"2 USD\",\"expires_in_ms\":86400000}",
                Self.parent
            )
            for _ in 0..<3 {
                rig.clock.advance(byMs: 28_800_000)
                _ = try await rig.spend("extend", "{\"id\":\"\(long.id)\"}")
            }
            let over = try await rig.ask(Chat.request(fields: long.fields))
            #expect(over.code == "allowance_expired")
            let range = "{\"amount\":1,\"expires_in_ms\":86400001}"
            let tooLong = try await rig.spend("allowances", range, fields: Self.parent)
            #expect(tooLong.param == "expires_in_ms")
        }
    }
}

extension Rig {
    struct Carved: Sendable {
        var id: String
        var token: String
        /// The header by which it is shown.
        var fields: String { "x-farthing-allowance: \(token)\r\n" }
    }

    func carve(
        _ body: String,
        _ fields: String,
        key: String = Rig.secret,
        _ place: SourceLocation = #_sourceLocation
    ) async throws -> Carved {
        let answer = try await spend("allowances", body, fields: fields, key: key)
        let json = try answer.json(place)
        return Carved(
            id: try #require(json["id"]?.string, "\(answer.text)", sourceLocation: place),
            token: try #require(json["allowance"]?.string, sourceLocation: place)
        )
    }
}
