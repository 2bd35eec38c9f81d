import FarthingCore
import FarthingProviders

/// Makes the plan of a call, or finds it.
enum Planner {
    static func plan(
        _ key: AccessKey,
        _ scope: Scope,
        model: String,
        provider: String,
        allowance: Allowance? = nil,
        _ loop: LoopState
    ) throws(RequestRefusal) -> CallPlan {
        let inForce = loop.gateway.policy
        let now = loop.nowMs
        var claims = ""
        if scope != key.scope {
            for term in scope.sorted { claims += "\(term.dimension.name)\u{1F}\(term.value)\u{1E}" }
        }
        if let allowance { claims += "\u{1D}\(allowance.hold)" }
        let cacheKey = PlanCache.Key(
            key: key,
            provider: provider,
            model: model,
            claims: claims
        )
        return try loop.plans.plan(cacheKey, edition: inForce.edition, nowMs: now) {
            () throws(RequestRefusal) -> CallPlan in
            let price = try price(provider, model, inForce.policy.policy, loop, now)
            var whole = scope
            whole[.tenant] = inForce.policy.policy.tenant
            whole[.provider] = provider
            whole[.model] = model
            return try CallPlan(
                key: key,
                scope: whole,
                allowance: allowance,
                model: model,
                price: price,
                policy: inForce.policy,
                prices: loop.gateway.prices,
                nowMs: now
            )
        }
    }

    /// What providers' names are made of: anything else may be another name to them.
    private static func isModelByte(_ byte: UInt8) -> Bool {
        PlainName.isPlain(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "+")
    }

    /// The price of a model, or the policy's price for what has none.
    static func price(
        _ provider: String,
        _ model: String,
        _ policy: Policy,
        _ loop: LoopState,
        _ now: Int64
    ) throws(RequestRefusal) -> ModelPrice {
        guard model.utf8.allSatisfy(isModelByte) else {
            throw .unpriced("A model's name has letters, digits and - _ . : / @ + only.")
        }
        if let price = loop.gateway.prices.listed(provider: provider, model: model, atMs: now) {
            // Rules and budgets name models as the book does: another spelling would pass them by.
            guard model.hasPrefix("ft:") || !model.utf8.contains(where: { 0x41...0x5A ~= $0 })
            else {
                throw .unpriced("The model is known in lower case only.")
            }
            return price
        }
        guard case .ceiling(let nanosPerMillion) = policy.unpriced else {
            let shown = model.utf8.count <= 100 ? model : "this model"
            throw .unpriced("The model '\(shown)' has no price here.")
        }
        let rate = Rate(nanosPerMillion: nanosPerMillion)
        return ModelPrice(
            provider: provider,
            model: model,
            sheets: [RateSheet(input: rate, output: rate)]
        )
    }
}
