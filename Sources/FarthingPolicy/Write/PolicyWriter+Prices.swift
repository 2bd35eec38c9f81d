import FarthingCore

extension PolicyWriter {
    /// The lines of one of the operator's own prices.
    static func price(_ price: PriceOverride, _ path: String) throws(PolicyError) -> [String] {
        var lines = [
            "provider: " + YAMLText.scalar(price.provider),
            "model: " + YAMLText.scalar(price.model),
        ]
        if price.variant != .standard { lines.append("variant: " + price.variant.name) }
        if price.aboveInputTokens >= 0 {
            lines.append("above_input_tokens: " + count(price.aboveInputTokens))
        }
        if price.startsAtMs != 0 { lines.append("from: " + (try day(price.startsAtMs, path))) }
        if let tokens = price.maxOutputTokens {
            lines.append("max_output_tokens: " + count(tokens))
        }
        for bucket in Usage.Bucket.allCases {
            guard let rate = price.rates[bucket] else { continue }
            let nanos = rate.nanos(per: bucket.priceUnit)
            // A rate is kept finer than nine decimals of its price can say.
            guard Rate(nanos: nanos, per: bucket.priceUnit) == rate else {
                throw PolicyError(
                    path: path + "." + bucket.name,
                    message: "the price has more than nine decimals"
                )
            }
            lines.append(bucket.name + ": " + decimalText(nanos: nanos))
        }
        return lines
    }

    /// The lines of one of the operator's own exchange rates.
    static func exchangeRate(_ rate: ExchangeRate, _ path: String) throws(PolicyError) -> [String] {
        guard currencyCodes.contains(rate.currency) else {
            let message = "\(quoted(rate.currency)) is no currency in use"
            throw PolicyError(path: path + ".currency", message: message)
        }
        var lines = [
            "currency: " + rate.currency, "per_usd: " + decimalText(nanos: rate.rateNanos),
        ]
        if rate.fromMs != 0 { lines.append("from: " + (try day(rate.fromMs, path))) }
        return lines
    }

    private static func day(_ ms: Int64, _ path: String) throws(PolicyError) -> String {
        guard ms > 0, ms % 86_400_000 == 0 else {
            throw PolicyError(path: path + ".from", message: "a price begins with a day, in UTC")
        }
        return instantText(ms)
    }
}
