import FarthingCore

extension PriceBook {
    /// The price of a model, also where one provider sells another's models at the maker's prices.
    ///
    /// Azure's prices for OpenAI's models are OpenAI's own for global deployments (Microsoft, “Azure
    /// OpenAI pricing”); for those in one region or data zone an operator gives others, which count
    /// first.
    func listed(provider: String, model: String, atMs: Int64) -> ModelPrice? {
        if let price = price(provider: provider, model: model, atMs: atMs) { return price }
        guard provider == GatewayDialect.azure.provider else { return nil }
        return price(provider: GatewayDialect.openAI.provider, model: model, atMs: atMs)?
            .sold(by: provider)
    }
}

extension ModelPrice {
    fileprivate func sold(by provider: String) -> ModelPrice {
        ModelPrice(
            provider: provider,
            model: model,
            kind: kind,
            contextTokens: contextTokens,
            maxOutputTokens: maxOutputTokens,
            hidesReasoning: hidesReasoning,
            supportsVision: supportsVision,
            startsAtMs: startsAtMs,
            hours: hours,
            source: source,
            sheets: sheets
        )
    }
}
