import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("agent-gov: calls of tools")
struct AgentGovCallTests {
    @Test("what is booked says who called what, by one name for all its spellings")
    func receipt() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        _ = try await rig.send("POST", "/tools/register", #"{"name":"Search","cost_per_call":2.5}"#)
        let warn = try await rig.rule("block_tool", #"{"tool_name":"search"}"#, action: "warn")
        let answer = try await rig.call(key, "SEARCH ", "0")
        #expect(answer["tool"] == "SEARCH " && answer["cost_source"] == "registry")
        #expect(answer.number("actual_cost") == 2.5)
        guard
            case .charge(let charge, let amounts)? = rig.memory.store.statistics.entries.last?.body
        else {
            Issue.record("no charge")
            return
        }
        let agent = try #require(rig.desk.registry.agents(of: nil, after: nil, limit: 1).first)
        #expect(amounts == [2_500_000_000])
        #expect(charge.projectedNanos == 2_500_000_000)
        #expect(charge.context.principal == agent.keyID)
        #expect(charge.context.scope[.agent] == agent.id)
        #expect(charge.context.scope[.project] == "default")
        #expect(charge.context.scope[.tool] == "Search")
        #expect(charge.context.reasons == ["rule:\(warn)"])
        #expect(charge.lines.map(\.account.budget) == ["agents.default"])
    }

    @Test("a call that a rule refuses has a receipt, charges nothing and pauses nobody")
    func blocked() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent("1")
        let number = try await rig.rule("block_tool", #"{"tool_name":"evil"}"#)
        #expect(try await rig.call(key, "evil", "99").status == 403)
        guard case .refusal(let refused)? = rig.memory.store.statistics.entries.last?.body else {
            Issue.record("no refusal")
            return
        }
        #expect(refused.refusal.code == .rule)
        #expect(refused.refusal.rule == "rule:\(number)")
        #expect(refused.projectedNanos == 99_000_000_000)
        #expect(refused.context.scope[.tool] == "evil")
        #expect(try await rig.call(key, "fine", "1").status == 200)
    }

    @Test("that an agent is paused is said before any rule is asked")
    func pausedFirst() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent("1")
        let blocks = try await rig.rule("block_tool", #"{"tool_name":"evil"}"#)
        let warns = try await rig.rule("block_tool", #"{"tool_name":"fine"}"#, action: "warn")
        let shares = try await rig.rule(
            "budget_warning",
            #"{"threshold_pct":0}"#,
            action: "warn"
        )
        #expect(try await rig.call(key, "other", "2").status == 429)
        #expect(try await rig.call(key, "evil", "0").detail.contains("paused"))
        #expect(try await rig.call(key, "fine", "0").detail.contains("paused"))
        for number in [blocks, warns] { #expect(await rig.gov.violations(of: Int64(number)) == 0) }
        #expect(await rig.gov.violations(of: Int64(shares)) == 1)
    }

    @Test("an agent of which nothing is left to tell is resumed all the same")
    func resumesUnknown() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent("1")
        let other = try await rig.agent("1")
        #expect(try await rig.call(key, "t", "2").status == 429)
        // The next day others call, so that no account of the paused agent is open.
        rig.memory.clock.advance(byMs: 86_400_000)
        let later = try await rig.restarted()
        #expect(try await later.call(other, "t", "1").status == 200)
        #expect(try await later.send("POST", "/agents/\(key)/resume").status == 200)
        #expect(try await later.call(key, "t", "1").status == 200)
    }

    @Test("tools without a price are refused where the settings say so")
    func unknownTools() async throws {
        let rig = try await AgentGovRig(unknownTools: .refuse)
        let key = try await rig.agent()
        let refused = try await rig.call(key, "search", "1")
        #expect(refused.status == 403 && refused.detail.contains("/tools/register"))
        _ = try await rig.send("POST", "/tools/register", #"{"name":"search","cost_per_call":1}"#)
        #expect(try await rig.call(key, "Search", "0").number("spent_today") == 1)
    }

    @Test("an agent without a daily budget is told what to do")
    func noLimit() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        var agent = try #require(rig.desk.registry.agents(of: nil, after: nil, limit: 1).first)
        agent.dailyLimitNanos = nil
        try await rig.desk.change(
            [RegistryEdit(collection: Agent.collection, id: agent.id, document: agent.document)],
            by: .admin
        )
        let answer = try await rig.call(key)
        #expect(answer.status == 403 && answer.detail.contains("daily budget"))
    }

    @Test("a call that was planned under an earlier policy is planned again")
    func replans() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        #expect(try await rig.call(key).status == 200)
        let mark = PolicyMark(id: "house", version: 2, hash: "")
        try await rig.desk.apply([.setPolicy(id: mark.id, version: mark.version, hash: "")])
        // Not yet told here.
        #expect(try await rig.call(key).status == 503)
        rig.memory.policies.set(mark)
        let answer = try await rig.call(key)
        #expect(answer.status == 200 && answer.number("calls_today") == 2)
        guard case .charge(let charge, _)? = rig.memory.store.statistics.entries.last?.body else {
            Issue.record("no charge")
            return
        }
        #expect(charge.context.policyID == "house" && charge.context.policyVersion == 2)
        #expect(charge.context.scope[.tenant] == "acme")
    }

    @Test(
        "the number of calls begins anew with a reset from elsewhere, and outlasts a restart"
    )
    func counts() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        for number in 1...3 {
            #expect(try await rig.call(key).number("calls_today") == Double(number))
        }
        let agent = try #require(rig.desk.registry.agents(of: nil, after: nil, limit: 1).first)
        try await rig.desk.apply([
            .reset(budget: "agents.default", scope: agent.account, note: "from elsewhere")
        ])
        #expect(try await rig.call(key).number("calls_today") == 1)
        #expect(try await rig.call(key).number("calls_today") == 2)
        let later = try await rig.restarted()
        let answer = try await later.call(key)
        #expect(answer.number("calls_today") == 3 && answer.number("spent_today") == 3)
    }

    @Test("a call goes although nobody can say how many there were, and the number is found later")
    func countsWithoutStatistics() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        #expect(try await rig.call(key).number("calls_today") == 1)
        let later = try await rig.restarted()
        later.memory.store.statistics.setDown(true)
        #expect(try await later.call(key).status == 200)
        later.memory.store.statistics.setDown(false)
        later.memory.clock.advance(byMs: 10_000)
        #expect(try await later.call(key).number("calls_today") == 3)
    }

    @Test("calls at once are counted each, and together spend exactly the budget")
    func together() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent("20")
        let counts = try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let answer = try await rig.call(key, "t", "1")
                    return answer.status == 200 ? answer.object["calls_today"] as? Int : nil
                }
            }
            var counts: [Int] = []
            for try await count in group { if let count { counts.append(count) } }
            return counts
        }
        #expect(counts.sorted() == Array(1...20))
    }

    @Test("how often a rule has spoken outlasts a restart, and no number is given twice")
    func violations() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        let number = try await rig.rule("block_tool", #"{"tool_name":"evil"}"#)
        for _ in 0..<3 { #expect(try await rig.call(key, "evil").status == 403) }
        // Repeats within a second are written when it is over.
        rig.memory.clock.advance(byMs: 5_000)
        #expect(try await rig.call(key, "fine").status == 200)
        let later = try await rig.restarted()
        #expect(await later.gov.violations(of: Int64(number)) == 3)
        #expect(try await later.call(key, "evil").status == 403)
        let shown = try await later.send("GET", "/policies/\(number)")
        #expect(shown.number("violation_count") == 4)
        #expect(try await later.send("DELETE", "/policies/\(number)").status == 200)
        let last = try await later.restarted()
        #expect(try await last.rule("block_tool") == number + 1)
    }

    @Test(
        "a body that does not say that it is JSON is refused, whatever it has",
        arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]
    )
    func types(_ type: String) async throws {
        let rig = try await AgentGovRig(isCompatible: true)
        let request = ConsoleRequest(
            method: "POST",
            path: "/agents/register",
            fields: type.isEmpty ? [] : [("content-type", type)],
            body: Array(#"{"name":"a","daily_budget":1}"#.utf8)
        )
        guard case .route(let route, _) = rig.site.routes.find("POST", "/agents/register") else {
            Issue.record("no route")
            return
        }
        #expect(await rig.site.answer(request, of: route).status == 422)
    }

    @Test("money of two currencies is listed and not added up")
    func currencies() async throws {
        let rig = try await AgentGovRig()
        let rupees = Workspace(id: "ws-1", name: "w", currency: "INR", createdAtMs: 1)
        try await rig.desk.open(rupees, expects: .absent, keys: [], by: .admin)
        let one = try await rig.agent()
        let two = try await rig.agent(workspace: "ws-1")
        #expect(try await rig.call(one, "t", "0.111").status == 200)
        #expect(try await rig.call(one, "t", "0.234").status == 200)
        #expect(try await rig.call(two, "t", "7").status == 200)
        let all = try await rig.send("GET", "/analytics/tools")
        #expect(all.number("total_tools") == 2 && all.number("total_spend") == 0.35)
        // The mean of 0.1725 is rounded from the exact sum.
        #expect(all.text.contains(#""total_spent":0.35,"avg_cost":0.17,"agent_count":1"#))
        let indian = try await rig.send("GET", "/analytics/tools?workspace_id=ws-1")
        #expect(indian["currency"] == "INR" && indian.number("total_spend") == 7)
        #expect(try await rig.call(two, "t", "4").detail.contains("7.00 of 10.00 INR"))
    }

    @Test("a workspace has so many rules and no more")
    func rulesMax() async throws {
        let rig = try await AgentGovRig()
        for _ in 0..<AgentGovRoutes.rulesMax {
            _ = try await rig.rule("block_tool", #"{"tool_name":"x"}"#, action: "warn")
        }
        let body = #"{"name":"one more","policy_type":"block_tool"}"#
        #expect(try await rig.send("POST", "/policies", body).status == 409)
        let warned = try await rig.call(try await rig.agent(), "x", "1")
        #expect((warned.object["policy_warnings"] as? [String])?.count == AgentGovRoutes.rulesMax)
    }
}
