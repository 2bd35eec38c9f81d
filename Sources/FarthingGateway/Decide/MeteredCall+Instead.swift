import FarthingCore
import FarthingProviders

/// Instead: what a refused call could have been and would be let pass.
extension MeteredCall {
    /// Models looked at for one refusal: each means that the request is read once more.
    private static let instead = 6
    /// How long the answer holds for calls of one plan: a client that is refused a hundred times a
    /// second is told the same, and costs no more.
    private static let insteadMs: Int64 = 1_000

    /// The cheapest model of the same family that the rules let take this call, and that the
    /// budget which refused could pay; nil where there is none.
    func cheapestAllowed(_ refusal: Refusal) -> String? {
        guard refusal.code.isOfRoom, case .money(let currency) = refusal.unit, currency == "USD"
        else { return nil }
        let now = loop.nowMs
        if let known = plan.instead, now - known.atMs < Self.insteadMs { return known.model }
        let found = family.prefix(Self.instead).first { model in
            guard let other = candidate(model) else { return false }
            return other.bounds.ceilingNanos <= refusal.free && other.isAllowed
        }
        plan.instead = (found, now)
        return found
    }

    /// The names of the provider's models of the same kind that are called alike and cost less, the
    /// cheapest first.
    private var family: [String] {
        let name = asked.model.prefix { $0.isLetter }
        let own = plan.price.plainRate
        let now = loop.nowMs
        let models = loop.gateway.prices.models.compactMap { editions in
            editions.last { $0.provider == plan.price.provider && $0.startsAtMs <= now }
        }
        let cheaper = models.filter { price in
            price.kind == plan.price.kind && price.model.hasPrefix(name)
                && price.maxOutputTokens != nil && (1..<own).contains(price.plainRate)
        }
        let sorted = cheaper.sorted { left, right in
            left.plainRate != right.plainRate
                ? left.plainRate < right.plainRate : utf8Precedes(left.model, right.model)
        }
        return sorted.map(\.model)
    }

    /// Whether the rules let the call pass as it is.
    private var isAllowed: Bool {
        plan.policy.decide(facts(of: nil), match: plan.match).decision == .allow
            && !plan.match.isUnmatched
    }
}

extension ModelPrice {
    /// What a million tokens of output cost where nothing is said of how, for comparing.
    fileprivate var plainRate: Int64 { sheets.first?[.output].nanosPerMillion ?? 0 }
}
