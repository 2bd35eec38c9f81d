import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: prices")
struct PricesAPITests {
    private static let october: Int64 = 1_791_763_200_000

    private static func rig() async throws -> OfficeRig {
        let text = """
            farthing-prices 1
            version one-1+two-2
            sha256 00ff
            openai\tgpt-x\tchat\t128000\t16384\tvision\t=gpt-x =gpt-x-latest ?gpt-x-####-##-##\t@\t\
            standard in=2.5 cached=1.25 out=10\t@2026-10-12\tstandard in=2 out=8\t\
            standard>272000 in=4 out=12
            openai\tgpt-y\tchat\t-\t-\treasoning\t=gpt-y =a/b\t@\tstandard in=1 out=2
            bedrock\tany\tembedding\t-\t-\t-\t=any\t@\tstandard in=0.1
            """
        let book = try PriceBook(parsing: Array(text.utf8))
        return try await OfficeRig { PricesAPI(prices: { book }, clockMs: $0.clockMs).routes }
    }

    @Test("a list has each model as it is priced then")
    func lists() async throws {
        let rig = try await Self.rig()
        let list = try await rig.send("GET", "/v1/prices", by: .viewer)
        #expect(list.status == 200, "\(list.text)")
        #expect(list.each("model") == ["any", "gpt-x", "gpt-y"])
        let now = try #require(list.items.dropFirst().first)
        #expect(now["provider"] as? String == "openai" && now["kind"] as? String == "chat")
        #expect(now["context_tokens"] as? Int == 128_000)
        #expect(now["max_output_tokens"] as? Int == 16_384)
        #expect(now["hides_reasoning"] as? Bool == false && now["source"] as? String == "one-1")
        #expect(now["from_ms"] as? Int == Int(Self.october) && now["daily_hours"] == nil)
        let sheets = try #require(now["sheets"] as? [[String: Any]])
        #expect(sheets.map { $0["above_input_tokens"] as? Int } == [0, 272_000])
        let rates = try #require(sheets.first?["nanos_per_million"] as? [String: Int])
        #expect(rates["input"] == 2_000_000_000 && rates["output"] == 8_000_000_000)
        #expect(list.items[2]["context_tokens"] is NSNull)
        let before = try await rig.send("GET", "/v1/prices?model=gpt-x&at_ms=\(Self.october - 1)")
        #expect(before.items.first?["from_ms"] as? Int == 0)
    }

    @Test("a list has pages and filters")
    func filters() async throws {
        let rig = try await Self.rig()
        let first = try await rig.send("GET", "/v1/prices?limit=2")
        let second = try await rig.send("GET", "/v1/prices?limit=2&cursor=" + first["next"])
        #expect(first.each("model") + second.each("model") == ["any", "gpt-x", "gpt-y"])
        #expect(second.isNull("next"))
        for (query, models) in [
            ("provider=openai", ["gpt-x", "gpt-y"]), ("provider=nobody", []),
            ("model=gpt-*", ["gpt-x", "gpt-y"]), ("model=gpt-x-latest", ["gpt-x"]),
            ("model=?ny", ["any"]), ("provider=bedrock&model=gpt-x", []),
        ] {
            let list = try await rig.send("GET", "/v1/prices?" + query)
            #expect(list.each("model") == models, "\(query)")
        }
        for query in ["limit=0", "cursor=AA", "at_ms=-1", "model=", "what=1"] {
            #expect(try await rig.send("GET", "/v1/prices?" + query).status == 422, "\(query)")
        }
    }

    @Test("a model is shown by any name of it, with every edition")
    func shows() async throws {
        let rig = try await Self.rig()
        let shown = try await rig.send("GET", "/v1/prices/openai/gpt-x-2026-01-02", by: .viewer)
        #expect(shown["model"] == "gpt-x" && shown["provider"] == "openai", "\(shown.text)")
        #expect(shown.list("names") == ["gpt-x", "gpt-x-latest"] && shown["book"] == "00ff")
        #expect(shown.object["has_patterns"] as? Bool == true)
        let editions = try #require(shown.object["editions"] as? [[String: Any]])
        #expect(editions.map { $0["from_ms"] as? Int } == [0, Int(Self.october)])
        #expect(try await rig.send("GET", "/v1/prices/openai/a%2Fb")["model"] == "gpt-y")
        for path in ["openai/none", "bedrock/gpt-x", "nobody/any"] {
            #expect(try await rig.send("GET", "/v1/prices/" + path).status == 404, "\(path)")
        }
        #expect(try await rig.send("GET", "/v1/prices", by: .nobody).status == 401)
    }
}
