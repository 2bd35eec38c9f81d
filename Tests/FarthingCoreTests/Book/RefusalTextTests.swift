import FarthingCore
import Testing

@Suite("What a refusal says")
struct RefusalTextTests {
    @Test(
        "amounts are counted as people count them",
        arguments: [
            (BudgetUnit.calls, 1, "1 call"), (.calls, 0, "0 calls"), (.calls, 2, "2 calls"),
            (.tokens, 1, "1 token"), (.tokens, 500, "500 tokens"),
            (.concurrent, 1, "1 concurrent call"), (.concurrent, 8, "8 concurrent calls"),
            (.credits("default"), 1, "1 credit"), (.credits("gpu"), 3, "3 credits (gpu)"),
            (.money("USD"), 1_250_000_000, "1.25 USD"),
        ]
    )
    func amounts(unit: BudgetUnit, amount: Int64, text: String) {
        #expect(BudgetUnit.shown(amount, unit) == text)
    }

    @Test("a full budget of calls says what one more needs, in every language")
    func calls() {
        let refusal = Refusal(
            .overLimit,
            account: AccountKey(budget: "trials", scope: "", windowStartMs: 0, generation: 1),
            unit: .calls,
            limit: 5,
            spent: 4,
            held: 1,
            needed: 1
        )
        #expect(
            refusal.text(in: .english)
                == "The budget 'trials' does not cover this call: 1 call needed, 0 calls of 5 calls free."
        )
        for language in [Language.spanish, .portuguese] {
            #expect(!refusal.text(in: language).contains("1 calls"))
        }
    }
}
