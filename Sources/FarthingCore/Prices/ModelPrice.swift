/// What one model costs from one day on, and what bounds a call to it.
public struct ModelPrice: Sendable {
    /// The largest amount of one line, in nano-units: 900 million.
    public static let amountMax: Int64 = 900_000_000_000_000_000

    /// The book's word for the provider: `openai`, `anthropic`, `bedrock`, `gemini`.
    public let provider: String
    /// The book's own id of the model; a request may have named it by an alias.
    public let model: String
    /// What the model is called for.
    public let kind: Kind
    /// The largest context in tokens; nil where no source states it.
    public let contextTokens: Int64?
    /// The most output tokens that one choice can have; nil where no source states it, and then a
    /// request must bring its own limit.
    public let maxOutputTokens: Int64?
    /// Whether billed output may be invisible while it is made, or no source says that it is not.
    public let hidesReasoning: Bool
    /// Whether a source says that the model reads images.
    public let supportsVision: Bool
    /// UTC milliseconds from which these prices hold.
    public let startsAtMs: Int64
    /// The part of each day at which these prices hold; nil for the whole day.
    public let hours: DailyHours?
    /// Whose figures these are.
    public let source: Source
    /// By variant, then by tier, lowest first; never empty.
    public let sheets: [RateSheet]

    /// What a model is called for.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case chat, responses, completion, embedding, image, realtime, audio
    }

    /// Whose figures a price has.
    public enum Source: String, Hashable, Sendable {
        /// The book's first source.
        case first
        /// The book's second source, where the first does not list the model.
        case second
        /// The operator's own policy.
        case policy
    }

    /// Makes a price of the operator's own, beside the book; `sheets` must not be empty.
    public init(
        provider: String,
        model: String,
        kind: Kind = .chat,
        contextTokens: Int64? = nil,
        maxOutputTokens: Int64? = nil,
        hidesReasoning: Bool = true,
        supportsVision: Bool = false,
        startsAtMs: Int64 = 0,
        hours: DailyHours? = nil,
        source: Source = .policy,
        sheets: [RateSheet]
    ) {
        precondition(!sheets.isEmpty, "a price needs a rate sheet")
        self.provider = provider
        self.model = model
        self.kind = kind
        self.contextTokens = contextTokens
        self.maxOutputTokens = maxOutputTokens
        self.hidesReasoning = hidesReasoning
        self.supportsVision = supportsVision
        self.startsAtMs = startsAtMs
        self.hours = hours
        self.source = source
        self.sheets = sheets.sorted {
            ($0.variant.rawValue, $0.aboveInputTokens) < ($1.variant.rawValue, $1.aboveInputTokens)
        }
    }

    /// The variants that have a price.
    public var variants: PriceVariantSet {
        sheets.reduce(into: []) { $0.formUnion(PriceVariantSet($1.variant)) }
    }

    /// What a call cost, in nano-units: exact over the disjoint buckets, at the rates of the tier
    /// that its whole input reaches, rounded up once.
    ///
    /// Throws where the variant has no price, a bucket is out of bounds, or the cost passes
    /// ``amountMax``.
    public func amountNanos(
        of usage: Usage,
        variant: PriceVariant = .standard
    ) throws(PriceError) -> Int64 {
        guard usage.isWithinBounds else { throw .usageOutOfBounds }
        let inputTokens = usage.totalInputTokens
        var match = -1
        for index in sheets.indices
        where sheets[index].variant == variant && inputTokens > sheets[index].aboveInputTokens {
            match = index
        }
        guard match >= 0 else { throw .variantUnpriced(model: model, variant: variant.name) }
        guard
            let amount = Rate.roundedUp(sheets[match].sum(of: usage)), amount <= Self.amountMax
        else {
            throw .amountOutOfBounds(model: model)
        }
        return amount
    }
}
