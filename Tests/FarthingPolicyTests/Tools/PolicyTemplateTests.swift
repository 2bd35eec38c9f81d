import FarthingCore
import FarthingPolicy
import Testing

@Suite("policy templates")
struct PolicyTemplateTests {
    /// The models that the templates name, at prices that stand to each other as the real ones do.
    private static var prices: PriceBook {
        var book = PriceBook.empty
        for (model, nanos) in [("gpt-5", 10), ("gpt-5-mini", 2), ("gpt-5-nano", 1)]
            as [(String, Int64)]
        {
            let rate = Rate(nanosPerMillion: nanos * 1_000_000_000)
            book.set(
                ModelPrice(
                    provider: "openai",
                    model: model,
                    maxOutputTokens: 128_000,
                    sheets: [RateSheet(input: rate, output: rate)]
                )
            )
        }
        return book
    }

    @Test(
        "every template is a good policy whose own cases hold",
        arguments: PolicyTemplate.allCases
    )
    func holds(_ template: PolicyTemplate) throws {
        let policy = try PolicyReader.read(
            Array(template.policy.utf8),
            file: "policy.yaml",
            // The cases say their time in UTC, and this zone's midnight lies elsewhere anyway.
            zones: { _ in .utc }
        )
        let compiled = try CompiledPolicy(policy)
        #expect(
            PolicyAudit(policy, Self.prices, atMs: ToolSamples.nowMs).findings.isEmpty,
            "\(PolicyAudit(policy, Self.prices, atMs: ToolSamples.nowMs).findings)"
        )
        let text = template.cases(policyFile: "policy.yaml")
        let bytes = Array(text.utf8)
        #expect(try PolicyTestFile.policyPath(bytes, file: "t.yaml") == "policy.yaml")
        let file = try PolicyTestFile(bytes, file: "policy.test.yaml", policy)
        #expect(file.cases.count >= 4)
        for test in file.cases {
            let result = test.run(compiled, Self.prices, nowMs: ToolSamples.nowMs)
            #expect(result.isGood, "\(test.name): \(result.failures)")
        }
    }

    @Test(
        "every budget and rule of a template is met by one of its cases",
        arguments: PolicyTemplate.allCases
    )
    func meets(_ template: PolicyTemplate) throws {
        let policy = try PolicyReader.read(
            Array(template.policy.utf8),
            file: "policy.yaml",
            zones: { _ in .utc }
        )
        let cases = template.cases(policyFile: "policy.yaml")
        for rule in policy.rules where rule.id != "retries" && rule.id != "prepare" {
            #expect(cases.contains(rule.id), "\(rule.id)")
        }
    }
}
