import FarthingCore
import FarthingPolicy
import Testing

/// What the tools say of a call is what the core says of it: nothing here decides by itself.
@Suite("trials beside the core")
struct PolicyDeliberationTests {
    private static let text = """
        unmatched: allow
        budgets:
          - { id: all, limit: 100 USD, window: day }
        rules:
          - { id: a, when: { model: "l*" }, do: block }
          - { id: b, when: { cost: "> 0.01 USD", team: x }, do: approve, approvers: f }
          - { id: c, when: { team: x }, require: data_write }
          - { id: d, when: { tokens: "> 2000" }, do: wait, within: 5s }
          - { id: e, when: { agent: "?" }, do: downgrade, to: small }
          - { id: f, when: { steps: "> 3" }, do: block, mode: shadow }
        """

    @Test("the rules that a tool names are those of the receipt's reasons")
    func names() throws {
        let trial = try ToolSamples.trial(Self.text)
        var seen: Set<String> = []
        for model in ["large", "middle", "small"] {
            for team in ["", " team=x"] {
                for agent in ["", " agent=q", " agent=long"] {
                    for output in [100, 3_000] {
                        for capability in ["", " capability=data_write"] {
                            let text =
                                "provider=openai model=\(model) input=100 output=\(output) steps=5"
                                + team + agent + capability
                            let call = try ToolSamples.call(text)
                            let outcome = trial.judge(call, atMs: ToolSamples.nowMs)
                            let named = Set(trial.determining(outcome, atMs: ToolSamples.nowMs))
                            let told = outcome.steps.flatMap { step in
                                (step.verdict?.reasons ?? [])
                                    + (step.verdict?.approvalReasons ?? [])
                            }
                            for rule in trial.policy.policy.rules {
                                let isTold = told.contains {
                                    $0.hasPrefix("rule \"\(rule.id)\" says")
                                }
                                #expect(named.contains(rule.id) == isTold, "\(rule.id): \(text)")
                            }
                            for step in outcome.steps {
                                let traces = trial.rules(step, of: outcome, atMs: ToolSamples.nowMs)
                                for trace in traces where trace.isDetermining {
                                    #expect(trace.applies, "\(trace.rule.id): \(text)")
                                }
                            }
                            seen.formUnion(named)
                        }
                    }
                }
            }
        }
        #expect(seen == ["a", "b", "c", "d", "e"])
    }

    @Test("what is possible instead is possible, and the next larger output is not")
    func alternatives() throws {
        var trial = try ToolSamples.trial(
            "budgets: [{ id: d, limit: 1 USD, window: day }, { id: t, limit: 9k tokens, window: hour }]"
        )
        _ = trial.seed(
            [TrialBalance(budget: "d", scope: "", spent: 500_000_000)],
            atMs: ToolSamples.nowMs
        )
        var call = try ToolSamples.call("provider=openai model=large input=1000 output=8001")
        let found = trial.alternatives(to: call, atMs: ToolSamples.nowMs)
        // 0.50 are left, of which the input takes 0.10.
        #expect(found.outputTokens == 4_000)
        call.outputTokens = 4_000
        #expect(trial.judge(call, atMs: ToolSamples.nowMs).decision == .allow)
        call.outputTokens = 4_001
        #expect(trial.judge(call, atMs: ToolSamples.nowMs).decision.name == "block")
        // The tokens' hour ends before the day, and 8,001 of output never fit it.
        #expect(found.freeAtMs == nil)
        let cheapest = trial.alternatives(to: call, atMs: ToolSamples.nowMs).cheapest
        #expect(cheapest?.name == "small" && cheapest?.ceilingNanos == 5_001_000)
    }
}
