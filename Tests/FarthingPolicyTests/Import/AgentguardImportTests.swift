import FarthingCore
import FarthingPolicy
import Testing

@Suite("Policies of agentguard-spend")
struct AgentguardImportTests {
    static func policy(_ caps: String, _ rest: String = "") -> String {
        """
        {
          "id": "guard",
          "scope": {"tenantId": "acme"},
          "mode": "enforce",
          "caps": [\(caps)]\(rest)
        }
        """
    }

    static func cap(_ cents: String, _ window: String, _ action: String, _ rest: String = "")
        -> String
    {
        """
        {"amountCents": \(cents), "window": "\(window)", "action": "\(action)"\(rest)}
        """
    }

    static func read(
        _ text: String,
        _ meaning: PolicyImporter.Meaning = .ours
    ) throws(PolicyFileErrors) -> ImportedPolicy {
        try PolicyImporter.read(Array(text.utf8), file: "guard.json", meaning: meaning)
    }

    static func error(_ text: String) -> String {
        do throws(PolicyFileErrors) {
            _ = try read(text)
            return "nothing is wrong"
        } catch {
            return error.description
        }
    }

    @Test("every part of a policy has its place, and what differs is told")
    func whole() throws {
        let imported = try Self.read(
            """
            {
              "id": "finance", "name": "Finance", "version": 3,
              "scope": {"tenantId": "acme", "teamId": "finance", "taskId": "t*", "userId": ""},
              "mode": "canary",
              "caps": [
                {"amountCents": 50000, "window": "per_day", "action": "block", "reason": "hard"},
                {"amountCents": 40000, "window": "per_day", "action": "downgrade",
                 "downgradeTo": "gpt-4o-mini", "reason": "soft"},
                {"amountCents": 900, "window": "per_month", "action": "shadow"},
                {"amountCents": 60000, "window": "per_day", "action": "block"},
                {"amountCents": 1, "window": "per_hour", "action": "allow"}
              ],
              "effectiveFrom": "2026-01-01T00:00:00.000Z",
              "requiredCapability": "payment_initiate"
            }
            """
        )
        #expect(
            try imported.yaml().split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                "version: 1",
                "id: finance",
                "tenant: acme",
                "mode: enforce",
                "from: 2026-01-01",
                "unpriced: refuse",
                "unmatched: allow",
                "budgets:",
                "  - id: day",
                "    match: { team: finance, \"tag:task\": \"t*\" }",
                "    limit: 500.00 USD",
                "    window: day",
                "    thresholds:",
                "      - { at: 100%, do: block, reason: hard }",
                "      - { at: 80%, do: downgrade, to: gpt-4o-mini, reason: soft }",
                "  - id: month-shadow",
                "    match: { team: finance, \"tag:task\": \"t*\" }",
                "    limit: 9.00 USD",
                "    window: month",
                "    mode: shadow",
                "rules:",
                "  - id: capability",
                "    when: { team: finance, \"tag:task\": \"t*\" }",
                "    require: payment_initiate",
            ]
        )
        #expect(try PolicyFileSample.read(imported.yaml()) == imported.policy)
        #expect(
            imported.warnings.map { "\($0.line) \($0.kind.rawValue) \($0.key)" } == [
                "3 open scope", "3 differs scope", "3 differs scope", "3 differs scope.taskId",
                "4 enforced mode", "8 differs caps[1].downgradeTo", "9 differs caps[2].window",
                "10 dropped caps[3]", "11 dropped caps[4]", "13 enforced effectiveFrom",
                "14 enforced requiredCapability",
            ]
        )
    }

    @Test("the other product's meaning: an account for each scope, no dates, no warnings")
    func compatible() throws {
        let text = Self.policy(
            Self.cap("100", "per_day", "block"),
            ", \"effectiveFrom\": \"2999-01-01T00:00:00Z\""
        )
        let policy = try Self.read(text, .compatible).policy
        #expect(policy.effective == .always && policy.allowsUnmatched)
        let budget = try #require(policy.budgets.first)
        #expect(budget.per == [.user, .team, .agent, .tag("task"), .tag("provider")])
        #expect(!budget.warnsByDefault)
        let ours = try Self.read(text).policy
        #expect(ours.effective.fromMs == 32_472_144_000_000 && !ours.allowsUnmatched)
        #expect(ours.budgets.first?.per == [])
    }

    @Test(
        "a soft cap is an exact share of some limit",
        arguments: [
            // In the budget of the hard cap, where the share is whole.
            ("30", "120", [[120, 2_500]]),
            ("50", "50", [[50, 10_000]]),
            ("1", "10000", [[10_000, 1]]),
            // Else in one of its own whose limit is never reached before.
            ("30", "140", [[140], [150, 2_000]]),
            ("50", "20", [[20], [100, 5_000]]),
            // Without a hard cap the limit is as far off as it can be.
            ("30", nil, [[300_000, 1]]),
            ("0", nil, []),
        ] as [(String, String?, [[Int64]])]
    )
    func softCaps(soft: String, hard: String?, budgets: [[Int64]]) throws {
        var caps = [Self.cap(soft, "per_day", "downgrade", ", \"downgradeTo\": \"m\"")]
        if let hard { caps.append(Self.cap(hard, "per_day", "block")) }
        let policy = try Self.read(Self.policy(caps.joined(separator: ", "))).policy
        #expect(
            policy.budgets.map { budget in
                [budget.limit / 10_000_000] + budget.thresholds.map(\.atBasisPoints)
            } == budgets
        )
        for budget in policy.budgets {
            for threshold in budget.thresholds {
                let exact = Int128(budget.limit) * Int128(threshold.atBasisPoints)
                #expect(exact == Int128(soft).map { $0 * 10_000_000 * 10_000 })
            }
        }
        if soft == "0" {
            #expect(
                policy.rules == [
                    Rule(
                        id: "day-soft",
                        conditions: [.cost(.greater, nanos: 0)],
                        action: .downgrade(to: ["m"])
                    )
                ]
            )
        }
    }

    @Test("a shadow policy is one as a whole, but for a capability, which blocks there too")
    func shadow() throws {
        let text = Self.policy(Self.cap("1", "per_day", "block"))
            .replacing("enforce", with: "shadow")
        let whole = try Self.read(text).policy
        #expect(!whole.isEnforced && whole.budgets.allSatisfy(\.isEnforced))
        let gated = text.replacing(
            "\"mode\"",
            with: "\"requiredCapability\": \"data_write\", \"mode\""
        )
        let parts = try Self.read(gated).policy
        #expect(parts.isEnforced && parts.rules.allSatisfy(\.isEnforced))
        #expect(parts.budgets.map(\.isEnforced) == [false])
    }

    @Test("an amount beyond ours is taken for our largest")
    func saturates() throws {
        let caps = Self.cap("9223372036854775807", "per_day", "block")
        let imported = try Self.read(Self.policy(caps))
        #expect(imported.policy.budgets.first?.limit == Money.maxNanos)
        #expect(imported.warnings.contains { $0.key == "caps[0].amountCents" })
    }

    @Test(
        "what is wrong is told with its place and the nearest spelling",
        arguments: [
            (policy(cap("10.0", "per_day", "block")), "5:28: caps[0].amountCents: \"10.0\" is not"),
            (policy(cap("-1", "per_day", "block")), "5:28: caps[0].amountCents: -1 cents: a limit"),
            (
                policy(cap("1", "per_dya", "block")),
                "caps[0].window: unknown window \"per_dya\"; did you mean \"per_day\"?"
            ),
            (
                policy(cap("1", "per_day", "blok")),
                "caps[0].action: unknown action \"blok\"; did you mean \"block\"?"
            ),
            (
                policy(cap("1", "per_day", "block", ", \"downgradeto\": \"m\"")),
                "unknown key \"downgradeto\"; did you mean \"downgradeTo\"?"
            ),
            (
                policy("", ", \"mod\": \"shadow\""),
                "5:15: mod: unknown key \"mod\"; did you mean \"mode\"?"
            ),
            (
                policy("", ", \"requiredCapability\": \"data_wrote\""),
                "unknown capability \"data_wrote\"; did you mean \"data_write\"?"
            ),
            (
                policy("", ", \"effectiveFrom\": \"soon\""),
                "effectiveFrom: \"soon\" is no time; write one like 2026-09-01T00:00:00Z"
            ),
            ("{\"caps\": [], \"id\": \"x\", \"mode\": \"enforce\"}", "1:1: scope: missing"),
            (
                policy("").replacing("\"acme\"", with: "\"acme\", \"user\": \"u\""),
                "scope.user: unknown key \"user\"; did you mean \"userId\"?"
            ),
            (policy("").replacing("\"id\"", with: "\"mode\": 1, \"id\""), "mode"),
            (
                policy(
                    Array(repeating: cap("1", "per_day", "shadow"), count: 101).joined(
                        separator: ","
                    )
                ),
                "caps: 101 caps; at most 100"
            ),
            ("[]", "1:1: neither an agentguard-spend policy"),
            ("{\"budgets\": []}", "1:1: neither an agentguard-spend policy"),
            ("{", "not valid JSON"),
        ]
    )
    func wrong(text: String, part: String) {
        let error = Self.error(text)
        #expect(error.hasPrefix("guard.json:") && error.contains(part), "\(error)")
    }

    @Test(
        "a beginning is read to the millisecond, with its offset, or not at all",
        arguments: [
            ("2026-09-01", 1_788_220_800_000), ("2026-09-01T00:00:00Z", 1_788_220_800_000),
            ("2026-09-01T02:00:00.5+02:00", 1_788_220_800_500),
            ("2026-08-31t23:59:59.999999-00:00", 1_788_220_799_999),
            ("2024-02-29 12:00:00z", 1_709_208_000_000), ("2023-02-29", nil),
            ("2026-09-01T24:00:00Z", nil), ("2026-09-01T00:00:00", nil), ("2026-9-1", nil),
            ("2026-09-01T00:00Z", nil), ("1969-12-31", nil), ("2026-09-01T00:00:00.Z", nil),
            ("2026-09-01T00:00:00+2:00", nil), ("２026-09-01", nil), ("2026-09-01x", nil),
        ] as [(String, Int64?)]
    )
    func beginnings(text: String, fromMs: Int64?) throws {
        let policy = Self.policy("", ", \"effectiveFrom\": \"\(text)\"")
        if let fromMs {
            #expect(try Self.read(policy).policy.effective.fromMs == fromMs)
        } else {
            #expect(Self.error(policy).contains("is no time"))
        }
    }

    @Test("a policy may be YAML too, and null is nothing")
    func yaml() throws {
        let text = """
            id: guard
            scope: { tenantId: acme, userId: null }
            mode: enforce
            requiredCapability: null
            caps:
              - { amountCents: 100, window: per_day, action: block, downgradeTo: null }
            """
        let policy = try PolicyImporter.read(Array(text.utf8), file: "guard.yaml").policy
        let json = Self.policy(Self.cap("100", "per_day", "block"))
        #expect(try policy == Self.read(json).policy)
    }

    @Test("bytes of any kind are refused or read, by either importer")
    func garbage() {
        let whole = Array(Self.policy(Self.cap("100", "per_day", "block")).utf8)
        var state: UInt64 = 5
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0...below(4) {
                let index = below(bytes.count)
                if below(2) == 0 {
                    bytes[index] = UInt8(below(256))
                } else {
                    bytes.remove(at: index)
                }
            }
            for source in PolicyImporter.Source.allCases {
                for file in ["p.json", "p.yaml"] {
                    do throws(PolicyFileErrors) {
                        let imported = try PolicyImporter.read(bytes, file: file, from: source)
                        #expect(throws: Never.self) { try imported.yaml() }
                    } catch {
                        #expect(!error.errors.isEmpty)
                    }
                }
            }
        }
    }
}
