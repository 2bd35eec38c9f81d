import FarthingCore
import FarthingPolicy
import Testing

@Suite("Exchange rates in a policy")
struct PolicyRatesTests {
    static func read(_ rates: String) throws(PolicyFileErrors) -> [ExchangeRate] {
        let text = "version: 1\nrates:\n" + rates
        return try PolicyReader.read(Array(text.utf8), file: "p.yaml", zones: { _ in nil }).rates
    }

    static func error(_ rates: String) -> String {
        do throws(PolicyFileErrors) {
            _ = try read(rates)
            return "nothing is wrong"
        } catch {
            return error.description
        }
    }

    @Test("rates are read exactly, quoted or not, with a day or without")
    func full() throws {
        let rates = try Self.read(
            """
              - { currency: INR, per_usd: "84.25", from: 2026-11-01 }
              - { currency: INR, per_usd: 84.123456789, from: 2026-09-01 }
              - currency: AED
                per_usd: 3.6725
            """
        )
        #expect(
            rates == [
                ExchangeRate(
                    currency: "INR",
                    rateNanos: 84_250_000_000,
                    fromMs: 1_793_491_200_000
                ),
                ExchangeRate(
                    currency: "INR",
                    rateNanos: 84_123_456_789,
                    fromMs: 1_788_220_800_000
                ),
                ExchangeRate(currency: "AED", rateNanos: 3_672_500_000),
            ]
        )
        let json = #"{"version": 1, "rates": [{"currency": "INR", "per_usd": 84.25}]}"#
        let policy = try PolicyReader.read(Array(json.utf8), file: "p.json", zones: { _ in nil })
        #expect(policy.rates == [ExchangeRate(currency: "INR", rateNanos: 84_250_000_000)])
    }

    @Test(
        "what is wrong with a rate is said with its place, and what was meant",
        arguments: [
            (
                "{ currency: INX, per_usd: 1 }",
                "p.yaml:3:17: rates[0].currency: unknown currency \"INX\"; did you mean \"INR\"?"
            ),
            ("{ currency: inr, per_usd: 1 }", "did you mean \"INR\"?"),
            ("{ currency: rupees, per_usd: 1 }", "write its ISO 4217 code, as INR"),
            ("{ currency: USD, per_usd: 1 }", "p.yaml:3:17: rates[0].currency: prices are in USD"),
            ("{ currency: INR }", "rates[0].per_usd: missing; write what one US dollar is"),
            ("{ per_usd: 1 }", "rates[0].currency: missing; write a currency's code"),
            ("{ currency: INR, per_usd: 0 }", "p.yaml:3:31: rates[0].per_usd: a rate is more than"),
            ("{ currency: INR, per_usd: -1 }", "\"-1\" is no rate; write what one US dollar is"),
            ("{ currency: INR, per_usd: 1e2 }", "\"1e2\" is no rate"),
            ("{ currency: INR, per_usd: 84.25 INR }", "is no rate"),
            ("{ currency: INR, per_usd: 84k }", "\"84k\" is no rate"),
            ("{ currency: INR, per_usd: 1.0000000001 }", "has more than nine decimals"),
            ("{ currency: INR, per_usd: 900000001 }", "is too much; at most 900 million"),
            ("{ currency: INR, per_usd: 1, from: 2026-02-30 }", "is no day"),
            ("{ currency: INR, per_us: 1 }", "did you mean \"per_usd\"?"),
            (
                "{ currency: INR, per_usd: 1 }\n  - { currency: INR, per_usd: 2 }",
                "p.yaml:4:5: rates[1]: INR has two rates from the same day; keep one of them"
            ),
        ]
    )
    func wrong(rate: String, message: String) {
        let error = Self.error("  - \(rate)")
        #expect(error.contains(message), "\(error)")
    }
}
