import FarthingCore

extension LocalDesk {
    /// The first model of a ladder that could take the call for less, and was not tried yet.
    func rung(_ ladder: [String], _ way: Way) -> Rung? {
        for model in ladder where !way.deliberation.models.contains(model) {
            guard way.call.bound.callBound != nil else { return Rung(model: model, boundNanos: 0) }
            guard let bound = bound(for: model, way),
                bound.ceilingNanos < way.call.bound.ceilingNanos
            else { continue }
            return Rung(model: model, boundNanos: bound.ceilingNanos)
        }
        return nil
    }

    /// What the same call would cost with another model; nil where that cannot take it.
    private func bound(for model: String, _ way: Way) -> CallAmounts? {
        guard case .call(var bound, var variants) = way.call.cost.kind,
            let provider = way.call.provider,
            let price = prices.price(
                provider: provider,
                model: model,
                atMs: options.clock.boundedNowMs
            )
        else { return nil }
        if let otherModel = way.call.otherModel {
            guard let other = otherModel(model, price) else { return nil }
            (bound, variants) = other
        }
        guard bound.outputTokensMax <= price.maxOutputTokens ?? Int64.max else { return nil }
        return try? CallAmounts(bound, price, variants)
    }

    func goOn(as model: String, _ way: inout Way) throws(SpendError) {
        guard let bound = bound(for: model, way) else {
            // Whoever states what a call costs has chosen its model, and must choose again.
            let reasons = way.deliberation.reasons
            throw SpendError(
                SpendError.Details(
                    code: .downgradeNeeded,
                    message: Verdict.downgradeText(to: model, reasons, in: .english),
                    reasons: reasons,
                    model: model
                )
            )
        }
        way.call.bound = bound
        way.call.model = model
        way.call.scope[.model] = model
        way.plan = try plan(way.call.scope, options.clock.boundedNowMs)
    }
}
