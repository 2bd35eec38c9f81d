import FarthingCore
import FarthingPolicy
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("agent-gov: the budgets of the policy")
struct AgentGovBudgetTests {
    /// A rig with a policy in force, given as the policy language has it.
    private static func rig(_ text: String) async throws -> AgentGovRig {
        let rig = try await AgentGovRig()
        try await put(text, in: rig)
        return rig
    }

    private static func put(_ text: String, in rig: AgentGovRig) async throws {
        var policy = try PolicyReader.read(
            Array(("version: 1\ntenant: acme\n" + text).utf8),
            file: "policy.yaml",
            format: .yaml,
            zones: { _ in .utc }
        )
        let budgets = policy.budgets.map { budget in
            var budget = budget
            budget.isEnforced = budget.isEnforced && policy.isEnforced
            return budget
        }
        for id in ["default", "ws-0000000000000001"] {
            guard let workspace = rig.desk.registry.workspace(id) else { continue }
            policy.budgets.append(workspace.budget(zone: .utc))
        }
        try await rig.desk.apply(budgets.map { .setBudget($0, opening: [:]) })
        if !policy.isEnforced {
            var own = try #require(policy.budgets.first { $0.id == "agents.default" })
            own.isEnforced = false
            try await rig.desk.apply([.setBudget(own, opening: [:])])
        }
        let rates = ExchangeRates(version: "1", hash: "", references: []).applying(policy.rates)
        rig.memory.policies.set(PolicyTerms(policy: try CompiledPolicy(policy), rates: rates))
    }

    /// A workspace with a currency of its own; its id.
    private static func workspace(_ currency: String, in rig: AgentGovRig) async throws -> String {
        let workspace = Workspace(
            id: "ws-0000000000000001",
            name: currency,
            currency: currency,
            createdAtMs: 0
        )
        try await rig.desk.open(workspace, expects: .absent, keys: [], by: .admin)
        return workspace.id
    }

    private static func spent(_ rig: AgentGovRig) async throws -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for account in try await rig.memory.store.accounts() {
            sums[account.key.budget + "/" + account.key.scope] = account.spent
        }
        return sums
    }

    private static func lastRefusal(_ rig: AgentGovRig) -> Entry.Refused? {
        for entry in rig.memory.store.statistics.entries.reversed() {
            if case .refusal(let refused) = entry.body { return refused }
        }
        return nil
    }

    @Test("a call counts in every budget that matches it, in the unit of each, and in no other")
    func countsEverywhere() async throws {
        let rig = try await Self.rig(
            """
            budgets:
              - { id: all, limit: 100 USD, window: total }
              - { id: calls, per: [tool], limit: 10 calls, window: day }
              - { id: tokens, limit: 10 tokens, window: day }
              - { id: at-once, limit: 2 concurrent }
              - { id: elsewhere, match: { project: ws-1 }, limit: 1 USD, window: day }
              - { id: acme, match: { tenant: acme, tool: "se*" }, limit: 9 USD, window: day }
            """
        )
        let key = try await rig.agent()
        let agent = try #require(rig.desk.registry.agents(of: nil, after: nil, limit: 1).first)
        #expect(try await rig.call(key, "search", "2.5").number("spent_today") == 2.5)
        let second = try await rig.call(key, "search", "0.000000001")
        #expect(second.status == 200 && second.number("calls_today") == 2)
        #expect(
            try await Self.spent(rig) == [
                "agents.default/agent=\(agent.id)": 2_500_000_001, "all/": 2_500_000_001,
                "calls/tool=search": 2, "tokens/": 0, "at-once/": 0, "acme/": 2_500_000_001,
            ]
        )
        guard case .charge(let charge, _)? = rig.memory.store.statistics.entries.last?.body else {
            Issue.record("no charge")
            return
        }
        #expect(charge.lines.first?.account.budget == "agents.default")
    }

    @Test("another budget's refusal names it, books nothing and pauses nobody")
    func otherRefuses() async throws {
        let rig = try await Self.rig(
            """
            budgets:
              - { id: all, limit: 3 USD, window: total, thresholds: [{ at: 50%, do: warn }] }
            """
        )
        let key = try await rig.agent()
        #expect(try await rig.call(key, "t", "2").status == 200)
        let refused = try await rig.call(key, "t", "2")
        #expect(refused.status == 429 && refused.detail.contains("'all'"), "\(refused.text)")
        #expect(Self.lastRefusal(rig)?.refusal.account?.budget == "all")
        let next = try await rig.call(key, "t", "1")
        #expect(next.status == 200 && next.number("spent_today") == 3)
        try await rig.desk.apply([.pause(budget: "all", scope: nil, note: "")])
        let paused = try await rig.call(key, "t", "0")
        #expect(paused.status == 429 && paused.detail.contains("'all' is paused"))
        try await rig.desk.apply([.resume(budget: "all", scope: nil, note: "")])
        #expect(try await rig.call(key, "t", "0").status == 200)
        // Its own account does pause it, whatever others would say.
        #expect(try await rig.call(key, "t", "20").detail.contains("is paused now"))
        #expect(try await rig.call(key, "t", "0").detail.contains("resume it"))
    }

    @Test("a cost in another currency counts by the rates, rounded up")
    func converts() async throws {
        let rig = try await AgentGovRig()
        let workspace = try await Self.workspace("EUR", in: rig)
        try await Self.put(
            """
            rates:
              - { currency: EUR, per_usd: "0.9" }
              - { currency: GBP, per_usd: "0.7" }
            budgets:
              - { id: dollars, limit: 100 USD, window: day }
              - { id: euros, limit: 100 EUR, window: day }
              - { id: pounds, limit: 100 GBP, window: day }
            """,
            in: rig
        )
        let key = try await rig.agent(workspace: workspace)
        let answer = try await rig.call(key, "t", "1")
        #expect(answer.status == 200 && answer.number("spent_today") == 1, "\(answer.text)")
        #expect(answer.number("remaining") == 9)
        let spent = try await Self.spent(rig)
        #expect(spent["dollars/"] == 1_111_111_112)
        #expect(spent["euros/"] == 1_000_000_000)
        #expect(spent["pounds/"] == 777_777_779)
    }

    @Test("where a rate is missing, a call that costs something is refused and nothing is held")
    func lacksRate() async throws {
        let rig = try await AgentGovRig()
        let workspace = try await Self.workspace("JPY", in: rig)
        try await Self.put("budgets:\n  - { id: usd, limit: 9 USD, window: day }", in: rig)
        let key = try await rig.agent(workspace: workspace)
        let refused = try await rig.call(key, "t", "1")
        #expect(refused.status == 409, "\(refused.text)")
        #expect(refused.detail.contains("\"usd\"") && refused.detail.contains("JPY"))
        #expect(try await rig.memory.store.accounts().allSatisfy { $0.spent == 0 && $0.held == 0 })
        #expect(try await rig.call(key, "t", "0").status == 200)
        try await Self.put(
            "budgets:\n  - { id: usd, limit: 9 USD, window: day, mode: shadow }",
            in: rig
        )
        rig.memory.clock.advance(byMs: 61_000)
        #expect(try await rig.call(key, "t", "1").status == 200)
    }

    @Test("the policy's rules judge it, with their receipt")
    func rules() async throws {
        let rig = try await Self.rig(
            """
            unmatched: refuse
            rules:
              - { id: big, when: { cost: "> 2.00 USD" }, do: block, reason: too much }
              - { id: cheaper, when: { tool: t }, do: downgrade, to: [small] }
            budgets: []
            """
        )
        let key = try await rig.agent()
        #expect(try await rig.call(key, "t", "2").status == 200)
        let refused = try await rig.call(key, "t", "2.01")
        #expect(refused.status == 403 && refused.detail.contains("too much"), "\(refused.text)")
        let entry = try #require(Self.lastRefusal(rig))
        #expect(entry.refusal.rule == "big" && entry.context.scope[.tenant] == "acme")
        #expect(try await rig.call(key, "t", "1").status == 200)
    }

    @Test("a yes that the policy asks for is good for one call", arguments: [true, false])
    func approvals(_ isRule: Bool) async throws {
        let text =
            isRule
            ? """
            rules:
              - { id: ask, when: { tool: pay }, do: approve, approvers: finance }
            budgets:
              - { id: all, limit: 9 USD, window: day }
            """
            : """
            budgets:
              - id: all
                limit: 9 USD
                window: day
                thresholds: [{ at: 10%, do: approve, approvers: finance }]
            """
        let rig = try await Self.rig(text)
        let key = try await rig.agent()
        let asked = try await rig.call(key, "pay", "3")
        let approval = try #require(try await rig.memory.store.approvals(limit: 9).first)
        #expect(asked.status == 403 && asked.detail.contains("\(approval.id)"), "\(asked.text)")
        try await rig.desk.apply([
            .vote(ApprovalVote(id: approval.id, voter: "alice", isFor: true))
        ])
        let done = try await rig.call(key, "pay", "3")
        #expect(done.status == 200 && done.number("spent_today") == 3, "\(done.text)")
        #expect(try await Self.spent(rig)["all/"] == 3_000_000_000)
        #expect(try await rig.memory.store.openHolds(limit: 9).isEmpty)
        #expect(try await rig.call(key, "pay", "3").status == 403)
    }

    @Test("past the share of a wait the call is refused, and the journal says so")
    func waits() async throws {
        let rig = try await Self.rig(
            """
            budgets:
              - id: all
                limit: 10 USD
                window: day
                thresholds:
                  - { at: 10%, do: downgrade, to: [small] }
                  - { at: 50%, do: wait, within: 30s }
            """
        )
        let key = try await rig.agent()
        #expect(try await rig.call(key, "t", "4").status == 200)
        let refused = try await rig.call(key, "t", "2")
        #expect(refused.status == 429 && refused.detail.contains("'all'"), "\(refused.text)")
        #expect(refused.detail.contains("wait for room"))
        #expect(Self.lastRefusal(rig)?.refusal.account?.budget == "all")
        #expect(try await rig.call(key, "t", "1").status == 200)
    }

    @Test("a call that waits for an operator holds in all of them, and is charged in all")
    func asks() async throws {
        let rig = try await Self.rig(
            """
            budgets:
              - { id: all, limit: 9 USD, window: day }
              - { id: calls, limit: 9 calls, window: day }
              - { id: at-once, limit: 2 concurrent }
            """
        )
        let key = try await rig.agent()
        _ = try await rig.rule(
            "require_approval",
            #"{"tool_name":"x"}"#,
            action: "require_approval"
        )
        let ask = try await rig.call(key, "x", "2")["approval_id"]
        let hold = try #require(try await rig.memory.store.openHolds(limit: 9).first)
        #expect(hold.lines.map(\.held) == [2_000_000_000, 2_000_000_000, 1, 1])
        let word = #"{"approval_id":"\#(ask)","decision":"approve"}"#
        #expect(try await rig.send("POST", "/approvals/\(ask)/decide", word).status == 200)
        let spent = try await Self.spent(rig)
        #expect(spent["all/"] == 2_000_000_000 && spent["calls/"] == 1 && spent["at-once/"] == 0)
    }

    @Test("in shadow nothing is refused, and what rules ask of spending charges nothing")
    func shadow() async throws {
        let rig = try await Self.rig(
            "mode: shadow\nbudgets:\n  - { id: all, limit: 1 USD, window: day }"
        )
        let key = try await rig.agent("5")
        try await Self.put(
            "mode: shadow\nbudgets:\n  - { id: all, limit: 1 USD, window: day }",
            in: rig
        )
        _ = try await rig.rule("budget_warning", #"{"threshold_pct":50}"#, action: "warn")
        let first = try await rig.call(key, "t", "3")
        #expect(first.status == 200 && first.number("spent_today") == 3, "\(first.text)")
        #expect(first.number("remaining") == 2)
        let second = try await rig.call(key, "t", "3")
        #expect(second.status == 200 && second.text.contains("policy_warnings"), "\(second.text)")
        #expect(second.number("remaining") == 0)
        #expect(try await Self.spent(rig)["all/"] == 6_000_000_000)
    }

    @Test("an edit of the policy holds for the next call")
    func followsEdits() async throws {
        let rig = try await Self.rig("budgets:\n  - { id: one, limit: 9 USD, window: day }")
        let key = try await rig.agent()
        #expect(try await rig.call(key).status == 200)
        try await rig.desk.apply([.setPolicy(id: "next", version: 2, hash: "")])
        // Not yet told here.
        #expect(try await rig.call(key).status == 503)
        var terms = try #require(rig.memory.policies.terms)
        var policy = terms.policy.policy
        policy.budgets[0].id = "other"
        try await rig.desk.apply([.setBudget(policy.budgets[0], opening: [:])])
        var compiled = try CompiledPolicy(policy)
        compiled.revision = 2
        terms = PolicyTerms(policy: compiled, rates: terms.rates)
        rig.memory.policies.set(terms)
        #expect(try await rig.call(key).status == 200)
        let spent = try await Self.spent(rig)
        #expect(spent["one/"] == 1_000_000_000 && spent["other/"] == 1_000_000_000)
    }
}
