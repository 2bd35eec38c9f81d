package import FarthingCore

extension DeskCall {
    /// A call whose amounts are stated and hold for whatever model takes it.
    package init(
        scope: Scope,
        stating bound: CallAmounts,
        idempotencyKey: String?,
        contentHash: String,
        capability: Capability?,
        expiresInMs: Int64
    ) {
        self.init(
            scope: scope,
            provider: scope[.provider],
            model: scope[.model],
            bound: bound,
            cost: .credits(bound.credits, nanos: bound.ceilingNanos, tokens: bound.ceilingTokens),
            idempotencyKey: idempotencyKey,
            contentHash: contentHash,
            capability: capability,
            expiresInMs: expiresInMs,
            isSent: false
        )
    }
}
