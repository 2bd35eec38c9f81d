import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Spend verbs: amounts and refusals")
struct SpendAmountTests {
    @Test("a usage is priced by the book, before and after the call")
    func usage() async throws {
        try await Rig.with { rig in
            let body =
                "{\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                + "\"usage\":{\"input_tokens\":100,\"max_output_tokens\":50}}"
            let held = try await rig.spend("hold", body)
            #expect(try held.json()["lines"]?[0]?["amount"]?.int64 == Chat.cost(100, 50))
            #expect(try held.json()["output_tokens"]?.int64 == 50)
            let id = try #require(try held.json()["id"]?.string)
            let settled = try await rig.spend(
                "settle",
                "{\"id\":\"\(id)\",\"usage\":{\"input_tokens\":90,\"cached_input_tokens\":10,"
                    + "\"output_tokens\":20,\"reasoning_tokens\":5}}"
            )
            #expect(settled.status == 200)
            #expect(try await rig.account().spent == Chat.cost(100, 25))
        }
    }

    @Test("between the least and the most output a hold takes what fits")
    func leastOutput() async throws {
        try await Rig.with(Setup(limit: Chat.cost(100, 30))) { rig in
            func body(_ least: Int) -> String {
                "{\"provider\":\"openai\",\"model\":\"gpt-4o-mini\",\"usage\":"
                    + "{\"input_tokens\":100,\"max_output_tokens\":50,\"min_output_tokens\":\(least)}}"
            }
            let refused = try await rig.spend("hold", body(31))
            #expect(refused.status == 429)
            let farthing = try refused.json()["error"]?["farthing"]
            #expect(farthing?["affordable_output_tokens"]?.int64 == 30)
            let held = try await rig.spend("hold", body(10))
            #expect(try held.json()["output_tokens"]?.int64 == 30)
            #expect(try held.json()["remaining"]?.int64 == 0)
        }
    }

    @Test("amounts in several units go to the budgets that count them; calls count themselves")
    func units() async throws {
        let budgets = [
            Setup.money(),
            Budget(id: "tokens", unit: .tokens, limit: 10_000, window: .day),
            Budget(id: "calls", unit: .calls, limit: 10, window: .day),
            Budget(id: "busy", unit: .concurrent, limit: 2, window: .total),
            Budget(id: "search", unit: .credits("search"), limit: 5, window: .day),
        ]
        try await Rig.with(Setup(policy: Policy(id: "test", budgets: budgets))) { rig in
            let id = try await rig.hold(
                "{\"tool\":\"t\",\"amounts\":{\"USD\":\"0.5\",\"tokens\":1200,"
                    + "\"credits:search\":\"2\"}}"
            )
            #expect(try await rig.account("all").held == 500_000_000)
            #expect(try await rig.account("tokens").held == 1_200)
            #expect(try await rig.account("calls").held == 1)
            #expect(try await rig.account("busy").held == 1)
            #expect(try await rig.account("search").held == 2)
            let settled = try await rig.spend(
                "settle",
                "{\"id\":\"\(id)\",\"amounts\":{\"USD\":100,\"credits:search\":1}}"
            )
            #expect(settled.status == 200)
            #expect(try await rig.account("all").spent == 100)
            // What is not stated is charged as held.
            #expect(try await rig.account("tokens").spent == 1_200)
            #expect(try await rig.account("calls").spent == 1)
            #expect(try await rig.account("busy") == (0, 0))
            #expect(try await rig.account("search").spent == 1)
        }
    }

    @Test("a settlement may state ten times its hold, or one unit, and not more; the hold stays")
    func settledMax() async throws {
        try await Rig.with { rig in
            func refused(_ id: String, _ amount: String) async throws {
                let answer = try await rig.spend("settle", "{\"id\":\"\(id)\",\(amount)}")
                #expect(answer.status == 400)
                #expect(answer.code == "amount_above_hold")
                #expect(answer.text.contains("Extend the hold first"))
            }
            let large = try await rig.hold("{\"tool\":\"t\",\"amount\":\"0.3 USD\"}")
            try await refused(large, "\"amount\":900000000000000000")
            try await refused(large, "\"amount\":\"3.000000001 USD\"")
            let priced =
                "\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                + "\"usage\":{\"input_tokens\":3000001,\"output_tokens\":0}"
            try await refused(large, priced)
            #expect(try await rig.account() == (0, 300_000_000))
            let settled = "{\"id\":\"\(large)\",\"amount\":\"3 USD\"}"
            #expect(try await rig.spend("settle", settled).status == 200)
            let small = try await rig.hold("{\"tool\":\"t\",\"amount\":1}")
            try await refused(small, "\"amount\":1000000001")
            let more = "{\"id\":\"\(small)\",\"amount\":\"2 USD\"}"
            #expect(try await rig.spend("extend", more).status == 200)
            #expect(try await rig.spend("settle", more).status == 200)
            #expect(try await rig.account() == (5_000_000_000, 0))
        }
    }

    @Test("tokens and credits are bound to their hold as well")
    func settledUnitsMax() async throws {
        let budgets = [
            Budget(id: "tokens", unit: .tokens, limit: 10_000_000, window: .day),
            Budget(id: "search", unit: .credits("search"), limit: 500, window: .day),
        ]
        try await Rig.with(Setup(policy: Policy(id: "test", budgets: budgets))) { rig in
            let id = try await rig.hold(
                "{\"tool\":\"t\",\"amounts\":{\"tokens\":10,\"credits:search\":2}}"
            )
            for amounts in ["\"tokens\":1000001", "\"credits:search\":21"] {
                let body = "{\"id\":\"\(id)\",\"amounts\":{\(amounts)}}"
                #expect(try await rig.spend("settle", body).code == "amount_above_hold")
            }
            #expect(try await rig.account("search") == (0, 2))
            let most = "{\"id\":\"\(id)\",\"amounts\":{\"tokens\":1000000,\"credits:search\":20}}"
            #expect(try await rig.spend("settle", most).status == 200)
        }
    }

    @Test("money in a currency that the budget does not count is refused, never passed over")
    func currency() async throws {
        try await Rig.with { rig in
            let held = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":\"1 EUR\"}")
            #expect(held.status == 400)
            #expect(held.code == "currency_mismatch")
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            let settled = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":\"0 EUR\"}")
            #expect(settled.code == "currency_mismatch")
            #expect(try await rig.account() == (0, 1_000))
        }
    }

    @Test("a refusal carries the numbers, and is for nobody to try again")
    func refusal() async throws {
        try await Rig.with(Setup(limit: 1_000)) { rig in
            _ = try await rig.hold("{\"tool\":\"t\",\"amount\":400}")
            let refused = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":601}")
            #expect(refused.status == 429)
            #expect(refused.code == "budget_exceeded")
            #expect(refused.field("x-should-retry") == "false")
            #expect(refused.field("retry-after") != nil)
            let numbers = try refused.json()["error"]?["farthing"]
            #expect(numbers?["reason"]?.string == "overLimit")
            #expect(numbers?["budget"]?.string == "all")
            #expect(numbers?["limit"]?.int64 == 1_000)
            #expect(numbers?["held"]?.int64 == 400)
            #expect(numbers?["spent"]?.int64 == 0)
            #expect(numbers?["needed"]?.int64 == 601)
            #expect(numbers?["remaining"]?.int64 == 600)
            #expect(numbers?["receipt"]?.string == refused.field("x-farthing-receipt"))
        }
    }
}
