/// Why a cost could not be computed. Nothing was charged.
public enum PriceError: Error, Hashable, Sendable {
    /// The book has no price of this model for this variant at this time.
    case variantUnpriced(model: String, variant: String)
    /// A count is negative or passes ``Usage/bucketMax``.
    case usageOutOfBounds
    /// The cost passes ``ModelPrice/amountMax``.
    case amountOutOfBounds(model: String)
    /// The model is priced by a measure that the request's bound does not state.
    case measureUnbounded(model: String, measure: Usage.Bucket)
    /// The call has nothing but a measure, and the model's price knows tokens only.
    case measureUnpriced(model: String, measure: Usage.Bucket)

    /// One sentence that may be shown to a stranger: what is wrong, and the way out.
    public var message: String {
        switch self {
        case .variantUnpriced(let model, let variant):
            "The price book has no \(variant) price for the model '\(model)'; "
                + "ask for a tier that has one."
        case .usageOutOfBounds:
            "A usage count is negative or above \(Usage.bucketMax); it cannot be priced."
        case .amountOutOfBounds(let model):
            "A call to '\(model)' could cost more than one amount can hold (900 million); "
                + "lower its output limit."
        case .measureUnbounded(let model, let measure):
            "The model '\(model)' is priced by \(measure.title), which this route does not bound; "
                + "use the route that the model is made for."
        case .measureUnpriced(let model, let measure):
            "The model '\(model)' has no price for \(measure.title)."
        }
    }
}
