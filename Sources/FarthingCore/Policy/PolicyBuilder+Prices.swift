extension Policy.Unpriced {
    /// The call is priced at so much for a million tokens of input and of output.
    ///
    /// - Throws: ``PolicyError`` for what is no amount in US dollars above zero.
    public static func ceiling(
        perMillionTokens price: BudgetLimit
    ) throws(PolicyError) -> Policy.Unpriced {
        let nanos = try price.checked("unpriced.ceiling")
        guard price.unit == .money("USD"), nanos > 0 else {
            throw PolicyError(
                path: "unpriced.ceiling",
                message: "a ceiling price is more than zero and in US dollars"
            )
        }
        return .ceiling(nanosPerMillion: nanos)
    }
}

extension ExchangeRate {
    /// Makes a rate of the operator's own: what one US dollar is in a currency, from a day on (UTC).
    ///
    /// - Throws: ``PolicyError`` for what is no decimal, and for a day that does not exist.
    public init(
        _ currency: String,
        perUSD rate: String,
        from: PolicyDate? = nil
    ) throws(PolicyError) {
        let path = "rates[\"\(printable(currency))\"]."
        guard let rateNanos = nanos(decimal: rate), Self.nanosRange.contains(rateNanos) else {
            throw PolicyError(
                path: path + "perUSD",
                message: "\"\(printable(rate))\" is no rate; write a decimal, as \"84.25\""
            )
        }
        let fromMs = try from?.ms(zone: .utc, path + "from") ?? 0
        self.init(currency: currency, rateNanos: rateNanos, fromMs: fromMs)
    }
}

extension PriceOverride {
    /// Makes a price of the operator's own, in US dollars for the units in which prices are given: a
    /// million tokens or characters, a thousand searches or calls, an hour of sound, an image.
    ///
    /// ```swift
    /// try PriceOverride("openai", "gpt-5-mini", [.input: "0.25", .output: "2.00"])
    /// ```
    ///
    /// - Parameter aboveInputTokens: the prices hold for calls with more input tokens than this; nil
    ///   for all.
    /// - Throws: ``PolicyError`` for what is no decimal, or cannot be kept exactly, and for a day
    ///   that does not exist.
    public init(
        _ provider: String,
        _ model: String,
        _ prices: KeyValuePairs<Usage.Bucket, String>,
        variant: PriceVariant = .standard,
        aboveInputTokens: Int64? = nil,
        from: PolicyDate? = nil,
        maxOutputTokens: Int64? = nil
    ) throws(PolicyError) {
        let path = "prices[\"\(printable(provider + "/" + model))\"]."
        var rates: [Usage.Bucket: Rate] = [:]
        for (bucket, text) in prices {
            guard let amount = nanos(decimal: text), amount <= Money.maxNanos,
                let rate = Rate(nanos: amount, per: bucket.priceUnit)
            else {
                throw PolicyError(
                    path: path + bucket.name,
                    message: "\"\(printable(text))\" is no price; write a decimal, as \"2.50\""
                )
            }
            rates[bucket] = rate
        }
        self.init(
            provider: provider,
            model: model,
            variant: variant,
            aboveInputTokens: aboveInputTokens ?? -1,
            startsAtMs: try from?.ms(zone: .utc, path + "from") ?? 0,
            rates: rates,
            maxOutputTokens: maxOutputTokens
        )
    }
}
