public import FarthingCore

/// Leave to make one call: which model it goes to, and how much output was made room for.
public struct Permit: Sendable {
    /// The hold.
    public let id: HoldID
    /// The model that the call must go to: another than was asked for where a policy says so; empty for
    /// a tool.
    public let model: String
    /// How many output tokens over all choices there is room for; `Int64.max` where the amount was
    /// stated.
    public let outputTokens: Int64
    /// The most that the call can cost, in nano-dollars.
    public let heldNanos: Int64
    /// What the first money account has left beside this call, in nano-dollars; nil without one.
    public let remainingNanos: Int64?
    /// The journal's entry that admitted it; nil where only local limits hold it.
    public let sequence: Int64?
    /// Why it is another call than was asked for; empty for most.
    public let reasons: [String]

    package init(
        id: HoldID,
        model: String,
        outputTokens: Int64,
        heldNanos: Int64,
        remainingNanos: Int64?,
        sequence: Int64?,
        reasons: [String]
    ) {
        self.id = id
        self.model = model
        self.outputTokens = outputTokens
        self.heldNanos = heldNanos
        self.remainingNanos = remainingNanos
        self.sequence = sequence
        self.reasons = reasons
    }
}

/// What became of a settled call.
public struct Receipt: Hashable, Sendable {
    /// The hold.
    public let id: HoldID
    /// What the call has cost, in nano-dollars.
    public let costNanos: Int64
    /// The journal's entry; nil where only local limits held the call, or it is not durable yet.
    public let sequence: Int64?
    /// By how much more was billed than could be bounded, in nano-dollars.
    public let overrunNanos: Int64

    package init(id: HoldID, costNanos: Int64, sequence: Int64?, overrunNanos: Int64) {
        self.id = id
        self.costNanos = costNanos
        self.sequence = sequence
        self.overrunNanos = overrunNanos
    }
}
