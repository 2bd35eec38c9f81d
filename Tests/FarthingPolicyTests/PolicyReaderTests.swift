import FarthingCore
import FarthingPolicy
import Testing

@Suite("Reading policies")
struct PolicyReaderTests {
    static let full = """
        version: 1
        id: main
        tenant: acme-corp
        mode: shadow
        unpriced: { ceiling: 100 USD per 1M tokens }
        unmatched: allow
        budgets:
          - id: finance-daily
            match: { team: finance, model: "gpt-5*", "tag:env": prod? }
            per: [agent, tag:cell]
            limit: 10.00 USD
            window: day
            timezone: Asia/Kolkata
            hold: fitted
            mode: shadow
            countFrom: now
            thresholds:
              - { at: 80%, do: warn, reason: soon over }
              - at: 99.5%
                do: block
          - { id: a, limit: $0.000000001, window: total }
          - { id: b, limit: 500k tokens, window: minute, hold: metered }
          - { id: c, limit: 1.5M tokens, window: rolling 24h, hold: ceiling }
          - { id: d, limit: 1000 calls, window: hour, mode: enforce }
          - { id: e, limit: 8 concurrent }
          - { id: f, limit: 50 credits, window: week }
          - { id: g, limit: "50 credits:gpu", window: month }
          - { id: h, limit: 200 INR, window: run, timezone: UTC, per: team }
          - { id: i, limit: 0 calls, window: call, countFrom: window }
        rules:
          - id: big-call
            when: { cost: ">= 2.00 USD", model: "gpt-5*", tokens: "<100k tokens", "tag:x": y }
            do: block
            reason: ask first
            mode: shadow
          - { id: all, when: {}, do: block }
        """

    static var fullValue: Policy {
        get throws {
            let glob = { (pattern: String) in try #require(Glob(pattern)) }
            return Policy(
                id: "main",
                tenant: "acme-corp",
                isEnforced: false,
                unpriced: .ceiling(nanosPerMillion: 100_000_000_000),
                allowsUnmatched: true,
                budgets: [
                    Budget(
                        id: "finance-daily",
                        match: Match([
                            Match.Term(dimension: .team, pattern: try glob("finance")),
                            Match.Term(dimension: .model, pattern: try glob("gpt-5*")),
                            Match.Term(dimension: .tag("env"), pattern: try glob("prod?")),
                        ]),
                        per: [.agent, .tag("cell")],
                        unit: .money("USD"),
                        limit: 10_000_000_000,
                        window: .day,
                        zone: try #require(PolicyFileSample.zone("Asia/Kolkata")),
                        holdMode: .fitted,
                        isEnforced: false,
                        thresholds: [
                            try #require(
                                Threshold(atBasisPoints: 8_000, action: .warn, reason: "soon over")
                            ),
                            try #require(Threshold(atBasisPoints: 9_950, action: .block)),
                        ],
                        countsFromNow: true
                    ),
                    Budget(id: "a", unit: .money("USD"), limit: 1, window: .total),
                    Budget(
                        id: "b",
                        unit: .tokens,
                        limit: 500_000,
                        window: .minute,
                        holdMode: .metered
                    ),
                    Budget(
                        id: "c",
                        unit: .tokens,
                        limit: 1_500_000,
                        window: .rolling(lengthMs: 86_400_000)
                    ),
                    Budget(id: "d", unit: .calls, limit: 1_000, window: .hour),
                    Budget(id: "e", unit: .concurrent, limit: 8, window: .total),
                    Budget(id: "f", unit: .credits("default"), limit: 50, window: .week),
                    Budget(id: "g", unit: .credits("gpu"), limit: 50, window: .month),
                    Budget(
                        id: "h",
                        per: [.team, .run],
                        unit: .money("INR"),
                        limit: 200_000_000_000,
                        window: .run
                    ),
                    Budget(id: "i", unit: .calls, limit: 0, window: .call),
                ],
                rules: [
                    Rule(
                        id: "big-call",
                        conditions: [
                            .cost(.greaterOrEqual, nanos: 2_000_000_000),
                            .scope(.model, try glob("gpt-5*")),
                            .tokens(.less, 100_000),
                            .scope(.tag("x"), try glob("y")),
                        ],
                        action: .block,
                        isEnforced: false,
                        reason: "ask first"
                    ),
                    Rule(id: "all", conditions: [], action: .block),
                ]
            )
        }
    }

    @Test("a policy that uses every key comes out as written")
    func everyKey() throws {
        let policy = try PolicyFileSample.read(Self.full)
        #expect(policy == (try Self.fullValue))
        _ = try CompiledPolicy(policy)
    }

    @Test("the same policy in JSON gives the same value")
    func json() throws {
        let text = """
            {
              "version": 1, "id": "main", "tenant": "acme-corp", "mode": "shadow",
              "unpriced": { "ceiling": "100 USD per 1M tokens" }, "unmatched": "allow",
              "budgets": [
                { "id": "finance-daily",
                  "match": { "team": "finance", "model": "gpt-5*", "tag:env": "prod?" },
                  "per": ["agent", "tag:cell"], "limit": "10.00 USD", "window": "day",
                  "timezone": "Asia/Kolkata", "hold": "fitted", "mode": "shadow",
                  "countFrom": "now",
                  "thresholds": [
                    { "at": "80%", "do": "warn", "reason": "soon over" },
                    { "at": "99.5%", "do": "block" } ] },
                { "id": "a", "limit": "$0.000000001", "window": "total" },
                { "id": "b", "limit": "500k tokens", "window": "minute", "hold": "metered" },
                { "id": "c", "limit": "1.5M tokens", "window": "rolling 24h", "hold": "ceiling" },
                { "id": "d", "limit": "1000 calls", "window": "hour", "mode": "enforce" },
                { "id": "e", "limit": "8 concurrent" },
                { "id": "f", "limit": "50 credits", "window": "week" },
                { "id": "g", "limit": "50 credits:gpu", "window": "month" },
                { "id": "h", "limit": "200 INR", "window": "run", "timezone": "UTC",
                  "per": "team" },
                { "id": "i", "limit": "0 calls", "window": "call", "countFrom": "window" } ],
              "rules": [
                { "id": "big-call",
                  "when": { "cost": ">= 2.00 USD", "model": "gpt-5*", "tokens": "<100k tokens",
                            "tag:x": "y" },
                  "do": "block", "reason": "ask first", "mode": "shadow" },
                { "id": "all", "when": {}, "do": "block" } ]
            }
            """
        #expect(try PolicyFileSample.read(text, file: "p.json") == (try Self.fullValue))
        // JSON is YAML too.
        #expect(try PolicyFileSample.read(text, file: "p.yaml") == (try Self.fullValue))
    }

    @Test("a short policy gets the documented defaults")
    func defaults() throws {
        let policy = try PolicyFileSample.read("version: 1", file: "some/where/team.v2.yml")
        #expect(policy == Policy(id: "team.v2"))
        #expect(!policy.allowsUnmatched && policy.isEnforced && policy.unpriced == .refuse)
        let budget = try PolicyFileSample.read(
            "{version: 1, budgets: [{id: x, limit: 1 call, window: day}]}"
        ).budgets
        #expect(budget == [Budget(id: "x", unit: .calls, limit: 1, window: .day)])
    }

    @Test(
        "rolling windows take any length from a second to a year",
        arguments: [
            ("rolling 1000ms", 1_000), ("rolling 30s", 30_000), ("rolling 15m", 900_000),
            ("rolling 24h", 86_400_000), ("rolling 366d", 31_622_400_000),
        ] as [(String, Int64)]
    )
    func rolling(text: String, lengthMs: Int64) throws {
        let policy = try PolicyFileSample.read(
            "{version: 1, budgets: [{id: x, limit: 1 call, window: \(text)}]}"
        )
        #expect(policy.budgets.map(\.window) == [.rolling(lengthMs: lengthMs)])
    }

    @Test("an ampersand inside text is text", arguments: ["R&D", "R & D", "R &", "a-&b", "&"])
    func ampersands(name: String) throws {
        let policy = try PolicyFileSample.read("version: 1\ntenant: \"\(name)\"\n")
        #expect(policy.tenant == name)
    }
}
