import FarthingCore
import Testing

@Suite("Amounts of lines")
struct HoldLineTests {
    struct Amount: Sendable {
        var base: Int64
        var perMillion: Int64
        var tokens: Int64
        var amount: Int64
    }

    @Test(
        "an amount is the base and the output, rounded up once, and saturates",
        arguments: [
            Amount(base: 0, perMillion: 0, tokens: 5, amount: 0),
            Amount(base: 7, perMillion: 0, tokens: 5, amount: 7),
            Amount(base: 7, perMillion: 1, tokens: 0, amount: 7),
            Amount(base: 7, perMillion: 1, tokens: 1, amount: 8),
            Amount(base: 0, perMillion: 1, tokens: 1_000_000, amount: 1),
            Amount(base: 0, perMillion: 1, tokens: 1_000_001, amount: 2),
            Amount(base: 10, perMillion: 3_000_000, tokens: 30, amount: 100),
            Amount(base: 0, perMillion: 999_999, tokens: 3, amount: 3),
            Amount(base: 1, perMillion: .max, tokens: .max, amount: .max),
        ]
    )
    func amounts(_ row: Amount) {
        let line = HoldLine(
            budget: "a",
            scope: "",
            base: row.base,
            perMillionOutput: row.perMillion
        )
        #expect(line.amount(outputTokens: row.tokens) == row.amount)
    }
}
