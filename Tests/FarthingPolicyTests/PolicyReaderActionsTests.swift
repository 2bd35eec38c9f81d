import FarthingCore
import FarthingPolicy
import Testing

@Suite("Reading what a policy does")
struct PolicyReaderActionsTests {
    @Test("the example of the language reads as it stands")
    func example() throws {
        let policy = try PolicyFileSample.read(
            """
            version: 1
            tenant: acme-corp
            mode: enforce                       # or shadow; also per budget and per rule
            unpriced: refuse                    # or a ceiling price
            unmatched: refuse                   # or allow
            budgets:
              - id: finance-daily
                match: { team: finance }        # every named dimension must match; globs
                per: [agent]
                limit: 10.00 USD                # or 500k tokens, 1000 calls, 8 concurrent, 200 INR, 50 credits
                window: day
                timezone: Asia/Kolkata
                hold: ceiling                   # ceiling | fitted | metered | estimate
                thresholds:
                  - { at: 50%, do: downgrade, to: claude-sonnet-4-6, reason: soft cap }
                  - { at: 80%, do: warn }
                  - { at: 100%, do: block }     # block | approve | wait | pause (block, and the account stays paused)
            rules:
              - id: big-call
                when: { cost: ">= 2.00 USD", model: "gpt-5*" }
                do: approve
                approvers: finance
              - id: payments
                when: { tool: "pay_*" }
                require: payment_initiate       # capability tiers: read_only < data_write < payment_initiate < payment_execute
            """
        )
        #expect(
            policy.budgets[0].thresholds == [
                try #require(
                    Threshold(
                        atBasisPoints: 5_000,
                        action: .downgrade(to: ["claude-sonnet-4-6"]),
                        reason: "soft cap"
                    )
                ),
                try #require(Threshold(atBasisPoints: 8_000, action: .warn)),
                try #require(Threshold(atBasisPoints: 10_000, action: .block)),
            ]
        )
        #expect(
            policy.rules == [
                Rule(
                    id: "big-call",
                    conditions: [
                        .cost(.greaterOrEqual, nanos: 2_000_000_000),
                        .scope(.model, try #require(Glob("gpt-5*"))),
                    ],
                    action: .approve(ApprovalTerms(group: "finance"))
                ),
                Rule(
                    id: "payments",
                    conditions: [.scope(.tool, try #require(Glob("pay_*")))],
                    action: .require(.paymentInitiate)
                ),
            ]
        )
    }

    @Test(
        "each action of a threshold is read with its parts",
        arguments: [
            ("do: warn", .warn), ("do: pause", .pause), ("do: block", .block),
            ("do: downgrade, to: a", .downgrade(to: ["a"])),
            ("do: downgrade, to: [a]", .downgrade(to: ["a"])),
            ("do: downgrade, to: [a, b, c]", .downgrade(to: ["a", "b", "c"])),
            ("do: wait, within: 500ms", .wait(deadlineMs: 500)),
            ("do: wait, within: 1h", .wait(deadlineMs: 3_600_000)),
            ("do: approve, approvers: x", .approve(ApprovalTerms(group: "x"))),
            (
                "do: approve, approvers: x, need: 2, within: 30d, wait: 60s",
                .approve(
                    ApprovalTerms(group: "x", needed: 2, withinMs: 2_592_000_000, waitMs: 60_000)
                )
            ),
            ("do: approve, approvers: x, wait: 0s", .approve(ApprovalTerms(group: "x"))),
        ] as [(String, ThresholdAction)]
    )
    func thresholds(text: String, action: ThresholdAction) throws {
        let policy = try PolicyFileSample.read(
            """
            { version: 1, budgets: [{ id: x, limit: 1 USD, window: day,
              thresholds: [{ at: 0.01%, \(text) }] }] }
            """
        )
        #expect(
            policy.budgets[0].thresholds == [
                try #require(Threshold(atBasisPoints: 1, action: action))
            ]
        )
    }

    @Test(
        "each action of a rule is read with its parts",
        arguments: [
            ("do: block", .block),
            ("do: downgrade, to: [a, b]", .downgrade(to: ["a", "b"])),
            ("do: wait, within: 30s", .wait(deadlineMs: 30_000)),
            (
                "do: approve, approvers: x, need: 16",
                .approve(ApprovalTerms(group: "x", needed: 16))
            ),
            ("require: read_only", .require(.readOnly)),
            ("require: data_write", .require(.dataWrite)),
            ("require: payment_initiate", .require(.paymentInitiate)),
            ("require: payment_execute", .require(.paymentExecute)),
        ] as [(String, RuleAction)]
    )
    func rules(text: String, action: RuleAction) throws {
        let policy = try PolicyFileSample.read(
            "{ version: 1, rules: [{ id: x, when: {}, \(text) }] }"
        )
        #expect(policy.rules == [Rule(id: "x", conditions: [], action: action)])
    }

    @Test("skip blocks, and says that the call is to be left out")
    func skips() throws {
        let policy = try PolicyFileSample.read(
            "{ version: 1, rules: [{ id: x, when: {}, do: skip }] }"
        )
        #expect(policy.rules == [Rule(id: "x", conditions: [], action: .block, skips: true)])
    }

    @Test(
        "conditions on the run are read",
        arguments: [
            ("steps: \"> 50\"", .run(.steps, .greater, 50)),
            ("attempts: \">=3\"", .run(.attempts, .greaterOrEqual, 3)),
            ("identical: \"== 5\"", .run(.identical, .equal, 5)),
            ("projected: \"> 100%\"", .run(.projected, .greater, 10_000)),
            ("projected: \">= 99.95%\"", .run(.projected, .greaterOrEqual, 9_995)),
            ("projected: \"< 250%\"", .run(.projected, .less, 25_000)),
        ] as [(String, Condition)]
    )
    func runs(text: String, condition: Condition) throws {
        let policy = try PolicyFileSample.read(
            "{ version: 1, rules: [{ id: x, when: { \(text) }, do: block }] }"
        )
        #expect(policy.rules == [Rule(id: "x", conditions: [condition], action: .block)])
    }

    @Test("warnings by default are the policy's unless the budget says otherwise")
    func warnings() throws {
        let budgets = """
            budgets:
              - { id: silent, limit: 1 USD, window: day, warnings: off }
              - { id: loud, limit: 1 USD, window: day, warnings: on }
              - { id: same, limit: 1 USD, window: day }
            """
        let plain = try PolicyFileSample.read("version: 1\n" + budgets)
        #expect(plain.budgets.map(\.warnsByDefault) == [false, true, true])
        let off = try PolicyFileSample.read("version: 1\nwarnings: off\n" + budgets)
        #expect(off.budgets.map(\.warnsByDefault) == [false, true, false])
    }

    @Test("a file may name its schema")
    func schema() throws {
        let text = "{\"$schema\": \"https://example.org/x.json\", \"version\": 1}"
        #expect(try PolicyFileSample.read(text, file: "p.json") == Policy(id: "p"))
    }
}
