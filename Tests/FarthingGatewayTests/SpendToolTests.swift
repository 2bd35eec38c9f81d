import Farthing
import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Spend verbs: registered tools")
struct SpendToolTests {
    /// A search for 30 and a mail for 7 nano-dollars, and a guarded tool each.
    private static func setup(
        _ guards: RegisteredGuards = RegisteredGuards(),
        clock: ManualClock = ManualClock(),
        limit: Int64 = 10_000_000_000
    ) -> Setup {
        var setup = Setup(limit: limit)
        setup.tools = RegisteredTools(clock: clock)
        setup.tools.take([tool("Search", 30, guards), tool("other", 7, workspace: "ws-2")])
        var scope = Scope()
        scope[.project] = "ws-2"
        setup.keys["fk_other"] = Setup.key("key_other", scope: scope)
        return setup
    }

    private static func tool(
        _ name: String,
        _ nanos: Int64,
        _ guards: RegisteredGuards = RegisteredGuards(),
        workspace: String = "default",
        version: Int64 = 1
    ) -> RegistryItem {
        let tool = RegisteredTool(
            name: name,
            workspace: workspace,
            costNanos: nanos,
            description: "of \(name)",
            guards: guards,
            registeredAtMs: 0
        )
        return RegistryItem(
            collection: RegisteredTool.collection,
            id: tool.id,
            version: version,
            document: tool.document,
            changedAtMs: 0,
            sequence: version
        )
    }

    @Test(
        "a registered tool costs its price, whatever its caller says and however it spells the name",
        arguments: [
            "{\"tool\":\"Search\"}", "{\"tool\":\"search\",\"amount\":1}",
            "{\"tool\":\" SEARCH\",\"amount\":\"5 USD\"}",
            "{\"tool\":\"Search\",\"amounts\":{\"EUR\":1,\"tokens\":4}}",
        ]
    )
    func price(_ body: String) async throws {
        try await Rig.with(Self.setup()) { rig in
            let held = try await rig.spend("hold", body)
            #expect(held.status == 200, "\(held.text)")
            let price = try #require(try held.json()["price"])
            #expect(price["tool"]?.string == "Search" && price["amount"]?.int64 == 30)
            #expect(price["currency"]?.string == "USD")
            #expect(try await rig.account() == (0, 30))
            #expect(rig.journal.holds.first?.context.scope[.tool] == "Search")
            let id = try #require(try held.json()["id"]?.string)
            let settled = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":1}")
            #expect(try settled.json()["evidence"]?.string == "reported")
            #expect(try await rig.account() == (30, 0))
            #expect(rig.journal.settlements.last?.usage?.costNanos == 30)
            let again = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":2}")
            #expect(try again.json()["repeated"]?.bool == true)
        }
    }

    @Test("what is held for a tool is not changed by its caller, and is given back whole")
    func keeps() async throws {
        try await Rig.with(Self.setup()) { rig in
            let id = try await rig.hold("{\"tool\":\"search\"}")
            let less = try await rig.spend("extend", "{\"id\":\"\(id)\",\"amount\":0}")
            #expect(less.status == 200)
            #expect(try await rig.account() == (0, 30))
            #expect(try await rig.spend("release", "{\"id\":\"\(id)\"}").status == 200)
            #expect(try await rig.account() == (0, 0))
        }
    }

    @Test("a price that changes counts for the calls that begin after it")
    func changes() async throws {
        let setup = Self.setup()
        try await Rig.with(setup) { rig in
            let id = try await rig.hold("{\"tool\":\"search\"}")
            setup.tools.take([Self.tool("Search", 500, version: 2)])
            _ = try await rig.spend("settle", "{\"id\":\"\(id)\"}")
            #expect(try await rig.account() == (30, 0))
            _ = try await rig.hold("{\"tool\":\"search\"}")
            #expect(try await rig.account() == (30, 500))
        }
    }

    @Test("an outcome that nobody knows is charged in full and said to be unknown")
    func unknown() async throws {
        try await Rig.with(Self.setup()) { rig in
            let id = try await rig.hold("{\"tool\":\"search\"}")
            let body = "{\"id\":\"\(id)\",\"evidence\":\"unknown\"}"
            let settled = try await rig.spend("settle", body)
            #expect(try settled.json()["evidence"]?.string == "unknown")
            #expect(try await rig.account() == (30, 0))
        }
    }

    @Test("without a price and an amount a tool is refused, with what to do")
    func unpriced() async throws {
        try await Rig.with(Self.setup()) { rig in
            for verb in ["hold", "decide"] {
                let refused = try await rig.spend(verb, "{\"tool\":\"mail\"}")
                #expect(refused.status == 400 && refused.param == "amount")
                #expect(refused.code == "missing_required_parameter")
                #expect(refused.text.contains("register"))
            }
            #expect(try await rig.spend("hold", "{\"tool\":\"mail\",\"amount\":5}").status == 200)
            // Of another workspace: this key's calls of it cost what it says.
            #expect(try await rig.spend("hold", "{\"tool\":\"other\",\"amount\":5}").status == 200)
            #expect(try await rig.account() == (0, 10))
        }
    }

    @Test("the call of a model for a registered tool costs what the model does")
    func model() async throws {
        try await Rig.with(Self.setup()) { rig in
            let body = "{\"model\":\"m\",\"tool\":\"search\",\"amount\":9}"
            let held = try await rig.spend("hold", body)
            #expect(held.status == 200)
            #expect(try await rig.account() == (0, 9))
        }
    }

    @Test("who asks before is told the price, and what fits")
    func decides() async throws {
        try await Rig.with(Self.setup(limit: 29)) { rig in
            let decided = try await rig.spend("decide", "{\"tool\":\"search\",\"amount\":1}").json()
            #expect(decided["decision"]?.string == "block")
            #expect(decided["price"]?["amount"]?.int64 == 30)
        }
    }

    @Test("agents of a workspace may call no other tools where the settings say so")
    func refusesOthers() async throws {
        var setup = Self.setup()
        let items =
            [("workspaces", "ws-2", #"{"currency":"USD"}"#)]
            + [("settings", "console", #"{"unknownTools":"refuse"}"#)]
        setup.tools.take(
            items.map { collection, id, text in
                RegistryItem(
                    collection: collection,
                    id: id,
                    version: 1,
                    document: Array(text.utf8),
                    changedAtMs: 0,
                    sequence: 1
                )
            }
        )
        var scope = Scope()
        scope[.project] = "ws-2"
        scope[.agent] = "ag_1"
        setup.keys["fk_agent"] = Setup.key("key_agent", scope: scope)
        try await Rig.with(setup) { rig in
            let body = "{\"tool\":\"mail\",\"amount\":5}"
            let refused = try await rig.spend("hold", body, key: "fk_agent")
            #expect(refused.status == 403 && refused.code == "unknown_tool")
            let known = try await rig.spend("hold", "{\"tool\":\"other\"}", key: "fk_agent")
            #expect(known.status == 200)
            #expect(try await rig.spend("hold", body).status == 200)
        }
    }

    @Test(
        "a rate limit refuses with its receipt, holds nothing, and counts no call that was refused"
    )
    func rate() async throws {
        let guards = RegisteredGuards(rateLimit: .init(callsMax: 2, periodMs: 1_500))
        try await Rig.with(Self.setup(guards, limit: 70)) { rig in
            for _ in 0..<2 { _ = try await rig.hold("{\"tool\":\"search\"}") }
            let refused = try await rig.spend("hold", "{\"tool\":\"search\"}")
            #expect(refused.status == 429 && refused.code == "tool_rate_limited")
            #expect(refused.field("retry-after") == "2")
            #expect(refused.field("retry-after-ms") == "1500")
            let facts = try #require(try refused.json()["error"]?["farthing"])
            #expect(facts["reason"]?.string == "rule")
            #expect(facts["rule"]?.string == "tool_rate_limited")
            #expect(facts["receipt"]?.string == refused.field("x-farthing-receipt"))
            #expect(try await rig.account() == (0, 60))
        }
    }

    @Test("what the book refuses gives its place in the rate limit back")
    func rateGivenBack() async throws {
        let guards = RegisteredGuards(rateLimit: .init(callsMax: 1, periodMs: 60_000))
        try await Rig.with(Self.setup(guards, limit: 29)) { rig in
            for _ in 0..<3 {
                let refused = try await rig.spend("hold", "{\"tool\":\"search\"}")
                #expect(refused.code == "budget_exceeded")
            }
        }
    }

    @Test(
        "a repeat under the same key finds its hold, also where the guards let no other call through"
    )
    func repeats() async throws {
        let guards = RegisteredGuards(rateLimit: .init(callsMax: 1, periodMs: 60_000))
        try await Rig.with(Self.setup(guards)) { rig in
            let body = "{\"tool\":\"search\"}"
            let fields = "idempotency-key: k1\r\n"
            let id = try await rig.hold(body, fields: fields)
            let again = try await rig.spend("hold", body, fields: fields)
            #expect(again.status == 409 && again.code == "call_in_flight")
            #expect(again.field("x-farthing-hold") == id)
            let other = try await rig.spend("hold", body, fields: "idempotency-key: k2\r\n")
            #expect(other.code == "tool_rate_limited")
            _ = try await rig.spend("release", "{\"id\":\"\(id)\"}")
            // The key opens a new call now, which is one too many.
            let anew = try await rig.spend("hold", body, fields: fields)
            #expect(anew.status == 429 && anew.code == "tool_rate_limited")
            try await rig.until("it is given back") { try await rig.account() == (0, 0) }
        }
    }

    @Test("attempts count in each run")
    func attempts() async throws {
        try await Rig.with(Self.setup(RegisteredGuards(attemptsMax: 1))) { rig in
            let body = "{\"tool\":\"search\"}"
            let id = try await rig.hold(body, fields: "x-farthing-run: r1\r\n")
            // A call that is given back was tried all the same.
            _ = try await rig.spend("release", "{\"id\":\"\(id)\"}")
            let refused = try await rig.spend("hold", body, fields: "x-farthing-run: r1\r\n")
            #expect(refused.status == 409 && refused.code == "tool_attempts_exhausted")
            _ = try await rig.hold(body, fields: "x-farthing-run: r2\r\n")
        }
    }

    @Test(
        "failures open the circuit breaker, whether their money is given back or spent",
        arguments: ["release", "settle"]
    )
    func breaker(_ verb: String) async throws {
        let clock = ManualClock()
        let guards = RegisteredGuards(circuitBreaker: .init(failuresMax: 2, resetMs: 60_000))
        try await Rig.with(Self.setup(guards, clock: clock)) { rig in
            for _ in 0..<2 {
                let id = try await rig.hold("{\"tool\":\"search\"}")
                let body = "{\"id\":\"\(id)\",\"failed\":true}"
                for _ in 0..<2 { #expect(try await rig.spend(verb, body).status == 200) }
            }
            let refused = try await rig.spend("hold", "{\"tool\":\"search\"}")
            #expect(refused.status == 503 && refused.code == "tool_breaker_open")
            #expect(refused.field("retry-after") == "60")
            clock.advance(byMs: 60_000)
            let probe = try await rig.hold("{\"tool\":\"search\"}")
            #expect(try await rig.spend("hold", "{\"tool\":\"search\"}").status == 503)
            _ = try await rig.spend("settle", "{\"id\":\"\(probe)\"}")
            _ = try await rig.hold("{\"tool\":\"search\"}")
        }
    }

    @Test("the tools of the key's workspace are listed, page by page, and no others")
    func lists() async throws {
        let setup = Self.setup(RegisteredGuards(attemptsMax: 4))
        setup.tools.take((0..<150).map { Self.tool("t\($0)", Int64($0)) })
        try await Rig.with(setup) { rig in
            func get(_ query: String, key: String = Rig.secret) async throws -> JSONNode {
                try await rig.ask(Chat.get("/v1/spend/tools" + query, key: key)).json()
            }
            let first = try await get("")
            #expect(first["tools"]?.count == 100)
            let cursor = try #require(first["next"]?.string)
            let second = try await get("?cursor=\(cursor)")
            #expect(second["tools"]?.count == 51 && second["next"]?.kind == .null)
            let names = [first, second].flatMap { page in
                page["tools"].map { Array($0.elements) } ?? []
            }.compactMap { $0["name"]?.string }
            #expect(Set(names).count == 151 && names.first == "Search")
            let one = try await get("?name=%20search")
            let found = try #require(one["tools"]?.elements.first { _ in true })
            #expect(one["tools"]?.count == 1 && one["next"]?.kind == .null)
            #expect(found["amount"]?.int64 == 30 && found["currency"]?.string == "USD")
            #expect(found["guards"]?["attempts_max"]?.int64 == 4)
            #expect(found["description"]?.string == "of Search")
            #expect(try await get("?name=other")["tools"]?.count == 0)
            #expect(try await get("", key: "fk_other")["tools"]?.count == 1)
            for query in ["?name=%zz", "?cursor=!", "?size=3", "?name=a&name=b", "?name=%+1"] {
                let refused = try await rig.ask(Chat.get("/v1/spend/tools" + query))
                #expect(refused.status == 400, "\(query)")
            }
            #expect(try await rig.ask(Chat.get("/v1/spend/tools", key: nil)).status == 401)
        }
    }
}
