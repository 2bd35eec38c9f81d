import FarthingCore
import FarthingPolicy
import Testing

@Suite("Writing policies")
struct PolicyWriterTests {
    @Test("a policy that was written is read back as the same policy")
    func roundTrip() throws {
        for seed in 0..<200 as Range<UInt64> {
            var random = RandomPolicy(seed: seed)
            let policy = random.policy()
            let text = try PolicyWriter.yaml(policy, comments: ["& [ # \n \u{2028} {"])
            do {
                let read = try PolicyFileSample.read(text)
                #expect(read == policy, "seed \(seed)\n\(text)")
                // Swift takes two spellings of one character for the same.
                let again = try PolicyWriter.yaml(read)
                #expect(try Array(again.utf8) == Array(PolicyWriter.yaml(policy).utf8))
            } catch {
                Issue.record("seed \(seed): \(error)\n\(text)")
                return
            }
        }
    }

    @Test("every part is written as a person would write it")
    func readable() throws {
        let policy = try Self.sample()
        #expect(try PolicyWriter.yaml(policy, comments: ["A sample."]) == Self.sampleText)
        #expect(try PolicyFileSample.read(Self.sampleText) == policy)
    }

    @Test("what the language cannot say is an error with its place")
    func unsayable() throws {
        func error(_ change: (inout Policy) -> Void) -> String {
            var policy = Policy(id: "p")
            change(&policy)
            do throws(PolicyError) {
                return "written: " + (try PolicyWriter.yaml(policy))
            } catch {
                return error.description
            }
        }
        let range = [Condition.cost(.greater, nanos: 1), .cost(.less, nanos: 5)]
        #expect(
            error { $0.rules = [Rule(id: "r", conditions: range, action: .block)] }
                == "rules[0].when: two conditions on \"cost\"; make a rule of each, or one of both"
        )
        #expect(
            error {
                $0.budgets = [Budget(id: "b", unit: .money("XXX"), limit: 1, window: .day)]
            } == "budgets[0].limit: \"XXX\" is no currency in use"
        )
        #expect(error { $0.id = "" }.hasPrefix("id: "))
        let marked = Rule(id: "r", conditions: [], action: .block, reason: "\u{FEFF}acme")
        #expect(error { $0.rules = [marked] }.contains("byte order mark"))
        let twice = PriceOverride(
            provider: "p",
            model: "m",
            rates: [.input: .free, .output: .free]
        )
        #expect(error { $0.prices = [twice, twice] }.contains("two standard prices"))
        let odd = PriceOverride(
            provider: "p",
            model: "m",
            rates: [.input: .free, .output: .free, .webSearch: Rate(nanosPerMillion: 1)]
        )
        #expect(
            error { $0.prices = [odd] }
                == "prices[0].web_searches: the price has more than nine decimals"
        )
        let far = [Condition.run(.projected, .greater, 100_000_000)]
        #expect(
            error { $0.rules = [Rule(id: "r", conditions: far, action: .block)] }
                == "rules[0].when.projected: a share of at most 999999%"
        )
    }

    private static let sampleText = """
        # A sample.
        version: 1
        id: main
        tenant: acme-corp
        mode: enforce
        from: 2026-09-01
        unpriced: { ceiling: 100.00 USD per 1M tokens }
        unmatched: refuse
        budgets:
          - id: finance-daily
            match: { team: finance, model: "gpt-5*" }
            per: [agent, "tag:cell"]
            limit: 10.00 USD
            window: day
            timezone: Asia/Kolkata
            from: 2026-09-01T00:00:00.000Z
            thresholds:
              - { at: 50%, do: downgrade, to: [gpt-5-mini, gpt-5-nano], reason: soft cap }
              - { at: 80.5%, do: approve, approvers: finance, need: 2, wait: 1m }
          - id: t
            limit: 500k tokens
            window: rolling 90m
        rules:
          - id: payments
            when: { tool: "pay_*" }
            require: payment_initiate
          - id: loop
            when: { identical: "> 5", projected: "> 120%" }
            do: block
            until: 2026-09-01T00:00:00.001Z
          - id: idle-talk
            when: { tool: small-talk }
            do: skip

        """

    private static func sample() throws -> Policy {
        let zone = try #require(PolicyFileSample.zone("Asia/Kolkata"))
        return Policy(
            id: "main",
            tenant: "acme-corp",
            unpriced: .ceiling(nanosPerMillion: 100_000_000_000),
            budgets: [
                Budget(
                    id: "finance-daily",
                    match: Match([
                        Match.Term(dimension: .team, pattern: try #require(Glob("finance"))),
                        Match.Term(dimension: .model, pattern: try #require(Glob("gpt-5*"))),
                    ]),
                    per: [.agent, .tag("cell")],
                    unit: .money("USD"),
                    limit: 10_000_000_000,
                    window: .day,
                    zone: zone,
                    thresholds: [
                        try #require(
                            Threshold(
                                atBasisPoints: 5_000,
                                action: .downgrade(to: ["gpt-5-mini", "gpt-5-nano"]),
                                reason: "soft cap"
                            )
                        ),
                        try #require(
                            Threshold(
                                atBasisPoints: 8_050,
                                action: .approve(
                                    ApprovalTerms(group: "finance", needed: 2, waitMs: 60_000)
                                )
                            )
                        ),
                    ],
                    effective: EffectiveDates(fromMs: 1_788_220_800_000)
                ),
                Budget(
                    id: "t",
                    unit: .tokens,
                    limit: 500_000,
                    window: .rolling(lengthMs: 5_400_000)
                ),
            ],
            rules: [
                Rule(
                    id: "payments",
                    conditions: [.scope(.tool, try #require(Glob("pay_*")))],
                    action: .require(.paymentInitiate)
                ),
                Rule(
                    id: "loop",
                    conditions: [
                        .run(.identical, .greater, 5), .run(.projected, .greater, 12_000),
                    ],
                    action: .block,
                    effective: EffectiveDates(untilMs: 1_788_220_800_001)
                ),
                Rule(
                    id: "idle-talk",
                    conditions: [.scope(.tool, try #require(Glob("small-talk")))],
                    action: .block,
                    skips: true
                ),
            ],
            effective: EffectiveDates(fromMs: 1_788_220_800_000)
        )
    }
}
