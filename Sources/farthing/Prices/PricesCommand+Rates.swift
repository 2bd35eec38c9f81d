import ArgumentParser
import FarthingCore
import FarthingProviders

extension PricesCommand {
    struct Rates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what one US dollar is in other currencies.",
            discussion: """
                Budgets in other currencies are kept by these rates: a policy's own first, then \
                the European Central Bank's of the day when this program was made.
                """
        )

        @Option(help: "A policy whose own rates stand before the built-in ones.")
        var policy: String?

        @Option(help: "The rates of this day, as 2026-09-01, or time in UTC. (default: now)")
        var at: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let atMs =
                try at.map { (text) throws(Failure) in try PriceSearch.timeMs(text, "--at") }
                ?? systemNowMs()
            var rates = ExchangeRates.bundled()
            if let policy {
                let loaded = try PolicyFile(path: policy, isSample: false, isNew: false).read()
                rates = rates.applying(loaded.compiled.policy.rates)
            }
            let found = rates.currencies.compactMap { rates.rate($0, atMs: atMs) }
            guard json else { return print(found, rates, atMs) }
            Console.json(
                AdminAnswer.done { json in
                    json.key("rates")
                    json.beginArray()
                    for rate in found { rate.write(atMs, to: &json) }
                    json.endArray()
                    json.key("version")
                    json.string(rates.version)
                }
            )
        }

        private func print(_ found: [ExchangeRate], _ rates: ExchangeRates, _ atMs: Int64) {
            var table = Table([
                .text("CURRENCY"), .number("PER USD"), .text("FROM"), .text("SOURCE"), .text(""),
            ])
            for rate in found {
                table.add([
                    rate.currency, rate.perDollar, PriceText.day(rate.fromMs),
                    rate.source == .policy ? "the policy" : rates.version,
                    rate.isStale(atMs: atMs) ? "older than 60 days" : "",
                ])
            }
            table.print()
        }
    }
}

extension ExchangeRate {
    /// With all nine decimals, so that they line up: `94.955245256`.
    fileprivate var perDollar: String {
        let part = String(rateNanos % 1_000_000_000)
        let zeros = String(repeating: "0", count: 9 - part.utf8.count)
        return Shown.grouped(rateNanos / 1_000_000_000) + "." + zeros + part
    }

    fileprivate func write(_ atMs: Int64, to json: inout JSONWriter) {
        json.beginObject()
        json.key("currency")
        json.string(currency)
        json.key("from_ms")
        json.int(fromMs)
        json.key("rate_nanos")
        json.int(rateNanos)
        json.key("source")
        json.string(source.rawValue)
        json.key("stale")
        json.bool(isStale(atMs: atMs))
        json.endObject()
    }
}
