import FarthingCore
import Testing

@Suite("Rate")
struct RateTests {
    @Test(
        "decimals are read exactly",
        arguments: [
            ("2.5", 2_500_000_000), ("0", 0), ("0.00001", 10_000), ("10000", 10_000_000_000_000),
            ("0.000000001", 1), ("1000000000", 1_000_000_000_000_000_000),
        ] as [(String, Int64)]
    )
    func reads(text: String, nanos: Int64) {
        #expect(Rate(dollarsPerMillion: text.utf8)?.nanosPerMillion == nanos)
    }

    @Test(
        "what is no plain decimal, too fine or too large is no rate",
        arguments: [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1.2.3", " 1", "NaN", "0.0000000001",
            "1000000000.1", "99999999999999999999", "1000000001",
        ]
    )
    func refuses(text: String) {
        #expect(Rate(dollarsPerMillion: text.utf8) == nil)
    }

    @Test("costs are rounded up, never down")
    func roundsUp() {
        let rate = Rate(nanosPerMillion: 1)
        #expect(rate.amountNanos(count: 0) == 0)
        #expect(rate.amountNanos(count: 1) == 1)
        #expect(rate.amountNanos(count: 1_000_000) == 1)
        #expect(rate.amountNanos(count: 1_000_001) == 2)
        let dear = Rate(nanosPerMillion: Rate.nanosPerMillionMax)
        #expect(dear.amountNanos(count: 900_000) == ModelPrice.amountMax)
        #expect(dear.amountNanos(count: 900_001) == nil)
        #expect(dear.amountNanos(count: Usage.bucketMax) == nil)
    }
}
