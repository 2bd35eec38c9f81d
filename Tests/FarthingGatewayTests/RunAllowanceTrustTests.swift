import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Runs: whom an allowance is believed from, and what it counts in")
struct RunAllowanceTrustTests {
    private static let dollar = RunAllowanceTests.dollar

    @Test("a token that was changed anywhere is refused, in the dialect's own words")
    func tampered() async throws {
        try await Rig.with(Setup(policy: RunAllowanceTests.policy)) { rig in
            let child = try await rig.carve("{\"amount\":\"2 USD\"}", RunAllowanceTests.parent)
            let point = try #require(child.token.firstIndex(of: "."))
            let payload = String(child.token[..<point])
            let signature = String(child.token[point...])
            var wrong = ["", "fa_", "fa_.", payload, payload + ".", "x" + child.token]
            wrong += [child.token + "0", payload + signature.dropLast(), "fk_test"]
            for index in stride(from: 3, to: payload.count, by: 17) {
                var bytes = Array(payload.utf8)
                bytes[index] =
                    bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                wrong.append(String(decoding: bytes, as: UTF8.self) + signature)
            }
            for token in wrong where token != child.token {
                let fields = "x-farthing-allowance: \(token)\r\n"
                let answer = try await rig.ask(Chat.request(fields: fields))
                #expect(answer.status == 403, "\(token)")
                #expect(answer.code == "allowance_invalid", "\(token)")
            }
            let fields = child.fields + child.fields
            #expect(try await rig.ask(Chat.request(fields: fields)).code == "duplicate_header")
            #expect(rig.provider.requests.isEmpty)
            #expect(try await rig.ask(Chat.request(fields: child.fields)).status == 200)
        }
    }

    @Test("it counts for every key of the server, or for the one that it was carved for")
    func keys() async throws {
        var setup = Setup(policy: RunAllowanceTests.policy)
        setup.keys["fk_sub"] = Setup.key("key_sub", claims: [:])
        setup.keys["fk_fixed"] = {
            var scope = Scope()
            scope[.run] = "its own"
            return Setup.key("key_fixed", scope: scope)
        }()
        setup.keys["fk_needs"] = Setup.key("key_needs", claims: [:], requires: [.run])
        try await Rig.with(setup) { rig in
            let any = try await rig.carve(
                "{\"run\":\"c\",\"amount\":\"1 USD\"}",
                RunAllowanceTests.parent
            )
            for secret in [Rig.secret, "fk_sub", "fk_needs"] {
                let answer = try await rig.ask(Chat.request(key: secret, fields: any.fields))
                #expect(answer.status == 200, "\(secret)")
            }
            let unknown = try await rig.ask(Chat.request(key: "fk_none", fields: any.fields))
            #expect(unknown.status == 401)
            let fixed = try await rig.ask(Chat.request(key: "fk_fixed", fields: any.fields))
            #expect(fixed.code == "scope_not_claimable")
            let other = any.fields + "x-farthing-run: other\r\n"
            #expect(try await rig.ask(Chat.request(fields: other)).code == "scope_not_claimable")
            let same = any.fields + "x-farthing-run: c\r\n"
            #expect(try await rig.ask(Chat.request(fields: same)).status == 200)
            let own = try await rig.carve(
                "{\"amount\":\"1 USD\",\"key\":\"key_sub\"}",
                RunAllowanceTests.parent
            )
            #expect(
                try await rig.ask(Chat.request(key: "fk_sub", fields: own.fields)).status == 200
            )
            let wrong = try await rig.ask(Chat.request(fields: own.fields))
            #expect(wrong.code == "allowance_of_another_key")
            // Nobody else's to give back.
            let body = "{\"id\":\"\(any.id)\"}"
            #expect(try await rig.spend("release", body, key: "fk_sub").code == "unknown_hold")
        }
    }

    @Test("an allowance's budgets are budgets of its child: a key that no other matches may call")
    func matched() async throws {
        let glob = try #require(Glob("planner"))
        var budget = Setup.money(match: Match([Match.Term(dimension: .agent, pattern: glob)]))
        budget.warnsByDefault = false
        var setup = Setup(policy: Policy(id: "t", budgets: [budget]))
        setup.keys["fk_sub"] = Setup.key("key_sub", claims: [:])
        try await Rig.with(setup) { rig in
            let child = try await rig.carve(
                "{\"amount\":\"1 USD\"}",
                RunAllowanceTests.parent + "x-farthing-agent: planner\r\n"
            )
            let alone = try await rig.ask(Chat.request(key: "fk_sub"))
            #expect(alone.code == "unmatched")
            let call = try await rig.ask(Chat.request(key: "fk_sub", fields: child.fields))
            #expect(call.status == 200)
            let body = "{\"tool\":\"t\",\"amount\":5}"
            let held = try await rig.spend("hold", body, fields: child.fields)
            #expect(held.status == 200)
            try await rig.until("it is settled", { rig.journal.settlements.count == 1 })
            let spent = Chat.cost()
            #expect(try await rig.account() == (spent, Self.dollar - spent))
            // Late in the day nothing new begins; what is open is settled all the same.
            let id = try #require(try held.json()["id"]?.string)
            _ = try await rig.spend("extend", "{\"id\":\"\(id)\",\"expires_in_ms\":3600000}")
            for _ in 0..<25 {
                rig.clock.advance(byMs: 3_599_000)
                _ = try await rig.spend("extend", "{\"id\":\"\(id)\",\"expires_in_ms\":3600000}")
            }
            let late = try await rig.spend("hold", body, fields: child.fields)
            #expect(late.code == "allowance_expired")
            let settle = "{\"id\":\"\(id)\",\"amount\":4}"
            let settled = try await rig.spend("settle", settle, fields: child.fields)
            #expect(settled.status == 200)
        }
    }

    @Test("what may be carved, and by whom")
    func refusals() async throws {
        var setup = Setup(policy: RunAllowanceTests.policy)
        setup.keys["fk_sub"] = Setup.key("key_sub", claims: ["run": "sub-*"])
        try await Rig.with(setup) { rig in
            let table = [
                ("{}", "missing_required_parameter", Rig.secret),
                ("{\"amount\":0}", "integer_below_min_value", Rig.secret),
                ("{\"amount\":1,\"depth\":9}", "integer_above_max_value", Rig.secret),
                ("{\"amount\":1,\"modles\":[\"x\"]}", "unknown_parameter", Rig.secret),
                ("{\"amount\":1,\"models\":[]}", "invalid_type", Rig.secret),
                ("{\"amount\":1,\"models\":[\"\"]}", "invalid_type", Rig.secret),
                ("{\"amount\":1,\"calls\":5}", "allowance_uncounted", Rig.secret),
                ("{\"amounts\":{\"tokens\":5}}", "allowance_uncounted", Rig.secret),
                ("{\"amount\":1,\"run\":\"parent\"}", "invalid_value", Rig.secret),
                ("{\"amount\":\"10.5 USD\"}", "budget_exceeded", Rig.secret),
                ("{\"amount\":1,\"run\":\"other\"}", "scope_not_claimable", "fk_sub"),
            ]
            for (body, code, key) in table {
                let fields = key == Rig.secret ? RunAllowanceTests.parent : ""
                let answer = try await rig.spend("allowances", body, fields: fields, key: key)
                #expect(answer.code == code, "\(body)")
            }
            let claimed = "x-farthing-tag-parent_run: boss\r\n"
            #expect(try await rig.ask(Chat.request(fields: claimed)).code == "scope_not_claimable")
            #expect(try await rig.account("run") == (0, 0))
        }
    }

    @Test("budgets of the child's own are held as usual; the parent's are drawn or counted")
    func budgets() async throws {
        func budget(
            _ id: String,
            _ unit: BudgetUnit,
            _ limit: Int64,
            agent: String,
            per: [Dimension] = []
        ) throws -> Budget {
            let glob = try #require(Glob(agent))
            return Budget(
                id: id,
                match: Match([Match.Term(dimension: .agent, pattern: glob)]),
                per: per,
                unit: unit,
                limit: limit,
                window: .total,
                warnsByDefault: false
            )
        }
        let policy = Policy(
            id: "t",
            budgets: [
                try budget("planner", .money("USD"), 10 * Self.dollar, agent: "planner"),
                try budget("helper", .money("USD"), Self.dollar, agent: "helper"),
                try budget("calls", .calls, 3, agent: "*", per: [.agent]),
                try budget("model", .money("USD"), 10 * Self.dollar, agent: "*", per: [.model]),
            ]
        )
        try await Rig.with(Setup(policy: policy)) { rig in
            let child = try await rig.carve(
                "{\"amount\":\"2 USD\"}",
                "x-farthing-run: p\r\nx-farthing-agent: planner\r\n"
            )
            #expect(try await rig.account("planner").held == 2 * Self.dollar)
            #expect(try await rig.account("model").held == 0)
            let fields = child.fields + "x-farthing-agent: helper\r\n"
            let body = "{\"tool\":\"t\",\"amount\":\"0.9 USD\"}"
            let id = try await rig.hold(body, fields: fields)
            _ = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":900000000}")
            #expect(try await rig.account("planner") == (900_000_000, 1_100_000_000))
            #expect(try await rig.account("helper") == (900_000_000, 0))
            #expect(try await rig.account("model") == (900_000_000, 0))
            // A call of the child's is one of its parent's, too.
            let accounts = try await rig.ledger.accounts().filter { $0.key.budget == "calls" }
            let scopes = ["agent=helper", "agent=planner"]
            #expect(accounts.map(\.key.scope).sorted() == scopes)
            #expect(accounts.allSatisfy { $0.spent == 1 })
            // The helper's own dollar is nearly gone, whatever the allowance has left.
            let over = try await rig.spend("hold", body, fields: fields)
            #expect(over.code == "budget_exceeded")
            let decided = try await rig.spend("decide", body, fields: fields).json()
            #expect(decided["decision"]?.string == "block")
            let lines = Array(decided["lines"]?.elements.map { $0 } ?? [])
            let drawn = lines.first { $0["budget"]?.string == "planner" }
            #expect(drawn?["remaining"]?.int64 == 1_100_000_000)
        }
    }

    @Test("an allowance carved in several units binds in each, and a grandchild's must, too")
    func units() async throws {
        func budget(_ id: String, _ unit: BudgetUnit, _ limit: Int64) -> Budget {
            Budget(
                id: id,
                per: [.run],
                unit: unit,
                limit: limit,
                window: .run,
                warnsByDefault: false
            )
        }
        let policy = Policy(
            id: "t",
            budgets: [
                budget("usd", .money("USD"), 10 * Self.dollar), budget("calls", .calls, 100),
                budget("tokens", .tokens, 1_000_000),
            ]
        )
        try await Rig.with(Setup(policy: policy)) { rig in
            let child = try await rig.carve(
                "{\"amounts\":{\"USD\":\"2\",\"tokens\":50000},\"calls\":2,\"depth\":1}",
                RunAllowanceTests.parent
            )
            let lacking = try await rig.spend(
                "allowances",
                "{\"amount\":\"1 USD\",\"calls\":1}",
                fields: child.fields
            )
            #expect(lacking.param == "amounts")
            #expect(lacking.text.contains("state tokens, too"))
            for _ in 0..<2 {
                let body = Chat.body(maxTokens: 5)
                #expect(try await rig.ask(Chat.request(body, fields: child.fields)).status == 200)
            }
            let third = try await rig.ask(Chat.request(fields: child.fields))
            #expect(third.status == 429)
            #expect(third.code == "allowance_exceeded")
            try await rig.until("both are settled", { rig.journal.settlements.count == 2 })
            #expect(try await rig.account("calls") == (2, 0))
            #expect(try await rig.account("tokens") == (30, 50_000 - 30))
        }
    }
}
