import FarthingCore
import Testing

@Suite("Exchange rates")
struct ExchangeRatesTests {
    static let head = "farthing-rates 1\nversion v\nsha256 0\n"
    /// 2026-10-30.
    static let dayMs: Int64 = 1_793_318_400_000

    static func parse(_ lines: String) throws -> ExchangeRates {
        try ExchangeRates(parsing: Array((head + lines).utf8))
    }

    @Test("the text is read exactly")
    func reads() throws {
        let rates = try Self.parse("# why\nINR\t2026-10-30\t94.955245256\nJPY\t2026-10-30\t157\n")
        #expect(rates.version == "v" && rates.hash == "0" && rates.currencies == ["INR", "JPY"])
        let rupee = ExchangeRate(
            currency: "INR",
            rateNanos: 94_955_245_256,
            fromMs: Self.dayMs,
            source: .reference
        )
        #expect(rates.rate("INR", atMs: Self.dayMs) == rupee)
        #expect(rates.rate("JPY", atMs: Self.dayMs)?.rateNanos == 157_000_000_000)
        #expect(rates.rate("EUR", atMs: Self.dayMs) == nil)
    }

    @Test(
        "what is not of the form is an error that names its line",
        arguments: [
            "INR\t2026-10-30", "INR\t2026-10-30\t1\t2", "inr\t2026-10-30\t1", "INR\t2026-02-30\t1",
            "INR\t2026-10-30\t0", "INR\t2026-10-30\t1.0000000001", "INR\t2026-10-30\t-1",
            "INR\t2026-10-30\t1e3", "INR\t2026-10-30\t900000001", "INR\t2026-10-30\t1.",
            "USD\t2026-10-30\t1", "INR\t2026-10-30\t1\nINR\t2026-10-30\t2", "INR 2026-10-30 1",
            "INR\t26-10-30\t1", "INR\t2026-10-30\t",
        ]
    )
    func refuses(lines: String) {
        let error = #expect(throws: ExchangeRatesError.self) { _ = try Self.parse(lines) }
        #expect(error?.line == (lines.contains("\n") ? 5 : 4), "\(error?.message ?? "")")
        #expect(error?.message.hasSuffix("with Scripts/data/rates.py.") == true)
    }

    @Test("a text without its heading is an error")
    func heading() {
        for text in ["", "farthing-rates 1\n", "farthing-prices 1\nversion v\nsha256 0\n"] {
            #expect(throws: ExchangeRatesError.self) {
                _ = try ExchangeRates(parsing: Array(text.utf8))
            }
        }
    }

    @Test("the operator's newest rate that holds stands before the reference rates")
    func own() throws {
        let day: Int64 = 86_400_000
        let rates = try Self.parse("INR\t2026-10-29\t90\nINR\t2026-10-30\t95\n").applying([
            ExchangeRate(currency: "INR", rateNanos: 2, fromMs: Self.dayMs + 2 * day),
            ExchangeRate(currency: "INR", rateNanos: 1, fromMs: Self.dayMs + day),
            ExchangeRate(currency: "AED", rateNanos: 3_672_500_000),
        ])
        func nanos(_ currency: String, _ ms: Int64) -> Int64? {
            rates.rate(currency, atMs: ms)?.rateNanos
        }
        #expect(nanos("INR", 0) == 90_000_000_000)
        #expect(nanos("INR", Self.dayMs - 1) == 90_000_000_000)
        #expect(nanos("INR", Self.dayMs) == 95_000_000_000)
        #expect(nanos("INR", Self.dayMs + day - 1) == 95_000_000_000)
        #expect(nanos("INR", Self.dayMs + day) == 1)
        #expect(nanos("INR", Self.dayMs + 2 * day - 1) == 1)
        #expect(nanos("INR", Int64.max) == 2)
        #expect(nanos("AED", 0) == 3_672_500_000)
        #expect(rates.startsAtMs("INR") == Self.dayMs + day && rates.startsAtMs("EUR") == nil)
        // The next policy's rates stand in place of this one's.
        #expect(rates.applying([]).rate("AED", atMs: 0) == nil)
    }

    @Test("a rate is stale after sixty days, a peg never")
    func stale() {
        let rate = ExchangeRate(currency: "INR", rateNanos: 1, fromMs: Self.dayMs)
        #expect(!rate.isStale(atMs: Self.dayMs + 60 * 86_400_000))
        #expect(rate.isStale(atMs: Self.dayMs + 60 * 86_400_000 + 1))
        #expect(!ExchangeRate(currency: "AED", rateNanos: 1).isStale(atMs: Int64.max))
    }

    @Test("what an amount pays for is the most dollars that convert to no more")
    func inverse() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<10_000 {
            let rate = Int64.random(in: 1...(1 << Int64.random(in: 1...50)), using: &random)
            let nanos = Int64.random(in: 1...1_000_000_000_000_000, using: &random)
            let dollars = ExchangeRate.dollars(within: nanos, rateNanos: rate)
            if let back = ExchangeRate.convert(dollars, rateNanos: rate) {
                #expect(back <= nanos, "\(nanos) at \(rate)")
            }
            if dollars < Money.maxNanos,
                let more = ExchangeRate.convert(dollars + 1, rateNanos: rate)
            {
                #expect(more > nanos, "\(nanos) at \(rate)")
            }
        }
        #expect(ExchangeRate.dollars(within: -1, rateNanos: 1) == 0)
        #expect(ExchangeRate.dollars(within: Int64.max, rateNanos: 1) == Money.maxNanos)
    }

    @Test("a policy's own rates are checked where no file was read, too")
    func bounds() {
        func message(_ rates: [ExchangeRate]) -> String {
            let policy = Policy(id: "p", rates: rates)
            return policy.errors(max: 9).map { "\($0.path): \($0.message)" }.joined(separator: "; ")
        }
        #expect(message([ExchangeRate(currency: "INR", rateNanos: 1)]) == "")
        #expect(
            message([ExchangeRate(currency: "USD", rateNanos: 1)]).contains("rates[0].currency")
        )
        #expect(message([ExchangeRate(currency: "inr", rateNanos: 1)]).contains("three capital"))
        #expect(message([ExchangeRate(currency: "INR", rateNanos: 0)]).contains("rates[0].per_usd"))
        let early = ExchangeRate(currency: "INR", rateNanos: 1, fromMs: -1)
        #expect(message([early]).contains("rates[0].from"))
        let twice = ExchangeRate(currency: "INR", rateNanos: 1)
        #expect(message([twice, twice]).contains("rates[1]: INR has two rates from the same day"))
        let many = (0...1_000).map { ExchangeRate(currency: "INR", rateNanos: 1, fromMs: $0) }
        #expect(message(many).contains("at most 1000"))
    }

    @Test("a bound that no account can hold is no bound")
    func overflow() {
        let dear = CostBound(baseNanos: 1_000_000_000, outputRate: .free)
        #expect(dear.converted(rateNanos: Money.maxNanos)?.baseNanos == Money.maxNanos)
        let dearer = CostBound(baseNanos: 1_000_000_001, outputRate: .free)
        #expect(dearer.converted(rateNanos: Money.maxNanos) == nil)
        let output = CostBound(baseNanos: 0, outputRate: Rate(nanosPerMillion: 2_000_000_000))
        #expect(output.converted(rateNanos: Money.maxNanos) == nil)
    }
}
