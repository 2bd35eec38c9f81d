/// A usage, and by which prices it came to a call's cost: all that it takes to price the call again.
///
/// Provider, model and price book are those of the hold, where nothing else is said.
public struct PricedUsage: Hashable, Sendable {
    /// What was used, in disjoint buckets.
    public var usage: Usage
    /// The variant that was billed, or all that it may have been, of which the dearest counts.
    public var variants: PriceVariantSet
    /// The provider in the price book's words; nil for the hold's.
    public var provider: String?
    /// The name by which the model was priced; nil for the one that the call went to.
    public var model: String?
    /// The price book's hash; nil for the one that the hold names.
    public var priceBook: String?
    /// Whether the price was the policy's own, and not the book's.
    public var isPolicyPrice: Bool

    /// Makes a usage of the hold's provider, model and price book, where nothing else is said.
    public init(
        _ usage: Usage,
        variants: PriceVariantSet,
        provider: String? = nil,
        model: String? = nil,
        priceBook: String? = nil,
        isPolicyPrice: Bool = false
    ) {
        self.usage = usage
        self.variants = variants
        self.provider = provider
        self.model = model
        self.priceBook = priceBook
        self.isPolicyPrice = isPolicyPrice
    }
}

extension ModelPrice {
    /// What a call cost that was billed as one of `variants`, in nano-units: the dearest that has a
    /// price. Throws what ``amountNanos(of:variant:)`` does where none has.
    public func amountNanos(
        of usage: Usage,
        variants: PriceVariantSet
    ) throws(PriceError) -> Int64 {
        var dearest: Int64?
        var failure = PriceError.variantUnpriced(model: model, variant: "requested")
        for variant in PriceVariant.allCases where variants.contains(variant) {
            do throws(PriceError) {
                dearest = max(dearest ?? 0, try amountNanos(of: usage, variant: variant))
            } catch {
                failure = error
            }
        }
        guard let dearest else { throw failure }
        return dearest
    }
}
