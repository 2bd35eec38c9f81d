import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy trials")
struct PolicyTrialTests {
    private static let text = """
        budgets:
          - id: daily
            limit: 1.00 USD
            window: day
            warnings: off
            thresholds:
              - { at: 50%, do: downgrade, to: [middle, small] }
              - { at: 90%, do: approve, approvers: finance, need: 2 }
          - id: teams
            match: { team: "fin*" }
            per: [agent]
            limit: 20k tokens
            window: hour
            warnings: off
        rules:
          - id: no-tools
            when: { tool: "pay_*" }
            require: payment_initiate
        """

    struct Expected: Sendable {
        var call: String
        var spent: Int64
        var decision: String
        var model: String
    }

    @Test(
        "a call is decided by what its budgets have spent",
        arguments: [
            Expected(call: "input=1000 output=1000", spent: 0, decision: "allow", model: "large"),
            // 0.20 + 0.30 is half of the limit, and equality passes.
            Expected(call: "input=1000 output=1000", spent: 300, decision: "allow", model: "large"),
            Expected(
                call: "input=1000 output=1000",
                spent: 301,
                decision: "downgrade",
                model: "middle"
            ),
            Expected(
                call: "input=1000 output=1000",
                spent: 880,
                decision: "downgrade",
                model: "middle"
            ),
            Expected(
                call: "input=1000 output=1000",
                spent: 881,
                decision: "approve",
                model: "middle"
            ),
            Expected(
                call: "input=1000 output=1000",
                spent: 990,
                decision: "approve",
                model: "small"
            ),
            Expected(
                call: "input=1000 output=1000 team=fin agent=a",
                spent: 0,
                decision: "allow",
                model: "large"
            ),
            Expected(
                call: "input=19000 output=2000 team=fin agent=a",
                spent: 0,
                decision: "block",
                model: "small"
            ),
            Expected(
                call: "input=10 output=10 tool=pay_bill",
                spent: 0,
                decision: "block",
                model: "large"
            ),
            Expected(
                call: "input=10 output=10 tool=pay_bill capability=payment_execute",
                spent: 0,
                decision: "allow",
                model: "large"
            ),
        ]
    )
    func decides(_ expected: Expected) throws {
        var trial = try ToolSamples.trial(Self.text)
        let seeded = trial.seed(
            [TrialBalance(budget: "daily", scope: "", spent: expected.spent * 1_000_000)],
            atMs: ToolSamples.nowMs
        )
        #expect(seeded == nil)
        let call = try ToolSamples.call("provider=openai model=large " + expected.call)
        let outcome = trial.judge(call, atMs: ToolSamples.nowMs)
        #expect(outcome.decision.name == expected.decision)
        #expect(outcome.model == expected.model)
    }

    @Test("of two budgets without room the one is named whose limit nobody lifts")
    func stops() throws {
        let trial = try ToolSamples.trial(
            """
            budgets:
              - id: soft
                limit: 0.10 USD
                window: day
                thresholds: [{ at: 100%, do: approve, approvers: finance }]
              - { id: hard, limit: 0.12 USD, window: day }
            """
        )
        let call = try ToolSamples.call("provider=openai model=large input=1000 output=1000")
        let outcome = trial.judge(call, atMs: ToolSamples.nowMs)
        guard case .block(.budget(let refusal)) = outcome.decision else {
            Issue.record("\(outcome.decision)")
            return
        }
        #expect(refusal.account?.budget == "hard")
        #expect(refusal.limit == 120_000_000)
    }

    @Test("judging leaves nothing behind, carrying a call out spends")
    func spends() throws {
        var trial = try ToolSamples.trial("budgets: [{ id: d, limit: 0.30 USD, window: day }]")
        let call = try ToolSamples.call("provider=openai model=large input=1000 output=1000")
        for _ in 0..<3 {
            #expect(trial.judge(call, atMs: ToolSamples.nowMs).decision == .allow)
        }
        let first = trial.ask(call, atMs: ToolSamples.nowMs)
        #expect(first.outcome.decision == .allow)
        #expect(trial.judge(call, atMs: ToolSamples.nowMs).decision.name == "block")
        let held = try #require(first.held)
        trial.settle(held, costNanos: 100_000_000, tokens: 1_000, atMs: ToolSamples.nowMs)
        #expect(trial.judge(call, atMs: ToolSamples.nowMs).decision == .allow)
        #expect(trial.judge(call, atMs: ToolSamples.nowMs + 86_400_000).decision == .allow)
    }

    @Test("what is given counts even where it is more than the limit")
    func seeds() throws {
        var trial = try ToolSamples.trial(
            "budgets: [{ id: d, limit: 1 USD, window: day, per: agent }]"
        )
        let seeded = trial.seed(
            [
                TrialBalance(
                    budget: "d",
                    scope: "agent=a",
                    spent: 2_000_000_000,
                    held: 5_000_000_000
                ),
                TrialBalance(budget: "d", scope: "agent=b", isPaused: true),
                TrialBalance(budget: "d", scope: "agent=c", spent: 999_999_999, topUps: 1),
            ],
            atMs: ToolSamples.nowMs
        )
        #expect(seeded == nil)
        func line(_ agent: String) throws -> (TrialLine, TrialOutcome) {
            let call = try ToolSamples.call("cost=0.000000001USD agent=\(agent)")
            let outcome = trial.judge(call, atMs: ToolSamples.nowMs)
            return (try #require(outcome.steps.last?.lines.first), outcome)
        }
        let (a, refused) = try line("a")
        #expect(a.spent == 2_000_000_000 && a.held == 5_000_000_000 && a.free == 0)
        #expect(refused.decision.name == "block")
        let (b, paused) = try line("b")
        #expect(b.isPaused && paused.decision.name == "block")
        let (c, allowed) = try line("c")
        #expect(c.free == 2 && allowed.decision == .allow)
        #expect(try line("d").0.free == 1_000_000_000)
    }

    @Test("a model without a price is refused, or counted at the policy's ceiling")
    func unpriced() throws {
        let call = try ToolSamples.call("provider=openai model=strange input=1000 output=1000")
        let strict = try ToolSamples.trial("budgets: [{ id: d, limit: 1 USD, window: day }]")
        #expect(
            strict.judge(call, atMs: ToolSamples.nowMs).decision == .block(.unpriced(.unpriced))
        )
        let lenient = try ToolSamples.trial(
            """
            unpriced: { ceiling: 100 USD per 1M tokens }
            budgets: [{ id: d, limit: 1 USD, window: day }]
            """
        )
        let outcome = lenient.judge(call, atMs: ToolSamples.nowMs)
        #expect(outcome.decision == .allow)
        #expect(outcome.steps.last?.bound?.ceilingNanos == 200_000_000)
    }

    @Test("a rule's ladder is taken one rung, and the next where the money does not suffice")
    func ladders() throws {
        var trial = try ToolSamples.trial(
            """
            budgets: [{ id: d, limit: 1 USD, window: day }]
            rules: [{ id: r, when: {}, do: downgrade, to: [middle, small] }]
            """
        )
        let call = try ToolSamples.call("provider=openai model=large input=1000 output=1000")
        #expect(trial.judge(call, atMs: ToolSamples.nowMs).model == "middle")
        _ = trial.seed(
            [TrialBalance(budget: "d", scope: "", spent: 990_000_000)],
            atMs: ToolSamples.nowMs
        )
        let outcome = trial.judge(call, atMs: ToolSamples.nowMs)
        #expect(outcome.model == "small" && outcome.decision == .downgrade)
    }

    @Test("rules and budgets say term by term why they do not count")
    func traces() throws {
        let trial = try ToolSamples.trial(Self.text)
        let call = try ToolSamples.call(
            "provider=openai model=large input=1 output=1 tool=pay_x team=sales"
        )
        let outcome = trial.judge(call, atMs: ToolSamples.nowMs)
        let step = try #require(outcome.steps.first)
        let rule = try #require(trial.rules(step, of: outcome, atMs: ToolSamples.nowMs).first)
        #expect(rule.isDetermining && rule.applies)
        #expect(
            rule.terms.map(\.text) == [
                #"tool "pay_x" fits "pay_*""#, "capability none < payment_initiate",
            ]
        )
        let miss = try #require(trial.misses(step, atMs: ToolSamples.nowMs).first)
        #expect(miss.budget.id == "teams")
        #expect(miss.terms.map(\.text) == [#"team "sales" fits "fin*""#])
        #expect(trial.determining(outcome, atMs: ToolSamples.nowMs) == ["no-tools"])
    }

    @Test("a call's text is read with columns and the nearest spelling")
    func reads() throws {
        let call = try ToolSamples.call(
            #"model=large, agent="the first" input=12k output=500 cost=$0.50 tag:ring=inner steps=4"#
        )
        #expect(call.scope[.agent] == "the first" && call.scope[.tag("ring")] == "inner")
        #expect(call.inputTokens == 12_000 && call.statedNanos == 500_000_000)
        #expect(call.run?.steps == 4)
        #expect(call.withProvider(in: ToolSamples.prices, atMs: 0).scope[.provider] == nil)
        do throws(PolicyFileErrors) {
            _ = try TrialText.call("model=large modle=x input=many", option: "--call")
            Issue.record("not refused")
        } catch {
            let texts = error.errors.map(\.description)
            #expect(texts.count == 2)
            #expect(texts[0].hasPrefix("--call:1:13: modle: unknown key \"modle\"; did you mean"))
            #expect(texts[1].hasPrefix("--call:1:27: input: "))
        }
    }
}
