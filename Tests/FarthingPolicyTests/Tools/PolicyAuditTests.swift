import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy audit")
struct PolicyAuditTests {
    private static func findings(_ text: String, groups: Set<String>? = nil) throws -> [String] {
        PolicyAudit(
            try ToolSamples.policy(text).policy,
            ToolSamples.prices,
            groups: groups,
            atMs: ToolSamples.nowMs
        )
        .findings.map { "\($0.severity.rawValue) \($0.code.rawValue) \($0.path)" }
    }

    private static let daily = "budgets: [{ id: daily, limit: 10 USD, window: day }]\n"

    @Test(
        "what cannot work is found, with its place",
        arguments: [
            ("", []),
            (
                "rules: [{ id: r, when: {}, do: downgrade, to: smal }]",
                ["error downgrade_target rules[0].to"]
            ),
            (
                "rules: [{ id: r, when: { provider: openai }, do: downgrade, to: other }]",
                ["error downgrade_target rules[0].to"]
            ),
            (
                "rules: [{ id: r, when: { model: other }, do: downgrade, to: small }]",
                ["error downgrade_target rules[0].to"]
            ),
            (
                "rules: [{ id: r, when: {}, do: downgrade, to: [small, middle] }]",
                ["warning rung_dearer rules[0].to[1]"]
            ),
            (
                "rules: [{ id: r, when: { cost: \"< 0 USD\" }, do: block }]",
                ["warning never_applies rules[0].when.cost"]
            ),
            (
                "rules: [{ id: r, when: { model: \"larg\" }, do: block }]",
                ["warning unknown_model rules[0].when.model"]
            ),
            ("rules: [{ id: r, when: { model: \"l*\" }, do: block }]", []),
            (
                "rules: [{ id: r, when: { provider: opnai, model: large }, do: block }]",
                ["warning unknown_provider rules[0].when.provider"]
            ),
            (
                "rules: [{ id: r, when: {}, do: block, until: 2026-01-01 }]",
                ["warning over rules[0].until"]
            ),
            (
                """
                rules:
                  - { id: all, when: { model: large }, do: block }
                  - { id: some, when: { model: large, agent: a }, do: approve, approvers: f }
                """,
                ["warning always_blocked rules[1]"]
            ),
            (
                "rules: [{ id: r, when: {}, do: approve, approvers: board }]",
                ["warning approvers_missing rules[0].approvers"]
            ),
        ]
    )
    func rules(_ text: String, _ expected: [String]) throws {
        #expect(try Self.findings(Self.daily + text, groups: ["f"]) == expected)
    }

    @Test(
        "a budget that never refuses by itself is found",
        arguments: [
            (
                "[{ id: a, limit: 10 USD, window: day }, { id: b, per: agent, limit: 10 USD, window: day }]",
                ["warning budget_covered budgets[1]"]
            ),
            (
                "[{ id: a, limit: 10 USD, window: day }, { id: b, per: agent, limit: 9 USD, window: day }]",
                []
            ),
            (
                "[{ id: a, limit: 10 USD, window: day }, { id: b, limit: 10 USD, window: day }]",
                ["warning budget_covered budgets[1]"]
            ),
            (
                "[{ id: a, match: { team: x }, limit: 1 USD, window: day }, { id: b, limit: 10 USD, window: day }]",
                []
            ),
            (
                "[{ id: a, limit: 1 USD, window: day }, { id: b, match: { team: x }, limit: 10 USD, window: day }]",
                ["warning budget_covered budgets[1]"]
            ),
            (
                "[{ id: a, limit: 1 USD, window: day, thresholds: [{ at: 80%, do: block }, { at: 90%, do: approve, approvers: f }] }]",
                ["warning threshold_behind_block budgets[0].thresholds[1].at"]
            ),
        ]
    )
    func budgets(_ text: String, _ expected: [String]) throws {
        #expect(try Self.findings("budgets: " + text) == expected)
    }

    @Test("findings have line and column, and the nearest model")
    func places() throws {
        let text = "version: 1\nrules:\n  - id: r\n    when: {}\n    do: downgrade\n    to: smal\n"
        let policy = try PolicyReader.read(Array(text.utf8), file: "p.yaml", zones: { _ in nil })
        let found = PolicyAudit(policy, ToolSamples.prices, atMs: ToolSamples.nowMs).findings
        let places = try PolicyPlaces(Array(text.utf8), file: "p.yaml")
        let (line, column) = places.position(of: try #require(found.first).path)
        #expect(line == 6 && column == 9)
        #expect(found.first?.message.hasSuffix("did you mean \"small\"?") == true)
    }
}
