public import FarthingCore

/// Something that happened to a call, a run or a guarded tool; never with a prompt or an answer.
public struct SpendEvent: Sendable {
    /// When, in milliseconds UTC.
    public let atMs: Int64
    /// What.
    public let kind: Kind
    /// The run that it belongs to; nil outside of one.
    public let run: String?

    /// What happened.
    public enum Kind: Sendable {
        /// A call was admitted, perhaps as one for another model.
        case admitted(Admission)
        /// A call was refused, or would have been where nothing is enforced.
        case refused(SpendError)
        /// A call's cost is known; `isUnknown` where what was held is charged.
        case settled(Settlement)
        /// What a call has cost could not be booked as it was billed: what was held is charged.
        case settlementFailed(HoldID, SpendError)
        /// A hold was given back: nothing was sent, or nothing was billed.
        case released(HoldID)
        /// A share of a local limit was reached, once.
        case threshold(PoolThreshold)
        /// A budget's `warn` threshold was passed.
        case warning(Warning)
        /// A guard refused a tool's call, or ended it.
        case intervention(Intervention)
        case runStarted(id: String)
        case runEnded(id: String)
    }

    /// An admitted call.
    public struct Admission: Sendable {
        /// The hold.
        public let id: HoldID
        /// The provider in the price book's words; empty for a tool.
        public let provider: String
        /// The model that was asked for; empty for a tool.
        public let modelRequested: String
        /// The model that the call goes to.
        public let model: String
        /// The most that it can cost, in nano-dollars.
        public let heldNanos: Int64
        /// Why it is another call than was asked for; empty for most.
        public let reasons: [String]
    }

    /// A settled call.
    public struct Settlement: Sendable {
        /// The hold.
        public let id: HoldID
        /// What it cost, in nano-dollars.
        public let costNanos: Int64
        /// Input tokens of all sorts, as far as they were billed by usage.
        public let inputTokens: Int64
        /// Output tokens of all sorts, as far as they were billed by usage.
        public let outputTokens: Int64
        /// How well that is known.
        public let evidence: Evidence
    }

    /// What a guard did.
    public struct Intervention: Sendable {
        /// The guarded tool.
        public let tool: String
        /// Which guard: `rateLimit`, `circuitBreaker`, …
        public let guardName: String
        /// Why, as the error that was thrown says it.
        public let code: String

        package init(tool: String, guardName: String, code: String) {
            self.tool = tool
            self.guardName = guardName
            self.code = code
        }
    }
}
