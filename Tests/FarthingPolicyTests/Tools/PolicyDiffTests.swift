import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy diff")
struct PolicyDiffTests {
    private static func diff(_ old: String, _ new: String) throws -> PolicyDiff {
        PolicyDiff(
            from: try ToolSamples.policy(old),
            to: try ToolSamples.policy(new),
            ToolSamples.prices,
            atMs: ToolSamples.nowMs
        )
    }

    private static func word(_ diff: PolicyDiff) -> String {
        switch diff.verdict {
        case .same: "same"
        case .tightens: "tightens"
        case .loosens: "loosens"
        case .unknown: "unknown"
        }
    }

    private static let daily = "{ id: daily, limit: 10 USD, window: day }"

    struct Pair: Sendable, CustomTestStringConvertible {
        var old: String
        var new: String
        var verdict: String
        /// The verdict of the way back.
        var back: String
        var testDescription: String { "\(old) → \(new)" }

        init(_ old: String, _ new: String, _ verdict: String, back: String) {
            (self.old, self.new, self.verdict, self.back) = (old, new, verdict, back)
        }
    }

    @Test(
        "what only tightens is proved, what loosens is shown",
        arguments: [
            Pair("budgets: [\(daily)]", "budgets: [\(daily)]", "same", back: "same"),
            Pair(
                "budgets: [\(daily)]",
                "budgets: [{ id: other, limit: 10 USD, window: day, warnings: off }]",
                "same",
                back: "same"
            ),
            Pair(
                "budgets: [\(daily)]",
                "budgets: [{ id: daily, limit: 9.99 USD, window: day }]",
                "tightens",
                back: "loosens"
            ),
            Pair(
                "budgets: [\(daily)]",
                "budgets: [\(daily), { id: team, match: { team: a }, limit: 1 USD, window: day }]",
                "tightens",
                back: "loosens"
            ),
            Pair(
                "budgets: [\(daily)]",
                "budgets: [{ id: daily, limit: 10 USD, window: week }]",
                "tightens",
                back: "loosens"
            ),
            // Per agent is looser than one account for all.
            Pair(
                "budgets: [\(daily)]",
                "budgets: [{ id: daily, limit: 10 USD, window: day, per: agent }]",
                "loosens",
                back: "tightens"
            ),
            Pair(
                "budgets: [\(daily)]",
                "budgets: [{ id: daily, match: { team: \"fin*\" }, limit: 10 USD, window: day }]",
                // Calls of others are unmatched, and refused; but their spending counts no more.
                "loosens",
                back: "loosens"
            ),
            Pair(
                "budgets: [\(daily)]\nrules: [{ id: r, when: { cost: \"> 2 USD\" }, do: block }]",
                "budgets: [\(daily)]\nrules: [{ id: r, when: { cost: \">= 2 USD\" }, do: block }]",
                "tightens",
                back: "loosens"
            ),
            Pair(
                "budgets: [\(daily)]\nrules: [{ id: r, when: { model: \"gpt-5*\" }, do: block }]",
                "budgets: [\(daily)]\nrules: [{ id: r, when: { model: \"gpt-*\" }, do: block }]",
                "tightens",
                back: "loosens"
            ),
            Pair(
                "budgets: [\(daily)]\nrules: [{ id: r, when: { model: \"gpt-*\" }, do: block }]",
                """
                budgets: [\(daily)]
                rules:
                  - { id: a, when: { model: "gpt-?*" }, do: block }
                  - { id: b, when: { model: "gpt-" }, do: block }
                """,
                "same",
                back: "same"
            ),
            Pair(
                "budgets: [\(daily)]\nrules: [{ id: r, when: {}, do: approve, approvers: f, need: 2 }]",
                "budgets: [\(daily)]\nrules: [{ id: r, when: {}, do: approve, approvers: f }]",
                "loosens",
                back: "tightens"
            ),
            Pair(
                "budgets: [\(daily)]\nrules: [{ id: r, when: {}, do: approve, approvers: f }]",
                "budgets: [\(daily)]\nrules: [{ id: r, when: {}, do: approve, approvers: g }]",
                "unknown",
                back: "unknown"
            ),
            Pair(
                "budgets: [\(daily)]",
                """
                budgets:
                  - { id: daily, limit: 10 USD, window: day, thresholds: [{ at: 90%, do: block }] }
                """,
                "tightens",
                back: "loosens"
            ),
            Pair(
                "budgets: [\(daily)]",
                """
                budgets:
                  - id: daily
                    limit: 10 USD
                    window: day
                    thresholds: [{ at: 80%, do: approve, approvers: f }]
                """,
                "tightens",
                back: "loosens"
            ),
            // An approval at the limit lifts it.
            Pair(
                "budgets: [\(daily)]",
                """
                budgets:
                  - id: daily
                    limit: 10 USD
                    window: day
                    thresholds: [{ at: 100%, do: approve, approvers: f }]
                """,
                "loosens",
                back: "tightens"
            ),
            Pair(
                "budgets: [\(daily)]",
                "mode: shadow\nbudgets: [\(daily)]",
                "loosens",
                back: "tightens"
            ),
            Pair("unmatched: allow", "unmatched: refuse", "tightens", back: "loosens"),
            Pair(
                "budgets: [\(daily)]",
                "unpriced: { ceiling: 1 USD per 1M tokens }\nbudgets: [\(daily)]",
                "loosens",
                back: "tightens"
            ),
            Pair(
                "budgets: [{ id: d, limit: 10 USD, window: day, hold: fitted }]",
                "budgets: [{ id: d, limit: 10 USD, window: day, hold: ceiling }]",
                "tightens",
                back: "loosens"
            ),
            Pair(
                "budgets: [\(daily)]\nrules: [{ id: r, when: { tool: pay }, require: payment_execute }]",
                "budgets: [\(daily)]\nrules: [{ id: r, when: { tool: pay }, require: payment_initiate }]",
                "loosens",
                back: "tightens"
            ),
            Pair(
                "budgets: [{ id: d, limit: 10 USD, window: day, from: 2026-01-01 }]\nunmatched: allow",
                "budgets: [{ id: d, limit: 10 USD, window: day, from: 2026-02-01 }]\nunmatched: allow",
                "loosens",
                back: "tightens"
            ),
            // A downgrade lets calls pass for which there was no money.
            Pair(
                "budgets: [{ id: d, limit: 1 USD, window: day }]",
                """
                budgets: [{ id: d, limit: 1 USD, window: day }]
                rules: [{ id: r, when: { model: large }, do: downgrade, to: small }]
                """,
                "loosens",
                back: "loosens"
            ),
            Pair(
                """
                budgets:
                  - id: d
                    limit: 1 USD
                    window: day
                    thresholds: [{ at: 50%, do: downgrade, to: [middle, small] }]
                  - { id: t, match: { team: a }, limit: 1 USD, window: day }
                """,
                """
                budgets:
                  - id: d
                    limit: 1 USD
                    window: day
                    thresholds: [{ at: 50%, do: downgrade, to: [middle, small] }]
                  - { id: t, match: { team: a }, limit: 1 USD, window: day }
                rules: [{ id: r, when: { team: b }, do: block }]
                """,
                "tightens",
                back: "loosens"
            ),
            Pair(
                "budgets: [{ id: d, limit: 1 USD, window: day, thresholds: [{ at: 80%, do: pause }] }]",
                "budgets: [{ id: d, limit: 1 USD, window: day, thresholds: [{ at: 80%, do: block }] }]",
                "loosens",
                back: "tightens"
            ),
        ]
    )
    func verdicts(_ pair: Pair) throws {
        #expect(Self.word(try Self.diff(pair.old, pair.new)) == pair.verdict)
        #expect(Self.word(try Self.diff(pair.new, pair.old)) == pair.back)
    }

    @Test("a counterexample is a call with its past, and both outcomes")
    func example() throws {
        let diff = try Self.diff(
            "budgets: [{ id: daily, limit: 10 USD, window: day }]",
            "budgets: [{ id: daily, limit: 20 USD, window: day }]"
        )
        guard case .loosens(let example) = diff.verdict else {
            Issue.record("not shown: \(diff.verdict)")
            return
        }
        #expect(example.old.decision.name == "block" && example.new.decision == .allow)
        #expect(example.past.count == 1)
        #expect(diff.changes.map(\.what) == ["budget daily"])
        #expect(diff.changes.map(\.how) == [["limit 10.00 USD → 20.00 USD"]])
    }

    @Test("more kinds of calls than can be looked at are no proof")
    func tooMany() throws {
        let values = (0..<70).map { "v\($0)" }
        func policy(_ limit: String) -> String {
            "budgets:\n"
                + ["team", "project", "agent"].flatMap { dimension in
                    values.map {
                        "  - { id: \(dimension)-\($0), match: { \(dimension): \($0) }, "
                            + "limit: \(limit), window: day }\n"
                    }
                }
                .joined()
        }
        let diff = try Self.diff(policy("2 USD"), policy("1 USD"))
        guard case .unknown(let reasons) = diff.verdict else {
            Issue.record("proved what was not looked at")
            return
        }
        #expect(reasons == ["more than 200000 kinds of scopes to tell apart"])
    }
}
