import FarthingCore
import FarthingPolicy
import Testing

@Suite("Contracts of SpendGuard")
struct SpendguardImportTests {
    static let budget = "11111111-1111-4111-8111-111111111111"
    static let other = "22222222-2222-4222-8222-222222222222"

    /// A contract with these budgets and rules.
    static func contract(
        _ spec: String,
        version: String = "spendguard.ai/v1alpha2"
    ) -> String {
        """
        apiVersion: \(version)
        kind: Contract
        metadata: { id: 33333333-3333-4333-8333-333333333333, name: team-a }
        spec:

        """ + spec.split(separator: "\n").map { "  " + $0 + "\n" }.joined()
    }

    static func rule(_ when: String, _ then: String, _ rest: String = "") -> String {
        """
        budgets:
          - { id: \(budget), limit_amount_atomic: "50000000", currency: USD }
        rules:
          - { id: r, when: { budget_id: \(budget)\(when) }, then: { \(then) }\(rest) }
        """
    }

    static func read(_ text: String) throws(PolicyFileErrors) -> ImportedPolicy {
        try PolicyImporter.read(Array(text.utf8), file: "contract.yaml")
    }

    static func error(_ text: String) -> String {
        do throws(PolicyFileErrors) {
            _ = try read(text)
            return "nothing is wrong"
        } catch {
            return error.description
        }
    }

    @Test("a contract is read as a whole, exactly")
    func whole() throws {
        let imported = try Self.read(
            """
            apiVersion: spendguard.ai/v1alpha2
            kind: Contract
            metadata: {id: 33333333-3333-4333-8333-333333333333, name: team-a}
            spec:
              prediction_policy: STRICT_CEILING
              budgets:
                - id: \(Self.budget)
                  limit_amount_atomic: "50000001"
                  currency: USD
                  reservation_ttl_seconds: 300
                  require_hard_cap: true
              rules:
                - id: big-call
                  when: {budget_id: \(Self.budget), claim_amount_atomic_gte: "2000000"}
                  then: {decision: REQUIRE_APPROVAL, reason_code: BIG, approver_role: finance}
                  run_projection_action: BLOCK_NEXT_CALL
            """
        )
        #expect(
            imported.policy
                == Policy(
                    id: "team-a",
                    budgets: [
                        Budget(
                            id: Self.budget,
                            unit: .money("USD"),
                            limit: 50_000_001_000,
                            window: .total
                        )
                    ],
                    rules: [
                        Rule(
                            id: "big-call",
                            conditions: [.cost(.greaterOrEqual, nanos: 2_000_000_000)],
                            action: .approve(ApprovalTerms(group: "finance")),
                            reason: "BIG"
                        )
                    ]
                )
        )
        #expect(imported.source == .spendguard)
        #expect(
            imported.warnings.map { "\($0.line):\($0.column) \($0.kind.rawValue) \($0.key)" } == [
                "3:11 differs metadata",
                "8:28 enforced spec.budgets[0].limit_amount_atomic",
                "10:32 dropped spec.budgets[0].reservation_ttl_seconds",
                "15:75 enforced spec.rules[0].then.approver_role",
            ]
        )
        #expect(try PolicyFileSample.read(imported.yaml()) == imported.policy)
    }

    @Test(
        "decisions become actions",
        arguments: [
            ("decision: STOP, reason_code: R", RuleAction.block, true),
            ("decision: SKIP, reason_code: R", .block, true),
            ("decision: DEGRADE, reason_code: R", .block, false),
            (
                "decision: REQUIRE_APPROVAL, reason_code: R",
                .approve(ApprovalTerms(group: "approvers")), true
            ),
            // The reason is a run's: the decision does not count.
            ("decision: CONTINUE, reason_code: RUN_DRIFT_DETECTED", .block, true),
        ]
    )
    func decisions(then: String, action: RuleAction, isEnforced: Bool) throws {
        let spec = Self.rule(", claim_amount_atomic_gt: \"1\"", then)
        let rule = try #require(try Self.read(Self.contract(spec)).policy.rules.first)
        #expect(rule.action == action)
        #expect(rule.isEnforced == isEnforced)
        #expect(rule.conditions == [.cost(.greater, nanos: 1_000)])
        #expect(rule.skips == then.contains("SKIP"))
    }

    @Test(
        "of two amounts the narrower counts, and of none the rule never applies",
        arguments: [
            (", claim_amount_atomic_gt: \"5\"", [Condition.cost(.greater, nanos: 5_000)]),
            (", claim_amount_atomic_gte: \"5\"", [.cost(.greaterOrEqual, nanos: 5_000)]),
            (
                ", claim_amount_atomic_gt: \"5\", claim_amount_atomic_gte: \"5\"",
                [.cost(.greater, nanos: 5_000)]
            ),
            (
                ", claim_amount_atomic_gt: \"5\", claim_amount_atomic_gte: \"6\"",
                [.cost(.greaterOrEqual, nanos: 6_000)]
            ),
            ("", nil),
        ] as [(String, [Condition]?)]
    )
    func amounts(when: String, conditions: [Condition]?) throws {
        let spec = Self.rule(when, "decision: STOP, reason_code: R")
        let imported = try Self.read(Self.contract(spec))
        #expect(imported.policy.rules.first?.conditions == conditions)
        let dropped = imported.warnings.filter { $0.key == "spec.rules[0].when" }
        #expect(dropped.map(\.kind) == (conditions == nil ? [.dropped] : []))
    }

    @Test("a rule about a run's projection counts for runs on their way past their budget")
    func projection() throws {
        let then = "decision: CONTINUE, reason_code: RUN_BUDGET_PROJECTION_EXCEEDED"
        let spec =
            "prediction_policy: ADAPTIVE_CEILING\n"
            + Self.rule("", then, ", run_projection_action: ALERT_ONLY")
        let imported = try Self.read(Self.contract(spec))
        let rule = try #require(imported.policy.rules.first)
        #expect(rule.conditions == [.run(.projected, .greater, 10_000)])
        #expect(rule.action == .block && !rule.isEnforced)
        #expect(imported.warnings.contains { $0.key == "spec.prediction_policy" })
        let steps = Self.rule("", "decision: STOP, reason_code: RUN_STEPS_EXCEEDED")
        #expect(try Self.read(Self.contract(steps)).policy.rules.isEmpty)
    }

    @Test("several budgets are told apart by a tag")
    func several() throws {
        let spec = """
            budgets:
              - { id: \(Self.budget), limit_amount_atomic: "1", currency: USD }
            rules:
              - { id: r, when: { budget_id: \(Self.other), claim_amount_atomic_gt: "1" },
                  then: { decision: STOP, reason_code: R } }
              - { id: r, when: { budget_id: \(Self.budget), claim_amount_atomic_gt: "1" },
                  then: { decision: STOP, reason_code: R } }
            """
        let policy = try Self.read(Self.contract(spec)).policy
        let one = try #require(Glob(Self.budget))
        let other = try #require(Glob(Self.other))
        #expect(
            policy.budgets.map(\.match) == [
                Match([Match.Term(dimension: .tag("budget"), pattern: one)])
            ]
        )
        #expect(policy.rules.map(\.id) == ["r", "r:" + Self.budget])
        #expect(policy.rules.first?.conditions.first == .scope(.tag("budget"), other))
        #expect(!policy.allowsUnmatched)
    }

    @Test("a contract without budgets limits nothing, and says so")
    func noBudgets() throws {
        let imported = try Self.read(Self.contract("rules: []"))
        #expect(imported.policy.allowsUnmatched)
        #expect(imported.warnings.map(\.kind) == [.differs, .open])
    }

    @Test("an amount of another currency than USD is an error: costs are in USD")
    func foreignAmount() throws {
        let bounds = ["claim_amount_atomic_gt", "claim_amount_atomic_gte"]
        let rest = [("STOP", "R"), ("DEGRADE", "R"), ("CONTINUE", "RUN_DRIFT_DETECTED")]
        for bound in bounds {
            for (decision, reason) in rest {
                let spec = Self.rule(
                    ", \(bound): \"900000\"",
                    "decision: \(decision), reason_code: \(reason)"
                )
                let error = Self.error(Self.contract(spec.replacing("USD", with: "INR")))
                #expect(error.hasPrefix("contract.yaml:8:9"), "\(error)")
                #expect(
                    error.contains(
                        "spec.rules[0].when.\(bound): conditions on cost are in USD, and the "
                            + "rule's budget is in INR; give the budget and its rules in USD"
                    ),
                    "\(error)"
                )
            }
        }
    }

    @Test("a budget in another currency is taken where no rule has an amount, with a warning")
    func foreignBudget() throws {
        let spec = """
            budgets:
              - { id: \(Self.budget), limit_amount_atomic: "900000", currency: INR }
              - { id: \(Self.other), limit_amount_atomic: "900000", currency: USD }
            rules:
              - { id: r, when: { budget_id: \(Self.other), claim_amount_atomic_gt: "1" },
                  then: { decision: STOP, reason_code: R } }
              - { id: s, when: { budget_id: \(Self.budget), claim_amount_atomic_gt: "1" },
                  then: { decision: CONTINUE, reason_code: R } }
            """
        let imported = try Self.read(Self.contract(spec))
        #expect(imported.policy.budgets.map(\.unit) == [.money("INR"), .money("USD")])
        #expect(imported.policy.budgets.map(\.limit) == [900_000_000, 900_000_000])
        #expect(imported.policy.rules.map(\.id) == ["r"])
        let told = imported.warnings.filter { $0.key.hasSuffix(".currency") }
        #expect(told.map(\.key) == ["spec.budgets[0].currency"])
        #expect(told.allSatisfy { $0.message.hasPrefix("the sidecar takes claims in USD alone") })
    }

    @Test("the tenant that clients say, and how long a hold lasts, are told")
    func tenantAndHold() throws {
        let spec = """
            budgets:
              - { id: \(Self.budget), limit_amount_atomic: "1", currency: USD,
                  reservation_ttl_seconds: 300 }
            """
        let warnings = try Self.read(Self.contract(spec)).warnings
        #expect(
            warnings.contains {
                $0.key == "metadata" && $0.message.contains("set tenant: to the id that they send")
            }
        )
        #expect(
            warnings.contains {
                $0.key.hasSuffix("reservation_ttl_seconds") && $0.message.contains("sidecarHoldMs")
            }
        )
    }

    @Test("what is unknown is ignored as there, with the nearest spelling")
    func unknown() throws {
        let spec = Self.rule(", claim_amount_atomic_gts: \"5\"", "decision: STOP, reason_code: R")
        let imported = try Self.read(Self.contract(spec) + "owner: me\n")
        #expect(imported.policy.rules.isEmpty)
        let texts = imported.warnings.map(\.description)
        #expect(
            texts.contains {
                $0.hasPrefix("contract.yaml:8:")
                    && $0.contains("spec.rules[0].when.claim_amount_atomic_gts: dropped: ")
                    && $0.hasSuffix("did you mean \"claim_amount_atomic_gt\"?")
            },
            "\(texts)"
        )
        #expect(texts.contains { $0.hasPrefix("contract.yaml:9:1: owner: dropped") }, "\(texts)")
    }

    @Test("expressions are an error in v1alpha2 and ignored in v1alpha1")
    func expressions() throws {
        let then = "decision: STOP, reason_code: R"
        let spec = Self.rule(", claim_amount_atomic_gt: \"5\"", then, ", condition: \"a > b\"")
        #expect(Self.error(Self.contract(spec)).contains("rules[0].condition: v1alpha2 refuses"))
        for version in ["spendguard.ai/v1alpha1", "contract.spendguard.io/v1alpha1"] {
            let imported = try Self.read(Self.contract(spec, version: version))
            #expect(imported.warnings.contains { $0.key == "spec.rules[0].condition" })
            #expect(imported.policy.rules.count == 1)
        }
    }

    @Test(
        "what is wrong is told with its place and the way out",
        arguments: [
            ("budgets: 5", ["contract.yaml:5:12: spec.budgets: expected a list"]),
            (
                "budgets: [{ id: x, limit_amount_atomic: \"1\", currency: USD }]",
                ["contract.yaml:5:19: spec.budgets[0].id: \"x\" is no UUID"]
            ),
            (
                "budgets: [{ id: \(budget), limit_amount_atomic: \"1.5\", currency: USD }]",
                ["spec.budgets[0].limit_amount_atomic: \"1.5\" is no amount in millionths"]
            ),
            (
                "budgets: [{ id: \(budget), limit_amount_atomic: \"-1\", currency: USD }]",
                ["no amount in millionths"]
            ),
            (
                "budgets: [{ id: \(budget), limit_amount_atomic: \"1\", currency: USDD }]",
                ["unknown currency \"USDD\"; did you mean \"USD\"?"]
            ),
            (
                "budgets:\n"
                    + String(
                        repeating: "  - { id: \(budget), "
                            + "limit_amount_atomic: \"1\", currency: USD }\n",
                        count: 2
                    ),
                ["contract.yaml:7:13: spec.budgets[1].id: another budget has the id"]
            ),
            ("prediction_policy: STRICT", ["unknown prediction policy \"STRICT\""]),
            (
                rule(", claim_amount_atomic_gt: ten", "decision: STOP, reason_code: R"),
                ["spec.rules[0].when.claim_amount_atomic_gt: \"ten\" is no amount"]
            ),
            (
                rule("", "decision: STOPP, reason_code: R"),
                ["spec.rules[0].then.decision: unknown decision \"STOPP\"; did you mean \"STOP\"?"]
            ),
            (
                rule("", "decision: STOP"),
                ["spec.rules[0].then.reason_code: missing"]
            ),
            (
                rule("", "decision: STOP, reason_code: R", ", run_projection_action: ALERT_ONLY"),
                ["ALERT_ONLY does not go with STRICT_CEILING", "write BLOCK_NEXT_CALL"]
            ),
        ]
    )
    func wrong(spec: String, parts: [String]) {
        let error = Self.error(Self.contract(spec))
        for part in parts { #expect(error.contains(part), "\(error)") }
    }

    @Test("another version or kind is an error")
    func version() {
        let version = Self.error(Self.contract("rules: []", version: "spendguard.ai/v1alpha3"))
        #expect(
            version.contains("contract.yaml:1:13: apiVersion: unknown apiVersion"),
            "\(version)"
        )
        let text = Self.contract("rules: []").replacing("kind: Contract", with: "kind: Policy")
        #expect(Self.error(text).contains("2:7: kind: unknown kind \"Policy\""), "\(text)")
    }

    @Test("an amount beyond ours is taken for our largest")
    func saturates() throws {
        let amount = String(repeating: "9", count: 38)
        let spec =
            "budgets: [{ id: \(Self.budget), limit_amount_atomic: \"\(amount)\", currency: USD }]"
        let imported = try Self.read(Self.contract(spec))
        #expect(imported.policy.budgets.first?.limit == Money.maxNanos)
        #expect(imported.warnings.contains { $0.kind == .differs })
    }
}
