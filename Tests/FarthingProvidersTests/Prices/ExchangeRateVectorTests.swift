import FarthingCore
import FarthingProviders
import Testing

@Suite("Exchange rates, beside Python's decimal")
struct ExchangeRateVectorTests {
    @Test("every conversion is what exact arithmetic says, rounded up")
    func conversions() throws {
        var count = 0
        for line in try Vectors.lines("prices/conversions.txt", fields: 4)
        where Vectors.string(line[0]) == "amount" {
            let nanos = try Vectors.count(line[1])
            let rate = try Vectors.count(line[2])
            let expected = Int64(Vectors.string(line[3]))
            #expect(ExchangeRate.convert(nanos, rateNanos: rate) == expected, "\(nanos) at \(rate)")
            count += 1
        }
        #expect(count > 450)
        #expect(ExchangeRate.convert(-1, rateNanos: 1) == nil)
        #expect(ExchangeRate.convert(1, rateNanos: 0) == nil)
        #expect(ExchangeRate.convert(1, rateNanos: Money.maxNanos + 1) == nil)
    }

    @Test("the built-in rates are the bank's own, divided exactly and rounded up")
    func references() throws {
        let rates = PriceBook.bundled().rates
        #expect(rates.version.hasPrefix("ecb-") && rates.hash.utf8.count == 64)
        var currencies: [String] = []
        for line in try Vectors.lines("prices/conversions.txt", fields: 4)
        where Vectors.string(line[0]) == "rate" {
            let currency = Vectors.string(line[1])
            currencies.append(currency)
            let rate = try #require(rates.rate(currency, atMs: Int64.max))
            #expect(rate.rateNanos == (try Vectors.count(line[2])), "\(currency)")
            #expect(rate.source == .reference && rate.fromMs > 1_790_000_000_000)
        }
        #expect(currencies == rates.currencies && currencies.count >= 29)
    }

    @Test("no settlement within a bound is dearer than the bound, in any currency")
    func holdCoversSettlement() throws {
        var random = SystemRandomNumberGenerator()
        let book = PriceBook.bundled()
        let rates = book.rates.currencies.compactMap {
            book.rates.rate($0, atMs: Int64.max)?.rateNanos
        }
        for price in book.allPrices {
            for _ in 0..<20 {
                let most = Int64.random(in: 0...100_000, using: &random)
                let input = Int64.random(in: 0...100_000, using: &random)
                let bound = CallBound(inputTokensMax: input, outputTokensMax: most)
                guard let dollars = try? price.costBound(bound) else { continue }
                let used = Int64.random(in: 0...most, using: &random)
                let cached = Int64.random(in: 0...input, using: &random)
                let usage = Usage(
                    inputTokens: input - cached,
                    cachedInputTokens: cached,
                    outputTokens: used
                )
                guard let cost = try? price.amountNanos(of: usage) else { continue }
                for rate in rates + [1, 999, Int64.random(in: 1...1_000_000_000_000_000)] {
                    let held = try #require(dollars.converted(rateNanos: rate))
                    let settled = try #require(ExchangeRate.convert(cost, rateNanos: rate))
                    #expect(
                        settled <= held.amountNanos(outputTokens: used),
                        "\(price.model): \(usage) at \(rate)"
                    )
                }
            }
        }
    }

    @Test("a bound wastes no more than a nano-dollar and a nano")
    func tight() throws {
        let bound = CostBound(baseNanos: 2_500, outputRate: Rate(nanosPerMillion: 10_000_000_000))
        let held = try #require(bound.converted(rateNanos: 94_955_245_256))
        let cost = bound.amountNanos(outputTokens: 1_000)
        let settled = try #require(ExchangeRate.convert(cost, rateNanos: 94_955_245_256))
        #expect(held.amountNanos(outputTokens: 1_000) - settled <= 95 + 2)
    }
}
