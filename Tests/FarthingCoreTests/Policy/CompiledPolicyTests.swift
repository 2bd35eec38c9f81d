import FarthingCore
import Testing

@Suite("Compiling a policy")
struct CompiledPolicyTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        var path: String
        var change: @Sendable (inout Policy) -> Void

        var testDescription: String { path }
    }

    static let wrong: [Wrong] = [
        Wrong(path: "id") { $0.id = "" },
        Wrong(path: "id") { $0.id = "a\n" },
        Wrong(path: "tenant") { $0.tenant = "" },
        Wrong(path: "version") { $0.version = 2 },
        Wrong(path: "unpriced") { $0.unpriced = .ceiling(nanosPerMillion: 0) },
        Wrong(path: "budgets") { policy in
            policy.budgets = (0...Policy.budgetsMax).map { PolicySample.budget("b\($0)") }
        },
        Wrong(path: "rules") { policy in
            policy.rules = (0...Policy.rulesMax).map {
                Rule(id: "r\($0)", conditions: [], action: .block)
            }
        },
        Wrong(path: "budgets[0].id") { $0.budgets[0].id = String(repeating: "x", count: 129) },
        Wrong(path: "budgets[1].id") { $0.budgets.append($0.budgets[0]) },
        Wrong(path: "rules[1].id") { $0.rules.append($0.rules[0]) },
        Wrong(path: "budgets[0].limit") { $0.budgets[0].limit = -1 },
        Wrong(path: "budgets[0].limit") { $0.budgets[0].limit = Money.maxNanos + 1 },
        Wrong(path: "budgets[0].limit") { $0.budgets[0].unit = .money("usd") },
        Wrong(path: "budgets[0].limit") { $0.budgets[0].unit = .credits("") },
        Wrong(path: "budgets[0].window") { $0.budgets[0].window = .rolling(lengthMs: 999) },
        Wrong(path: "budgets[0].window") { $0.budgets[0].unit = .concurrent },
        Wrong(path: "budgets[0].per") { $0.budgets[0].window = .run },
        Wrong(path: "budgets[0].per") { $0.budgets[0].per = [.agent, .agent] },
        Wrong(path: "budgets[0].match") {
            $0.budgets[0].match = Match([
                PolicySample.term(.team, "a"), PolicySample.term(.team, "b"),
            ])
        },
        Wrong(path: "budgets[0].thresholds") { policy in
            let warn = Threshold(atBasisPoints: 1, action: .warn)
            policy.budgets[0].thresholds = (0..<33).compactMap { _ in warn }
        },
        Wrong(path: "budgets[0].thresholds[0].to") { policy in
            let threshold = Threshold(atBasisPoints: 1, action: .downgrade(to: [""]))
            policy.budgets[0].thresholds = [threshold].compactMap { $0 }
        },
        Wrong(path: "rules[0].when") { policy in
            policy.rules[0].conditions = (0..<33).map { .tokens(.less, $0) }
        },
        Wrong(path: "rules[0].when.cost") { $0.rules[0].conditions = [.cost(.less, nanos: -1)] },
        Wrong(path: "rules[0].within") { $0.rules[0].action = .wait(deadlineMs: 0) },
        Wrong(path: "rules[0].approvers") {
            $0.rules[0].action = .approve(ApprovalTerms(group: ""))
        },
        Wrong(path: "rules[0].reason") { $0.rules[0].reason = String(repeating: "x", count: 501) },
    ]

    @Test("what is out of bounds is refused with its place", arguments: wrong)
    func refused(given: Wrong) {
        var policy = Self.sample
        given.change(&policy)
        let error = #expect(throws: PolicyError.self) { try CompiledPolicy(policy) }
        #expect(error?.path == given.path)
    }

    @Test("a limit of zero, a thousand budgets and concurrent calls without a window are fine")
    func accepted() throws {
        var policy = Self.sample
        policy.budgets[0].limit = 0
        _ = try CompiledPolicy(policy)
        policy.budgets[0].unit = .concurrent
        policy.budgets[0].window = .total
        _ = try CompiledPolicy(policy)
        policy.budgets = (0..<Policy.budgetsMax).map {
            PolicySample.budget("b\($0)", [PolicySample.term(.team, "t\($0)")])
        }
        let compiled = try CompiledPolicy(policy)
        var scope = Scope()
        scope[.team] = "t7"
        #expect(compiled.budgetIndices(matching: scope, atMs: 0) == [7])
    }

    @Test("budgets match by exact values, globs and both, in ascending order")
    func matching() throws {
        let policy = Policy(
            id: "p",
            budgets: [
                PolicySample.budget("all"),
                PolicySample.budget("exact", [PolicySample.term(.team, "research")]),
                PolicySample.budget("glob", [PolicySample.term(.model, "gpt-5*")]),
                PolicySample.budget(
                    "both",
                    [PolicySample.term(.model, "gpt-?-mini"), PolicySample.term(.team, "research")]
                ),
                PolicySample.budget("other", [PolicySample.term(.team, "finance")]),
                PolicySample.budget("missing", [PolicySample.term(.tag("env"), "*")]),
            ]
        )
        let compiled = try CompiledPolicy(policy)
        var scope = Scope()
        #expect(compiled.budgetIndices(matching: scope, atMs: 0) == [0])
        scope[.team] = "research"
        #expect(compiled.budgetIndices(matching: scope, atMs: 0) == [0, 1])
        scope[.model] = "gpt-5-mini"
        #expect(compiled.budgetIndices(matching: scope, atMs: 0) == [0, 1, 2, 3])
        #expect(compiled.match(scope, atMs: 0).budgetIndices == [0, 1, 2, 3])
        scope[.tag("env")] = ""
        scope[.team] = "Research"
        #expect(compiled.budgetIndices(matching: scope, atMs: 0) == [0, 2, 5])
    }

    @Test(
        "amounts are written exactly",
        arguments: [
            (0, "0.00"), (2_000_000_000, "2.00"), (1, "0.000000001"), (12_500, "0.0000125"),
            (-1_230_000_000, "-1.23"), (Money.maxNanos, "900000000.00"),
            (Int64.min, "-9223372036.854775808"),
        ] as [(Int64, String)]
    )
    func amounts(nanos: Int64, text: String) {
        #expect(decimalText(nanos: nanos) == text)
    }

    private static let sample = Policy(
        id: "p",
        budgets: [PolicySample.budget("daily")],
        rules: [Rule(id: "big", conditions: [], action: .block)]
    )
}
