import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy check, what nobody meant")
struct PolicyCheckFaultsTests {
    private static func codes(_ text: String) throws -> [String] {
        let policy = try ToolSamples.policy(text).policy
        let audit = PolicyAudit(policy, ToolSamples.prices, atMs: ToolSamples.nowMs)
        return audit.findings.map { "\($0.code.rawValue) \($0.path)" }
    }

    @Test("a policy under which no call passes is warned of")
    func noBudget() throws {
        #expect(try Self.codes("budgets: []") == ["no_budget budgets"])
        #expect(try Self.codes("unmatched: allow").isEmpty)
        #expect(try Self.codes("mode: shadow").isEmpty)
    }

    @Test("a share that a stream grows past without asking is warned of, where streams grow")
    func passedUnasked() throws {
        func budget(_ hold: String, _ action: String) -> String {
            "budgets: [{ id: d, limit: 1 USD, window: day, hold: \(hold), "
                + "thresholds: [{ at: 30%, \(action) }] }]"
        }
        let found = ["passed_unasked budgets[0].thresholds[0].do"]
        #expect(try Self.codes(budget("metered", "do: approve, approvers: f")) == found)
        #expect(try Self.codes(budget("metered", "do: wait, within: 5s")) == found)
        #expect(try Self.codes(budget("metered", "do: block")).isEmpty)
        #expect(try Self.codes(budget("ceiling", "do: wait, within: 5s")).isEmpty)
    }

    @Test("more budgets than can hold one call are an error where one call matches them all")
    func crowd() throws {
        func error(_ count: Int, _ match: (Int) -> [Match.Term]) -> String? {
            let budgets = (0..<count).map { index in
                Budget(
                    id: "b\(index)",
                    match: Match(match(index)),
                    unit: .calls,
                    limit: 1,
                    window: .day
                )
            }
            do throws(PolicyError) {
                _ = try CompiledPolicy(Policy(id: "p", budgets: budgets))
                return nil
            } catch {
                return error.message
            }
        }
        func term(_ dimension: Dimension, _ pattern: String) throws -> Match.Term {
            Match.Term(dimension: dimension, pattern: try #require(Glob(pattern)))
        }
        let most = HoldRequest.linesMax
        #expect(error(most) { _ in [] } == nil)
        #expect(
            error(most + 1) { _ in [] }?.hasPrefix("65 budgets match every call; at most 64")
                == true
        )
        let (team, agent) = (try term(.team, "a*"), try term(.agent, "x"))
        let both = error(80) { $0 % 2 == 0 ? [team] : [agent] }
        #expect(both?.hasPrefix("80 budgets match a call of agent=x team=a; at most 64") == true)
        let teams = try (0..<500).map { try term(.team, "t\($0)") }
        #expect(error(500) { [teams[$0]] } == nil)
    }

    @Test("cases that test nothing are an error, and what expects something unknown is one error")
    func cases() throws {
        let policy = try ToolSamples.policy("unmatched: allow").policy
        func errors(_ text: String) -> [String] {
            do throws(PolicyFileErrors) {
                _ = try PolicyTestFile(Array(text.utf8), file: "t.yaml", policy)
                return []
            } catch {
                return error.errors.map(\.message)
            }
        }
        #expect(errors("version: 1\ncases: []") == ["no case is in the list; write one"])
        let unknown = errors(
            "cases: [{ name: a, call: { cost: 1 USD }, expect: { refused_by: pay } }]"
        )
        #expect(unknown.count == 1)
        #expect(unknown.first?.hasPrefix("the policy has no budget or rule \"pay\"") == true)
    }

    @Test("windows and dates are shown as policies write them")
    func shown() throws {
        let budgets = try ToolSamples.policy(
            """
            budgets:
              - { id: a, limit: 1 USD, window: rolling 24h, from: 2026-12-24, until: 2026-12-27 }
              - { id: b, limit: 2 concurrent }
            """
        ).policy.budgets
        #expect(budgets.map { BudgetText.window($0) } == ["rolling 1d", nil])
        #expect(BudgetText.dates(budgets[0].effective) == "2026-12-24 until 2026-12-27")
        #expect(BudgetText.dates(budgets[1].effective) == nil)
    }

    @Test("an imported downgrade to another provider's model is told, since no server takes it")
    func importedDowngrade() throws {
        let text = """
            {"id": "p", "name": "n", "version": 1, "mode": "enforce",
             "scope": {"tenantId": "acme", "provider": "openai"},
             "caps": [{"amountCents": 5, "window": "per_day", "action": "block"},
                      {"amountCents": 1, "window": "per_day", "action": "downgrade",
                       "downgradeTo": "other"}]}
            """
        let read = try PolicyImporter.read(
            Array(text.utf8),
            file: "guard.json",
            prices: ToolSamples.prices
        )
        let told = read.warnings.filter { $0.key == "caps[1].downgradeTo" }.map(\.message)
        #expect(told.contains { $0.contains("no server takes the policy") })
    }

    @Test("changes are told with what was written before")
    func changes() throws {
        func diff(_ old: String, _ new: String) throws -> [[String]] {
            PolicyDiff(
                from: try ToolSamples.policy(old),
                to: try ToolSamples.policy(new),
                ToolSamples.prices,
                atMs: ToolSamples.nowMs
            ).changes.map(\.how)
        }
        func rule(_ text: String) -> String { "unmatched: allow\nrules: [{ id: r, \(text) }]" }
        #expect(
            try diff(
                rule("when: { steps: \"> 30\" }, do: block"),
                rule("when: { steps: \"> 40\" }, do: block")
            ) == [["when { steps: \"> 30\" } → { steps: \"> 40\" }"]]
        )
        #expect(
            try diff(
                rule("when: {}, require: payment_initiate"),
                rule("when: {}, require: payment_execute")
            ) == [["require payment_initiate → payment_execute"]]
        )
        #expect(try diff("unmatched: refuse", "unmatched: allow") == [["refuse → allow"]])
    }
}
