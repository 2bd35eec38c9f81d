import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("agent-gov: rules")
struct RuleVerdictTests {
    private static func rule(
        _ number: Int64,
        _ condition: ToolRule.Condition,
        _ action: ToolRule.Action = .block
    ) -> ToolRule {
        ToolRule(
            number: number,
            workspace: "default",
            name: "rule \(number)",
            description: "",
            type: "",
            config: [],
            condition: condition,
            action: action,
            createdAtMs: 0,
            updatedAtMs: 0
        )
    }

    private static func facts(isExact: Bool = false) -> RuleVerdict.Facts {
        RuleVerdict.Facts(
            tool: "GPT4",
            category: "Finance",
            costNanos: 5_000_000_000,
            limitNanos: 10_000_000_000,
            spentNanos: 8_000_000_000,
            isExact: isExact
        )
    }

    @Test(
        "a rule speaks of what it is about",
        arguments: [
            (ToolRule.Condition.tool("GPT4"), true, true), (.tool("gpt4 "), true, false),
            (.tool("gpt"), false, false), (.tool(""), false, false),
            (.costAbove(5_000_000_000), false, false), (.costAbove(4_999_999_999), true, true),
            (.costAbove(nil), false, false), (.costAbove(0), true, true),
            (.category("finance"), true, true), (.category(""), false, false),
            (.category("search"), false, false),
            (.spentShare(8_000), true, true), (.spentShare(8_001), false, false),
            (.spentShare(0), true, true),
            (.askedFor(tool: "gpt4", minCostNanos: nil), true, false),
            (.askedFor(tool: nil, minCostNanos: 5_000_000_000), true, true),
            (.askedFor(tool: nil, minCostNanos: 5_000_000_001), false, false),
            (.askedFor(tool: nil, minCostNanos: nil), false, false),
        ]
    )
    func speaks(_ condition: ToolRule.Condition, _ isHit: Bool, _ isHitExactly: Bool) {
        let rules = [Self.rule(7, condition)]
        #expect(RuleVerdict(rules, Self.facts()).numbers == (isHit ? [7] : []))
        #expect(RuleVerdict(rules, Self.facts(isExact: true)).numbers == (isHitExactly ? [7] : []))
    }

    @Test("what happens is the action's matter, and a share of the spending asks for no approval")
    func actions() {
        let verdict = RuleVerdict(
            [
                Self.rule(1, .tool("gpt4"), .warn), Self.rule(2, .costAbove(1), .block),
                Self.rule(3, .category("finance"), .approve),
                Self.rule(4, .spentShare(1), .approve), Self.rule(5, .spentShare(1), .warn),
                Self.rule(6, .tool("other"), .block),
            ],
            Self.facts()
        )
        #expect(verdict.warning.map(\.rule.number) == [1, 5])
        #expect(verdict.blocking.map(\.rule.number) == [2])
        #expect(verdict.asking.map(\.rule.number) == [3])
        #expect(verdict.reasons == ["rule:1", "rule:2", "rule:3", "rule:5"])
        #expect(verdict.blocking[0].reason == "the call costs 5.00, more than 0.00")
    }

    @Test("an account at the end of all numbers does not overflow")
    func largest() {
        var facts = Self.facts()
        facts.limitNanos = Money.maxNanos
        facts.spentNanos = Int64.max
        let rules = [Self.rule(1, .spentShare(1_000_000))]
        #expect(RuleVerdict(rules, facts).numbers.isEmpty)
    }
}
