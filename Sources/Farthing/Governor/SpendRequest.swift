public import FarthingCore

/// What a program is about to spend, and on what.
public struct SpendRequest: Sendable {
    /// How long a hold lasts that nothing closes or renews: two minutes.
    public static let expiresInMs: Int64 = 120_000

    /// How long a hold may last.
    static let expiresInMsBounds: ClosedRange<Int64> = 1_000...86_400_000

    /// Beside what the task's ``SpendContext`` says; written over it.
    public var scope: Scope
    /// The provider in the price book's words; nil for a tool.
    public var provider: String?
    /// The model that is asked for; nil for a tool.
    public var model: String?
    /// The most that it can cost.
    public var cost: SpendBound
    /// The fewest output tokens that are of use where a budget's hold is `fitted`; nil for all.
    public var leastOutputTokens: Int64?
    /// Bounds the same call for another model of the provider at its price; nil where that one cannot
    /// take it. Without it, what bounds the call for one model bounds it for any.
    package var otherModel: OtherModel?
    /// Makes a retry find the first attempt; 1 to 256 bytes. Journals have a hash of it and never
    /// the key. Needs a governor with a ledger: one without refuses it (``SpendError/Code/invalid``).
    public var idempotencyKey: String?
    /// What the key is bound to: the same key with other content is refused. Hashed once more before
    /// it is kept.
    public var contentHash: String
    /// What the call is trusted with; the lower of this and the task's counts.
    public var capability: Capability?
    /// How long the hold lasts that nothing closes or renews, in milliseconds; 1,000...86,400,000. Where no
    /// ledger keeps it, it lasts until it is closed or dropped.
    public var expiresInMs: Int64

    /// How a call is bounded for another model.
    package typealias OtherModel =
        @Sendable (_ model: String, _ price: ModelPrice) -> (CallBound, PriceVariantSet)?

    /// A call of a model.
    public init(
        provider: String,
        model: String,
        cost: SpendBound,
        scope: Scope = Scope(),
        idempotencyKey: String? = nil,
        contentHash: String = "",
        capability: Capability? = nil,
        expiresInMs: Int64 = SpendRequest.expiresInMs
    ) {
        self.provider = provider
        self.model = model
        self.cost = cost
        self.scope = scope
        self.idempotencyKey = idempotencyKey
        self.contentHash = contentHash
        self.capability = capability
        self.expiresInMs = expiresInMs
    }

    /// A call of a tool.
    public init(
        tool: String,
        cost: SpendBound,
        scope: Scope = Scope(),
        idempotencyKey: String? = nil,
        contentHash: String = "",
        capability: Capability? = nil,
        expiresInMs: Int64 = SpendRequest.expiresInMs
    ) {
        var scope = scope
        scope[.tool] = tool
        self.cost = cost
        self.scope = scope
        self.idempotencyKey = idempotencyKey
        self.contentHash = contentHash
        self.capability = capability
        self.expiresInMs = expiresInMs
    }
}
