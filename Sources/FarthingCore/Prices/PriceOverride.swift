/// An operator's own price of a model for one variant and one context tier, from a day on: what the
/// policy's `prices` say, in place of the book.
public struct PriceOverride: Hashable, Sendable {
    /// The most that a policy may have.
    public static let overridesMax = 1_000

    /// The book's word for the provider.
    public var provider: String
    /// A name of the model, as requests give it. Where the book knows it, the override holds under
    /// all the names that the book has for that model.
    public var model: String
    /// The variant; others keep the book's prices.
    public var variant: PriceVariant
    /// The rates hold for calls with more input tokens than this (-1: for all), up to the next tier.
    public var aboveInputTokens: Int64
    /// UTC milliseconds from which the override holds; 0 for ever.
    public var startsAtMs: Int64
    /// Rates by bucket; what is left out keeps the book's own rate, or follows `input` or `output`
    /// where the book has none of its own.
    public var rates: [Usage.Bucket: Rate]
    /// The most output tokens of one choice; nil keeps the book's.
    public var maxOutputTokens: Int64?

    /// Makes an override.
    public init(
        provider: String,
        model: String,
        variant: PriceVariant = .standard,
        aboveInputTokens: Int64 = -1,
        startsAtMs: Int64 = 0,
        rates: [Usage.Bucket: Rate],
        maxOutputTokens: Int64? = nil
    ) {
        self.provider = provider
        self.model = model
        self.variant = variant
        self.aboveInputTokens = aboveInputTokens
        self.startsAtMs = startsAtMs
        self.rates = rates
        self.maxOutputTokens = maxOutputTokens
    }

    /// The sheet that stands in the place of `book`, the one of the book for this variant and tier.
    func sheet(over book: RateSheet?) -> RateSheet {
        let input = rates[.input] ?? book?[.input] ?? .free
        let output = rates[.output] ?? book?[.output] ?? .free
        var sheet = RateSheet(
            variant: variant,
            aboveInputTokens: aboveInputTokens,
            input: input,
            output: output
        )
        if let cached = rates[.cachedInput] {
            sheet[.cachedInputAudio] = cached
            sheet[.cachedInputImage] = cached
        }
        if let book {
            for bucket in Usage.Bucket.allCases {
                let followed =
                    bucket.isInput ? book[.input] : bucket.isOutput ? book[.output] : .free
                if book[bucket] != followed { sheet[bucket] = book[bucket] }
            }
        }
        for (bucket, rate) in rates { sheet[bucket] = rate }
        return sheet
    }
}
