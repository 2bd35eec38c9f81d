import FarthingCore
import Testing

@Suite("Policies written in Swift")
struct PolicyBuilderTests {
    @Test("the example of the documentation gives the policy that it shows")
    func example() throws {
        let policy = try Policy("team", tenant: "acme") {
            try Budget("daily", limit: .usd("10.00"), per: [.agent], window: .day) {
                Downgrade(at: .percent(50), to: "claude-haiku-4-5")
                Warn(at: .percent(80))
            }
            try Rule("big-call", do: .approve(by: "finance")) {
                When(cost: .greaterOrEqual, .usd("2.00"))
                When(.model, fits: "gpt-5*")
            }
        }
        _ = try CompiledPolicy(policy)
        #expect(
            policy
                == Policy(
                    id: "team",
                    tenant: "acme",
                    budgets: [
                        Budget(
                            id: "daily",
                            per: [.agent],
                            unit: .money("USD"),
                            limit: 10_000_000_000,
                            window: .day,
                            thresholds: [
                                try #require(
                                    Threshold(
                                        atBasisPoints: 5_000,
                                        action: .downgrade(to: ["claude-haiku-4-5"])
                                    )
                                ),
                                try #require(Threshold(atBasisPoints: 8_000, action: .warn)),
                            ]
                        )
                    ],
                    rules: [
                        Rule(
                            id: "big-call",
                            conditions: [
                                .cost(.greaterOrEqual, nanos: 2_000_000_000),
                                .scope(.model, try #require(Glob("gpt-5*"))),
                            ],
                            action: .approve(ApprovalTerms(group: "finance"))
                        )
                    ]
                )
        )
    }

    @Test("the example of the language's page gives the policy that it shows")
    func page() throws {
        let policy = try Policy("team", tenant: "acme-corp") {
            try Budget("daily", limit: .usd("10.00"), per: [.agent], window: .day) {
                Downgrade(at: .percent(50), to: "claude-haiku-4-5")
                Warn(at: .percent(80))
                Approve(at: .percent(100), by: "finance", wait: .seconds(60))
            }
            for team in ["finance", "research"] {
                try Budget(team, match: [.team: team], limit: .tokens(500_000), window: .minute)
            }
            try Rule("big-call", do: .block, reason: "split the work") {
                When(cost: .greater, .usd("2.00"))
                When(.model, fits: "gpt-5*")
            }
            try Rule("payments", do: .require(.paymentInitiate)) { When(.tool, fits: "pay_*") }
        }
        let compiled = try CompiledPolicy(policy)
        #expect(compiled.policy.budgets.map(\.id) == ["daily", "finance", "research"])
        let terms = ApprovalTerms(group: "finance", waitMs: 60_000)
        #expect(policy.budgets[0].thresholds.last?.action == .approve(terms))
        #expect(policy.rules.map(\.action) == [.block, .require(.paymentInitiate)])
    }

    @Test("the examples of single parts compile and are checked")
    func parts() throws {
        let budget = try Budget("daily", limit: .usd("10.00"), per: [.agent], window: .day) {
            Downgrade(at: .percent(50), to: "claude-sonnet-4-6", "claude-haiku-4-5")
            Warn(at: .percent(80))
        }
        let approval = try Rule("big-call", do: .approve(by: "finance", needed: 2)) {
            When(cost: .greaterOrEqual, .usd("2.00"))
            When(.model, fits: "gpt-5*")
        }
        let payments = try Rule("payments", do: .require(.paymentInitiate)) {
            When(.tool, fits: "pay_*")
        }
        let price = try PriceOverride("openai", "gpt-5-mini", [.input: "0.25", .output: "2.00"])
        let policy = try Policy("x") {
            budget
            [approval, payments]
            price
        }
        #expect(policy.budgets == [budget])
        #expect(policy.rules == [approval, payments])
        #expect(policy.prices == [price])
        _ = try CompiledPolicy(policy)
    }

    @Test("loops and conditions make parts", arguments: [true, false])
    func control(isStrict: Bool) throws {
        let teams = ["finance", "research"]
        let policy = try Policy("teams") {
            for team in teams {
                try Budget(team, match: [.team: team], limit: .usd(100), window: .month) {
                    if isStrict { Block(at: .percent(90)) }
                    for share: Int64 in [50, 75] { Warn(at: .percent(share)) }
                }
            }
            if isStrict {
                try Rule("none", do: .block) {
                    if isStrict { When(.model, fits: "*-pro") } else { When(.model, fits: "*") }
                }
            } else {
                try Rule("all", do: .block)
            }
        }
        #expect(policy.budgets.map(\.id) == teams)
        #expect(policy.budgets.allSatisfy { $0.thresholds.count == (isStrict ? 3 : 2) })
        #expect(policy.rules.map(\.id) == [isStrict ? "none" : "all"])
    }

    @Test("warnings by default can be turned off for the whole policy")
    func warnings() throws {
        let policy = try Policy("quiet", warnsByDefault: false) {
            try Budget("daily", limit: .usd(1), window: .day)
        }
        #expect(policy.budgets.map(\.warnings) == [[]])
    }

    @Test(
        "money is exact or refused",
        arguments: [
            ("10.00", 10_000_000_000), ("0", 0), ("0.000000001", 1),
            ("0.1234567890", 123_456_789), ("900000000", 900_000_000_000_000_000),
            ("900000000.000000001", nil), ("0.0000000001", nil), ("99999999999999999999", nil),
            ("1e3", nil), ("1,000", nil), ("-1", nil), ("", nil), (".5", nil), ("5.", nil),
            ("1.2.3", nil), ("NaN", nil), (" 1", nil),
        ] as [(String, Int64?)]
    )
    func money(text: String, nanos: Int64?) throws {
        guard let nanos else {
            let error = #expect(throws: PolicyError.self) {
                try Budget("x", limit: .usd(text), window: .day)
            }
            #expect(error?.path == "budgets[\"x\"].limit")
            return
        }
        #expect(try Budget("x", limit: .usd(text), window: .day).limit == nanos)
    }

    @Test("what is wrong names its place")
    func wrong() throws {
        func path(_ body: () throws -> Void) throws -> String {
            try #require(#expect(throws: PolicyError.self) { try body() }).path
        }
        #expect(
            try path { _ = try Budget("x", limit: .usd(1)) } == "budgets[\"x\"].window"
        )
        #expect(
            try path {
                _ = try Budget("x", limit: .calls(-1), window: .day)
            } == "budgets[\"x\"].limit"
        )
        #expect(
            try path {
                _ = try Budget("x", limit: .usd(1), window: .day) {
                    Warn(at: .percent(80))
                    Pause(at: .percent("100.01"))
                }
            } == "budgets[\"x\"].thresholds[1].at"
        )
        #expect(
            try path {
                _ = try Budget("x", limit: .usd(1), window: .day) {
                    Wait(at: .percent(80), within: .microseconds(10))
                }
            } == "budgets[\"x\"].thresholds[0].within"
        )
        #expect(
            try path {
                _ = try Budget("x", match: [.team: ""], limit: .usd(1), window: .day)
            } == "budgets[\"x\"].match.team"
        )
        #expect(
            try path {
                _ = try Budget("x", limit: .usd(1), window: .day, from: .day(2026, 2, 29))
            } == "budgets[\"x\"].from"
        )
        #expect(
            try path { _ = try Rule("x", do: .block) { When(cost: .less, .tokens(5)) } }
                == "rules[\"x\"].when.cost"
        )
        #expect(
            try path { _ = try Rule("x", do: .wait(within: .seconds(-1))) } == "rules[\"x\"].within"
        )
        #expect(
            try path {
                _ = try Policy("x", unpriced: .ceiling(perMillionTokens: .money(1, "EUR"))) {
                    try Rule("all", do: .block)
                }
            } == "unpriced.ceiling"
        )
        #expect(try path { _ = try ExchangeRate("INR", perUSD: "0") } == "rates[\"INR\"].perUSD")
        #expect(
            try path { _ = try PriceOverride("openai", "x", [.input: "1.5e3"]) }
                == "prices[\"openai/x\"].input"
        )
    }

    @Test("what the parts say together is checked when the policy is compiled")
    func together() throws {
        let policy = try Policy("x") {
            try Budget("daily", limit: .usd(1), window: .day)
            try Budget("daily", limit: .usd(2), window: .day)
        }
        let error = #expect(throws: PolicyError.self) { try CompiledPolicy(policy) }
        #expect(error?.path == "budgets[1].id")
    }

    @Test("a budget of one run tells its accounts apart by run")
    func run() throws {
        #expect(try Budget("x", limit: .usd(1), window: .run).per == [.run])
        #expect(try Budget("x", limit: .usd(1), per: [.run, .agent], window: .run).per.count == 2)
        #expect(try Budget("x", limit: .concurrent(8)).window == .total)
    }
}
