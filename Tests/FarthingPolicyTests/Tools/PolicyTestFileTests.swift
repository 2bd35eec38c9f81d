import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy test files")
struct PolicyTestFileTests {
    private static let policy = """
        budgets:
          - { id: daily, limit: 1.00 USD, window: day, warnings: off }
          - { id: agents, per: agent, limit: 2 calls, window: hour, warnings: off }
          - { id: slots, limit: 1 concurrent }
        rules:
          - { id: big, when: { cost: "> 0.50 USD" }, do: block, reason: split the work }
        """

    private static func results(_ text: String) throws -> [PolicyTestResult] {
        let policy = try ToolSamples.policy(policy)
        let file = try PolicyTestFile(Array(text.utf8), file: "t.yaml", policy.policy)
        return file.cases.map { $0.run(policy, ToolSamples.prices, nowMs: ToolSamples.nowMs) }
    }

    @Test("cases that hold are good, whatever they expect")
    func good() throws {
        let results = try Self.results(
            """
            version: 1
            policy: policy.yaml
            at: 2026-11-21T10:00:00Z
            cases:
              - name: a small call passes
                call: { model: large, input: 1000, output: 1000, agent: a }
                expect: { decision: allow, to: large, left: { daily: 0.80 USD } }
              - name: a full day refuses
                given: { spent: { daily: 0.90 USD } }
                call: { model: large, input: 1000, output: 1000 }
                expect: { decision: block, refused_by: daily }
              - name: big calls are split
                call: { cost: 0.60 USD }
                expect: { decision: block, refused_by: big, rules: [big] }
              - name: two an hour for each agent
                calls:
                  - { cost: 0.01 USD, agent: a, times: 2, expect: allow }
                  - { cost: 0.01 USD, agent: a, expect: { refused_by: agents } }
                  - { cost: 0.01 USD, agent: b, actual: 0.005 USD, expect: { left: { daily: 0.975 USD } } }
                  - { cost: 0.01 USD, agent: a, after: 60m, expect: allow }
              - name: one at a time
                calls:
                  - { cost: 0.01 USD, running: true, expect: allow }
                  - { cost: 0.01 USD, expect: { decision: block, refused_by: slots } }
              - name: one account of several, and paused ones
                given:
                  spent: { "agents(agent=b)": 2 calls }
                  paused: [agents(agent=c)]
                calls:
                  - { cost: 0.01 USD, agent: a, expect: allow }
                  - { cost: 0.01 USD, agent: b, expect: block }
                  - { cost: 0.01 USD, agent: c, expect: block }
              - name: a model without a price
                call: { provider: openai, model: strange, input: 1, output: 1 }
                expect: { refused_by: unpriced }
            """
        )
        for result in results { #expect(result.isGood, "\(result.name): \(result.failures)") }
        #expect(results.count == 7)
        #expect(results[3].callCount == 5)
    }

    @Test("a case that does not hold says the difference and why")
    func failing() throws {
        let results = try Self.results(
            """
            cases:
              - name: wrong
                call: { cost: 0.60 USD }
                expect: { decision: allow, rules: [], left: { daily: 0.40 USD } }
            """
        )
        let failures = try #require(results.first).failures
        #expect(failures.map(\.what) == ["decision", "rules", "left in daily"])
        #expect(failures.map(\.expected) == ["allow", "none", "0.40 USD"])
        #expect(failures.map(\.got) == ["block", "big", "1.00 USD"])
        #expect(failures[0].line == 3)
        #expect(
            failures[0].reasons == ["rule \"big\" says block: cost 0.60 > 0.50 (split the work)"]
        )
    }

    @Test(
        "a mistake in the file has its place and the nearest spelling",
        arguments: [
            (
                "cases: [{ name: n, call: { cost: 1 USD }, expcet: allow }]",
                "1:43: cases[0].expcet: unknown key \"expcet\"; did you mean \"expect\"?"
            ),
            (
                "cases: [{ name: n, call: { cost: 1 USD }, expect: alow }]",
                "1:51: cases[0].expect: unknown decision \"alow\"; did you mean \"allow\"?"
            ),
            (
                "cases: [{ name: n, call: { cost: 1 EUR }, expect: allow }]",
                "1:34: cases[0].call.cost: a call's cost is in USD"
            ),
            (
                "cases: [{ name: n, given: { spent: { dialy: 1 USD } }, call: { cost: 1 USD }, expect: allow }]",
                "1:38: cases[0].given.spent.dialy: the policy has no budget \"dialy\"; did you mean \"daily\"?"
            ),
            (
                "cases: [{ name: n, given: { spent: { daily: 1 calls } }, call: { cost: 1 USD }, expect: allow }]",
                "1:45: cases[0].given.spent.daily: the budget \"daily\" counts USD"
            ),
            (
                "cases: [{ name: n, call: { cost: 1 USD }, expect: { rules: [bug] } }]",
                "1:61: cases[0].expect.rules[0]: the policy has no rule \"bug\"; did you mean \"big\"?"
            ),
            ("cases: [{ name: n, expect: allow }]", "1:9: cases[0].calls: missing; write a call"),
            (
                "cases: [{ name: n, call: { modle: x }, expect: allow }]",
                "1:28: cases[0].call.modle: unknown key \"modle\"; did you mean \"model\"?"
            ),
            ("case: []", "1:1: case: unknown key \"case\"; did you mean \"cases\"?"),
        ]
    )
    func mistakes(_ text: String, _ expected: String) throws {
        let policy = try ToolSamples.policy(Self.policy).policy
        do throws(PolicyFileErrors) {
            _ = try PolicyTestFile(Array(text.utf8), file: "t.yaml", policy)
            Issue.record("not refused: \(text)")
        } catch {
            let found = error.errors.map(\.description)
            #expect(found.contains { $0.hasPrefix("t.yaml:" + expected) }, "\(found)")
        }
    }
}
