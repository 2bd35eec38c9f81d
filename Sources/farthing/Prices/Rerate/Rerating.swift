import FarthingCore

/// Prices calls of the past again, each at the time at which it was admitted.
struct Rerating {
    /// The book with the policy's own prices.
    let book: PriceBook
    /// The policy that was named; without one, what it alone can price is left as it is.
    let policy: Policy?

    enum Verdict {
        /// What the call costs by these prices, and how its receipt says so.
        case rated(SettledUsage)
        /// It cannot be priced, and stays as it is.
        case left(Reason)
        /// An invoice said the cost, which no price corrects.
        case invoiced
        /// No budget counted its cost.
        case withoutMoney
    }

    /// Why a call cannot be priced again.
    enum Reason: String, CaseIterable {
        case expired, unknown, estimated
        case noUsage = "no_usage"
        case ownPrice = "policy_price"
        case otherCurrency = "other_currency"
        case unpricedModel = "unpriced_model"
        case unpricedVariant = "unpriced_variant"
        case outOfBounds = "out_of_bounds"

        /// The reason in words.
        var text: String {
            switch self {
            case .expired: "expired: charged what was held"
            case .unknown: "no usage is known: charged what was held"
            case .estimated: "its usage was estimated"
            case .noUsage: "charged a stated amount, a bound, or by an earlier version"
            case .ownPrice: "priced by the policy's own prices; name one with --policy"
            case .otherCurrency: "charged in another currency, at a rate that is not known"
            case .unpricedModel: "the book has no price of its model"
            case .unpricedVariant: "the book has no price of its variant"
            case .outOfBounds: "its cost passes what one amount can hold"
            }
        }
    }

    func verdict(_ call: SettledCall) -> Verdict {
        guard !call.lines.contains(where: { $0.unit?.lacksRate ?? false }) else {
            return .left(.otherCurrency)
        }
        guard call.chargedNanos != nil else { return .withoutMoney }
        switch call.evidence {
        case .invoiced: return .invoiced
        case .unknown: return .left(call.isExpired ? .expired : .unknown)
        case .estimated: return .left(.estimated)
        case .metered, .reported: break
        }
        guard var usage = call.usage, var priced = usage.priced else { return .left(.noUsage) }
        guard policy != nil || !priced.isPolicyPrice else { return .left(.ownPrice) }
        guard let (price, model) = price(call, priced) else { return .left(.unpricedModel) }
        do throws(PriceError) {
            usage.costNanos = try price.amountNanos(of: priced.usage, variants: priced.variants)
        } catch {
            if case .variantUnpriced = error { return .left(.unpricedVariant) }
            return .left(.outOfBounds)
        }
        priced.model = model
        priced.priceBook = book.hash == call.priceBook ? nil : book.hash
        priced.isPolicyPrice = price.source == .policy
        usage.priced = priced
        return .rated(usage)
    }

    /// The price by the name that the answer gave, else by the one that the call went to, as when
    /// it was settled.
    private func price(
        _ call: SettledCall,
        _ priced: PricedUsage
    ) -> (ModelPrice, model: String?)? {
        let provider = priced.provider ?? call.provider
        let names = [priced.model, priced.provider == nil ? call.model : nil].compactMap { $0 }
        for name in names {
            let price = book.price(provider: provider, model: name, atMs: call.admittedMs)
            if let price { return (price, name == call.model ? nil : name) }
        }
        guard let policy, case .ceiling(let nanosPerMillion) = policy.unpriced,
            let name = names.first
        else { return nil }
        let rate = Rate(nanosPerMillion: nanosPerMillion)
        let sheet = RateSheet(input: rate, output: rate)
        return (
            ModelPrice(provider: provider, model: name, sheets: [sheet]),
            name == call.model ? nil : name
        )
    }
}
