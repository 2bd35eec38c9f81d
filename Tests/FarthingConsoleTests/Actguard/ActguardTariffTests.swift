import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

/// What models cost in actguard's units.
struct ActguardTariffTests {
    static func price(
        _ provider: String,
        _ model: String,
        input: Int64,
        cached: Int64? = nil,
        output: Int64
    ) -> ModelPrice {
        var sheet = RateSheet(
            input: Rate(nanosPerMillion: input),
            output: Rate(nanosPerMillion: output)
        )
        if let cached { sheet[.cachedInput] = Rate(nanosPerMillion: cached) }
        return ModelPrice(provider: provider, model: model, sheets: [sheet])
    }

    let rig: SpendRig
    let key: String

    init() async throws {
        rig = try await ActguardTests.rig()
        key = try await rig.key("daily", [.team: "daily"])
        rig.calls.set(
            Self.price(
                "openai",
                "gpt-4o",
                input: 2_500_000_000,
                cached: 1_250_000_000,
                output: 10_000_000_000
            ),
            aliases: ["gpt-4o-2024-08-06"]
        )
        rig.calls.set(
            Self.price("gemini", "flash", input: 100_000_001, output: 400_000_001)
        )
        rig.calls.set(Self.price("bedrock", "nova", input: 1, output: 1))
    }

    private func tariff() async throws -> [String: Any] {
        let answer = try await rig.send("GET", "/api/v1/cu-tariff", by: .field(nil))
        #expect(answer.status == 200)
        return answer.object
    }

    private func models(_ provider: String) async throws -> [String: [String: Any]] {
        let llm = try await tariff()["llm"] as? [String: Any]
        let providers = llm?["providers"] as? [String: [String: Any]]
        return providers?[provider]?["models"] as? [String: [String: Any]] ?? [:]
    }

    @Test("anybody reads it, and it is never below the price book")
    func document() async throws {
        let tariff = try await tariff()
        #expect(tariff["cu_per_usd"] as? Int == 1_000)
        #expect((tariff["tariff_version"] as? String)?.isEmpty == false)
        let openAI = try await models("openai")
        for name in ["gpt-4o", "gpt-4o-2024-08-06"] {
            #expect(openAI[name]?["input_cu_per_1m"] as? Int == 2_500)
            #expect(openAI[name]?["output_cu_per_1k"] as? Int == 10)
            // It is in the input already.
            #expect(openAI[name]?["cached_cu_per_1k"] as? Int == 0)
        }
        let google = try await models("google")
        #expect(google["flash"]?["input_cu_per_1m"] as? Int == 101)
        #expect(google["flash"]?["output_cu_per_1k"] as? Int == 1)
        #expect(try await models("anthropic").isEmpty)
    }

    @Test("another price makes another version")
    func version() async throws {
        let first = try await tariff()["tariff_version"] as? String
        let other = try await ActguardTests.rig()
        let second = try await other.send("GET", "/api/v1/cu-tariff", by: .field(nil))
        #expect(second["tariff_version"] != first)
    }

    @Test("a policy's price for what has none is what unknown models cost")
    func unpriced() async throws {
        let rig = try await SpendRig(
            budgets: ActguardTests.budgets,
            unpriced: .ceiling(nanosPerMillion: 2_000_000_001)
        ) { parts in ActguardRoutes(desk: parts.desk, calls: parts.calls).routes }
        let answer = try await rig.send("GET", "/api/v1/cu-tariff", by: .field(nil))
        let usual = (answer.part("llm")["default"]) as? [String: Int]
        #expect(usual == ["input_cu_per_1k": 3, "output_cu_per_1k": 3, "cached_cu_per_1k": 0])
    }

    /// Settles a run with these rows; what it cost, in nanos.
    private func cost(_ rows: String..., totals: String = "") async throws -> Int64 {
        let run = "run-\(RandomText.hex(bytes: 8))"
        let made = try await rig.send(
            "POST",
            "/api/v1/reserve",
            #"{"run_id":"\#(run)","user_id":"\#(run)","cost_limit":50}"#,
            by: .key(key)
        )
        let done = try await rig.send(
            "POST",
            "/api/v1/settle",
            #"{"reserve_id":"\#(made["reserve_id"])"\#(totals),"#
                + #""usage_breakdown":[\#(rows.joined(separator: ","))]}"#,
            by: .key(key)
        )
        #expect(done.status == 200, "\(done.text)")
        let nanos = try await rig.account("daily", "user=" + run).spent
        #expect(done.number("cost_cu") == CostUnits.above(nanos))
        return nanos
    }

    private func row(
        _ provider: String,
        _ model: String,
        _ input: Int64,
        _ output: Int64,
        cached: Int64 = 0
    ) -> String {
        #"{"provider":"\#(provider)","provider_model_id":"\#(model)","input_tokens":\#(input),"#
            + #""cached_input_tokens":\#(cached),"output_tokens":\#(output)}"#
    }

    @Test("known models cost what the book says, to the nano, and cached tokens are paid once")
    func known() async throws {
        #expect(try await cost(row("openai", "gpt-4o", 1_000, 100)) == 2_500_000 + 1_000_000)
        let cached = try await cost(row("openai", "gpt-4o-2024-08-06", 1_000, 0, cached: 800))
        #expect(cached == 200 * 2_500 + 800 * 1_250)
        #expect(try await cost(row("google", "flash", 10, 0)) == 1_001)
    }

    @Test("unknown models cost the usual rates, each part of each call rounded up")
    func unknown() async throws {
        #expect(try await cost(row("nobody", "x", 1, 1)) == 2_000_000)
        let two = try await cost(row("nobody", "x", 1_000, 0), row("nobody", "", 1_001, 0))
        #expect(two == (15 + 16) * 1_000_000)
    }

    @Test("what totals have above their rows costs the usual rates")
    func totals() async throws {
        let rest = try await cost(
            row("openai", "gpt-4o", 1_000, 0),
            totals: #","input_tokens":2000,"output_tokens":0,"web_search_count":2"#
        )
        #expect(rest == 2_500_000 + 15_000_000 + 20_000_000)
        #expect(try await cost(totals: #","cache_write_tokens_1h":1000"#) == 30_000_000)
    }
}
