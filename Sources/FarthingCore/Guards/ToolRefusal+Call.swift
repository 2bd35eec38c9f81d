extension ToolRefusal {
    /// The refused call as the journal is to have it: the guard's code stands as its rule.
    ///
    /// - Parameters:
    ///   - nanos: the call's bound in money.
    ///   - context: what receipts say of the call.
    package func call(_ id: HoldID, nanos: Int64, _ context: CallContext) -> RefusedCall {
        RefusedCall(
            id: id,
            code: .rule,
            rule: code.rawValue,
            projectedNanos: nanos,
            context: CallContext(
                principal: context.principal,
                provider: context.provider,
                modelRequested: context.modelRequested,
                modelResolved: context.modelResolved,
                policyID: context.policyID,
                policyVersion: context.policyVersion,
                isEnforced: context.isEnforced,
                priceBook: context.priceBook,
                scope: context.scope,
                reasons: context.reasons + [code.rawValue]
            )
        )
    }
}
