import FarthingCore
import FarthingPolicy
import Foundation
import Testing

@Suite("A policy in a file and in Swift")
struct PolicyBuilderEqualityTests {
    @Test("a policy that uses every key is the same value, however it is written")
    func whole() throws {
        let file = try PolicyFileSample.whole()
        let swift = try policyInSwift(zone: try #require(PolicyFileSample.zone("Asia/Kolkata")))
        for (left, right) in zip(file.budgets, swift.budgets) { #expect(left == right) }
        for (left, right) in zip(file.rules, swift.rules) { #expect(left == right) }
        for (left, right) in zip(file.prices, swift.prices) { #expect(left == right) }
        #expect(file == swift)
        _ = try CompiledPolicy(swift)
    }

    private func policyInSwift(zone: ZoneRules) throws -> Policy {
        let wholePrices: KeyValuePairs<Usage.Bucket, String> = [
            .input: "2.50", .output: "10", .cachedInput: "0.25", .cacheWrite: "3.125",
            .cacheWriteHour: "5", .inputAudio: "40", .cachedInputAudio: "2.50", .inputImage: "5",
            .cachedInputImage: "1.25", .inputVideo: "5", .reasoning: "10", .outputAudio: "80",
            .outputImage: "40", .webSearch: "10", .fileSearch: "2.50", .request: "1",
            .inputAudioSecond: "0.36", .inputCharacter: "15", .inputImageEach: "0.01",
            .outputImageEach: "0.04",
        ]
        return try Policy(
            "main",
            tenant: "acme-corp",
            isEnforced: false,
            unpriced: .ceiling(perMillionTokens: .usd(100)),
            allowsUnmatched: true,
            from: .day(2026, 12, 1),
            until: .ms(1_827_633_600_250),
            commit: [.session, .tag("customer")]
        ) {
            try financeDaily(zone: zone)
            try smallBudgets()
            try rules()
            try PriceOverride(
                "openai",
                "gpt-5-mini",
                wholePrices,
                variant: .batch,
                aboveInputTokens: 200_000,
                from: .day(2026, 11, 1),
                maxOutputTokens: 64_000
            )
            try PriceOverride("local", "llama-4", [.input: "0", .output: "0"])
            try ExchangeRate("INR", perUSD: "94.25", from: .day(2026, 11, 1))
            try ExchangeRate("AED", perUSD: "3.6725")
        }
    }

    private func financeDaily(zone: ZoneRules) throws(PolicyError) -> Budget {
        try Budget(
            "finance-daily",
            match: [.team: "finance", .model: "gpt-5*", .tag("env"): "prod?"],
            limit: .usd("10.00"),
            per: [.agent, .tag("cell")],
            window: .day,
            zone: zone,
            hold: .fitted,
            isEnforced: false,
            from: .day(2026, 12, 24),
            until: .day(2026, 12, 27),
            countsFromNow: true
        ) {
            Warn(at: .percent("0.01"), reason: "soon over")
            Downgrade(at: .percent(50), to: "gpt-5-mini", reason: "soft cap")
            Downgrade(at: .percent(60), to: "gpt-5-mini", "gpt-5-nano")
            Approve(at: .percent("80.5"), by: "finance")
            Approve(
                at: .basisPoints(9_025),
                by: "board",
                needed: 2,
                within: .seconds(7_200),
                wait: .seconds(60)
            )
            Wait(at: .percent(95), within: .milliseconds(1_500))
            Pause(at: .percent(99))
            Block(at: .percent(100), reason: "enough")
        }
    }

    private func smallBudgets() throws(PolicyError) -> [Budget] {
        let budgets = [
            try Budget("a", limit: .usd("0.000000001"), window: .total),
            try Budget("b", limit: .tokens(500_000), window: .minute, hold: .metered),
            try Budget("c", limit: .tokens(1_500_000), window: .rolling(lengthMs: 86_400_000)),
            try Budget("d", limit: .calls(1_000), window: .hour),
            try Budget("e", limit: .concurrent(8)),
            try Budget("f", limit: .credits(50), window: .week, hold: .estimate),
            try Budget("g", limit: .credits(50, "gpu"), window: .month),
            try Budget("h", limit: .money(200, "INR"), per: [.team], window: .run),
            try Budget("i", limit: .calls(0), window: .call),
        ]
        return budgets.map { budget in
            var silent = budget
            silent.warnsByDefault = false
            return silent
        }
    }

    private func rules() throws(PolicyError) -> [Rule] {
        [
            try Rule(
                "big-call",
                do: .approve(
                    by: "finance",
                    needed: 3,
                    within: .seconds(2_592_000),
                    wait: .seconds(3_600)
                ),
                isEnforced: false,
                reason: "ask first",
                from: .day(2026, 12, 1),
                until: .day(2026, 12, 2)
            ) {
                When(cost: .greaterOrEqual, .usd("2.00"))
                When(.model, fits: "gpt-5*")
                When(tokens: .less, 100_000)
                When(.tag("x"), fits: "y")
            },
            try Rule("run", do: .block) {
                When(steps: .greater, 50)
                When(attempts: .greaterOrEqual, 3)
                When(identical: .equal, 5)
                When(projected: .greater, .percent(100))
            },
            try Rule("smaller", do: .downgrade(to: "claude-sonnet-4-6")) {
                When(.model, fits: "*opus*")
            },
            try Rule("later", do: .wait(within: .seconds(30))) {
                When(cost: .lessOrEqual, .usd(5))
            },
            try Rule("payments", do: .require(.paymentInitiate)) { When(.tool, fits: "pay_*") },
            try Rule("all", do: .block),
        ]
    }
}
