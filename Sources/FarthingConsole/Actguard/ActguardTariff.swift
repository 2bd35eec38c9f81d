import FarthingCore

/// The prices in force as actguard's clients read them: in whole cost units, rounded up, so that a
/// client's own sum is never below what is charged.
struct ActguardTariff: Sendable {
    /// What a thousand tokens cost of a model that the book does not have, in cost units: as of the
    /// dearest of the usual ones. A policy's `unpriced: ceiling` stands in its place.
    private static let unlisted = Rates(input: 15, output: 75)
    /// actguard's names of the providers that its clients know, and the price book's.
    private static let providers = [
        (name: "anthropic", inBook: "anthropic"), (name: "google", inBook: "gemini"),
        (name: "openai", inBook: "openai"),
    ]

    /// The document.
    let bytes: [UInt8]
    /// Names the document: another one has another version.
    let version: String
    /// What a model costs that the book does not have.
    let usual: Rates

    /// Cost units for a thousand tokens; what is read from a cache counts as input, where it is
    /// counted already.
    struct Rates: Hashable, Sendable {
        var input: Int64
        var output: Int64

        /// What a call costs by these rates, each part rounded up, as clients compute it; nil where
        /// that is no amount.
        func units(input tokens: Int64, output outputTokens: Int64) -> Int64? {
            let sum = Self.part(tokens, input) + Self.part(outputTokens, output)
            return sum <= Int128(CostUnits.max) ? Int64(sum) : nil
        }

        private static func part(_ tokens: Int64, _ rate: Int64) -> Int128 {
            (Int128(max(0, tokens)) * Int128(rate) + 999) / 1_000
        }
    }

    init(_ prices: PriceBook, _ policy: Policy, nowMs: Int64) {
        usual = Self.usual(policy)
        var json = JSONWriter(capacity: 64 << 10)
        json.beginObject()
        json.key("cu_per_usd")
        json.int(CostUnits.perDollar)
        json.key("llm")
        json.beginObject()
        json.key("default")
        json.beginObject()
        json.key("cached_cu_per_1k")
        json.int(0)
        json.key("input_cu_per_1k")
        json.int(usual.input)
        json.key("output_cu_per_1k")
        json.int(usual.output)
        json.endObject()
        json.key("providers")
        json.beginObject()
        for provider in Self.providers {
            json.key(text: provider.name)
            json.beginObject()
            json.key("models")
            Self.write(prices, provider.inBook, nowMs, to: &json)
            json.endObject()
        }
        json.endObject()
        json.endObject()
        json.key("registry_version")
        json.string(prices.version)
        let hash = SHA256Hash.of(json.bytes)
        version = IdempotencyKey.name(hash: hash.prefix(8))
        json.key("tariff_version")
        json.string(version)
        json.key("tools")
        json.beginObject()
        json.endObject()
        json.endObject()
        bytes = json.bytes
    }

    /// The price book's name of a provider that a client names.
    static func bookName(_ provider: String) -> String {
        providers.first { $0.name == provider }?.inBook ?? provider
    }

    private static func usual(_ policy: Policy) -> Rates {
        guard case .ceiling(let nanosPerMillion) = policy.unpriced else { return unlisted }
        let rate = perThousand(nanosPerMillion)
        return Rates(input: rate, output: rate)
    }

    /// Cost units for a thousand tokens, rounded up.
    private static func perThousand(_ nanosPerMillion: Int64) -> Int64 {
        let scale = CostUnits.nanosEach * 1_000
        return nanosPerMillion / scale + (nanosPerMillion % scale > 0 ? 1 : 0)
    }

    /// Every name by which a client may know a model of a provider, with what it costs.
    private static func write(
        _ prices: PriceBook,
        _ provider: String,
        _ nowMs: Int64,
        to json: inout JSONWriter
    ) {
        var models: [String: ModelPrice] = [:]
        for (editions, names) in zip(prices.models, prices.exactNames)
        where editions.first?.provider == provider {
            for name in names {
                // An operator's own price goes before the book's under the same name.
                models[name] = prices.price(provider: provider, model: name, atMs: nowMs)
            }
        }
        json.beginObject()
        for (name, price) in models.sorted(by: { utf8Precedes($0.key, $1.key) }) {
            let sheets = price.sheets.filter { $0.variant == .standard }
            guard !sheets.isEmpty else { continue }
            json.key(text: name)
            json.beginObject()
            json.key("cached_cu_per_1k")
            json.int(0)
            json.key("input_cu_per_1m")
            json.int(dearest(sheets, [.input, .cachedInput], per: CostUnits.nanosEach))
            json.key("output_cu_per_1k")
            json.int(dearest(sheets, [.output, .reasoning], per: CostUnits.nanosEach * 1_000))
            json.endObject()
        }
        json.endObject()
    }

    /// The dearest of some buckets on any tier, rounded up.
    private static func dearest(
        _ sheets: [RateSheet],
        _ buckets: [Usage.Bucket],
        per scale: Int64
    ) -> Int64 {
        var dearest: Int64 = 0
        for sheet in sheets {
            for bucket in buckets { dearest = max(dearest, sheet[bucket].nanosPerMillion) }
        }
        return dearest / scale + (dearest % scale > 0 ? 1 : 0)
    }
}
