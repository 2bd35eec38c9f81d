import FarthingCore
import FarthingPolicy
import Testing

@Suite("Reading amounts")
struct PolicyReaderAmountTests {
    @Test(
        "amounts are read exactly",
        arguments: [
            ("10.00 USD", .money("USD"), 10_000_000_000),
            ("$10", .money("USD"), 10_000_000_000),
            ("$10.50", .money("USD"), 10_500_000_000),
            ("US$10", .money("USD"), 10_000_000_000),
            ("€10", .money("EUR"), 10_000_000_000),
            ("10 €", .money("EUR"), 10_000_000_000),
            ("10€", .money("EUR"), 10_000_000_000),
            ("£0.01", .money("GBP"), 10_000_000),
            ("₹200", .money("INR"), 200_000_000_000),
            ("R$ 50", .money("BRL"), 50_000_000_000),
            ("R$50", .money("BRL"), 50_000_000_000),
            ("$2.5k", .money("USD"), 2_500_000_000_000),
            ("0.1 EUR", .money("EUR"), 100_000_000),
            ("0.123456789 USD", .money("USD"), 123_456_789),
            ("0.1234567890 USD", .money("USD"), 123_456_789),
            ("900000000 USD", .money("USD"), 900_000_000_000_000_000),
            ("900M USD", .money("USD"), 900_000_000_000_000_000),
            ("0.9B USD", .money("USD"), 900_000_000_000_000_000),
            ("2.5k USD", .money("USD"), 2_500_000_000_000),
            ("0.0000000001M USD", .money("USD"), 100_000),
            ("10USD", .money("USD"), 10_000_000_000),
            ("007 USD", .money("USD"), 7_000_000_000),
            ("1 token", .tokens, 1),
            ("500K tokens", .tokens, 500_000),
            ("1.000001M tokens", .tokens, 1_000_001),
            ("2B tokens", .tokens, 2_000_000_000),
            ("1 call", .calls, 1),
            ("0.5k calls", .calls, 500),
            ("900000000000000000 calls", .calls, 900_000_000_000_000_000),
            ("1   call", .calls, 1),
            ("8 concurrent", .concurrent, 8),
            ("1 credit", .credits("default"), 1),
            ("1.5k credits:gpu", .credits("gpu"), 1_500),
        ] as [(String, BudgetUnit, Int64)]
    )
    func amounts(text: String, unit: BudgetUnit, value: Int64) throws {
        let text = "{version: 1, budgets: [{id: x, limit: \"\(text)\", window: total}]}"
        let policy = try PolicyFileSample.read(text)
        #expect(policy.budgets.map(\.unit) == [unit])
        #expect(policy.budgets.map(\.limit) == [value])
    }

    @Test(
        "what cannot be read exactly is refused with how to write it",
        arguments: [
            ("10 usd", "unknown unit \"usd\"; did you mean \"USD\"?"),
            ("10 Usd", "unknown unit \"Usd\"; did you mean \"USD\"?"),
            ("10 dollars", "unknown unit \"dollars\"; did you mean \"USD\"?"),
            ("10 USDT", "unknown unit \"USDT\"; did you mean \"USD\"?"),
            ("100 requests", "unknown unit \"requests\"; did you mean \"calls\"?"),
            ("5 tokns", "unknown unit \"tokns\"; did you mean \"tokens\"?"),
            ("1,000 USD", "\"1,000 USD\" is no amount; write it without separators: \"1000 USD\""),
            ("$1,000.50", "\"$1,000.50\" is no amount; write it without separators: \"$1000.50\""),
            (
                "1_000_000 tokens",
                "\"1_000_000 tokens\" is no amount; write it without separators: \"1000000 tokens\""
            ),
            ("1'000 EUR", "\"1'000 EUR\" is no amount; write it without separators: \"1000 EUR\""),
            ("10,50 EUR", "\"10,50 EUR\" is no amount; write it without separators: \"10.50 EUR\""),
            (
                "1.000,50 EUR",
                "\"1.000,50 EUR\" is no amount; write digits without separators, and a point before "
                    + "decimals"
            ),
            (
                "1 000 USD",
                "\"1 000 USD\" is no amount; write digits without separators, and a point before "
                    + "decimals"
            ),
            ("1e3 tokens", "\"1e3 tokens\" has an exponent; write it out: \"1000 tokens\""),
            ("$1.5e3", "\"$1.5e3\" has an exponent; write it out: \"$1500\""),
            ("1m tokens", "\"1m tokens\" is no amount; write \"1M tokens\""),
            ("1 M tokens", "\"1 M tokens\" is no amount; write \"1M tokens\""),
            ("2 million tokens", "\"2 million tokens\" is no amount; write \"2M tokens\""),
            ("3 thousand calls", "\"3 thousand calls\" is no amount; write \"3k calls\""),
            (
                "10 USD per day",
                "\"10 USD per day\" is no amount; how long it is for stands under window"
            ),
            ("$10/day", "\"$10/day\" is no amount; how long it is for stands under window"),
            ("¥1000", "¥ is JPY and CNY; write 1000 JPY or 100.00 CNY"),
            ("$10 USD", "\"$10 USD\" has two units; write 10 USD"),
            ("€10 USD", "\"€10 USD\" has two units; write 10 EUR"),
            ("-1 USD", "an amount is not negative"),
            ("$-1", "an amount is not negative"),
            ("-$1", "an amount is not negative"),
            ("−1 USD", "an amount is not negative"),
            ("1.5 tokens", "\"1.5\" is not a whole number of tokens"),
            ("0.0001k calls", "\"0.0001k\" is not a whole number of calls"),
            ("0.0000000001 USD", "\"0.0000000001\" has more than nine decimals"),
            ("900000000.000000001 USD", "\"900000000.000000001\" is too much; at most 900 million"),
            ("1B USD", "\"1B\" is too much; at most 900 million"),
            (
                "900000000000000001 calls",
                "\"900000000000000001\" is too much; at most 900000000000000000"
            ),
            (
                "9999999999999999999999999999999 calls",
                "\"9999999999999999999999999999999\" has too many digits"
            ),
            (".5 USD", "\".5\" is no number; write one like 0.50"),
            ("5. USD", "\"5.\" is no number; write one like 0.50"),
            ("1.2.3 USD", "\"1.2.3\" is no number; write one like 0.50"),
            (
                "1000",
                "\"1000\" has no unit; write one like 10.00 USD, 500k tokens, 1000 calls, "
                    + "8 concurrent or 50 credits"
            ),
            (
                "NaN USD",
                "\"NaN USD\" is no amount; write one like 10.00 USD, 500k tokens, 1000 calls, "
                    + "8 concurrent or 50 credits"
            ),
            (
                "inf",
                "\"inf\" is no amount; write one like 10.00 USD, 500k tokens, 1000 calls, "
                    + "8 concurrent or 50 credits"
            ),
            (
                "10%",
                "unknown unit \"%\"; write an amount like 10.00 USD, 500k tokens, 1000 calls, "
                    + "8 concurrent or 50 credits"
            ),
        ]
    )
    func wrong(text: String, message: String) {
        let file = "{version: 1, budgets: [{id: x, limit: \"\(text)\", window: total}]}"
        let expected = "policy.yaml:1:39: budgets[0].limit: " + message
        #expect(PolicyFileSample.errors(file) == [expected])
    }
}
