import FarthingCore
import FarthingPolicy
import Foundation
import Testing

@Suite("The published schema")
struct PolicySchemaTests {
    @Test("the published file is what the program prints")
    func published() throws {
        #expect(try PolicyFileSample.text("../docs/policy.schema.json") == PolicySchema.text + "\n")
    }

    @Test(
        "each section has the reader's keys and no others",
        arguments: [
            ([], PolicyKeys.policy + PolicyKeys.ignored),
            (["$defs", "unpriced"], PolicyKeys.unpriced),
            (["properties", "privacy"], PolicyKeys.privacy),
            (["$defs", "budget"], PolicyKeys.budget),
            (["$defs", "threshold"], PolicyKeys.threshold),
            (["$defs", "rule"], PolicyKeys.rule),
            (["$defs", "match"], Dimension.named.map(\.name)),
            (["$defs", "when"], PolicyKeys.conditions + Dimension.named.map(\.name)),
            (["$defs", "price"], PolicyKeys.price),
            (["$defs", "rate"], PolicyKeys.rate),
        ] as [([String], [String])]
    )
    func keys(path: [String], keys: [String]) throws {
        let section = try value(path)
        let properties = try #require(section["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(keys))
        #expect(Set(keys).count == keys.count)
        #expect(section["additionalProperties"] as? Bool == false)
    }

    @Test(
        "each choice has the reader's words and no others",
        arguments: [
            (["properties", "do"], "threshold", PolicyKeys.thresholdActions),
            (["properties", "do"], "rule", PolicyKeys.ruleActions),
            (["properties", "require"], "rule", Capability.allCases.map(\.name)),
            (["properties", "hold"], "budget", HoldMode.allCases.map(\.rawValue)),
            (["properties", "variant"], "price", PriceVariant.allCases.map(\.name)),
        ] as [([String], String, [String])]
    )
    func words(path: [String], section: String, words: [String]) throws {
        let choice = try value(["$defs", section] + path)
        #expect(choice["enum"] as? [String] == words)
    }

    @Test("lists have the reader's bounds")
    func bounds() throws {
        func most(_ path: [String]) throws -> Int? { try value(path)["maxItems"] as? Int }
        #expect(try most(["properties", "budgets"]) == Policy.budgetsMax)
        #expect(try most(["properties", "rules"]) == Policy.rulesMax)
        #expect(try most(["properties", "prices"]) == PriceOverride.overridesMax)
        #expect(try most(["properties", "rates"]) == ExchangeRate.ratesMax)
        #expect(try most(["$defs", "budget", "properties", "thresholds"]) == Policy.partsMax)
        #expect(try value(["$defs", "when"])["maxProperties"] as? Int == Policy.partsMax)
        let need = try value(["$defs", "rule", "properties", "need"])
        #expect(need["maximum"] as? Int64 == ApprovalTerms.neededMax)
    }

    private func value(_ path: [String]) throws -> [String: Any] {
        let parsed = try JSONSerialization.jsonObject(with: Data(PolicySchema.text.utf8))
        var value = try #require(parsed as? [String: Any])
        for key in path { value = try #require(value[key] as? [String: Any]) }
        return value
    }
}
