/// What a policy judges a call by.
public struct CallFacts: Hashable, Sendable {
    /// Who and what the call is for, provider and model included.
    public var scope: Scope
    /// The most that the call can cost in nanos; nil when nobody knows.
    public var costNanos: Int64?
    /// The most tokens that the call can take, input bound and largest output together.
    public var tokens: Int64

    /// Makes the facts of one call.
    public init(scope: Scope, costNanos: Int64?, tokens: Int64) {
        self.scope = scope
        self.costNanos = costNanos
        self.tokens = tokens
    }
}
