import FarthingCore

extension CallContext {
    /// What receipts of tests say that do not ask what they say.
    static func test(_ principal: String = "key", _ scope: Scope = Scope()) -> CallContext {
        CallContext(
            principal: principal,
            provider: "none",
            modelRequested: "m",
            modelResolved: "m",
            policyID: "p",
            policyVersion: 1,
            isEnforced: true,
            priceBook: "none",
            scope: scope
        )
    }
}
