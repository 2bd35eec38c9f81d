/// What a policy judges a call by.
public struct CallFacts: Hashable, Sendable {
    /// Who and what the call is for, provider and model included.
    public var scope: Scope
    /// The most that the call can cost in nanos; nil when nobody knows.
    public var costNanos: Int64?
    /// The most tokens that the call can take, input bound and largest output together.
    public var tokens: Int64
    /// What the caller's key is trusted with; nil for less than reading.
    public var capability: Capability?
    /// What is known of the call's run; nil for a call without one.
    public var run: RunFacts?

    /// Makes the facts of one call.
    public init(
        scope: Scope,
        costNanos: Int64?,
        tokens: Int64,
        capability: Capability? = nil,
        run: RunFacts? = nil
    ) {
        self.scope = scope
        self.costNanos = costNanos
        self.tokens = tokens
        self.capability = capability
        self.run = run
    }
}
