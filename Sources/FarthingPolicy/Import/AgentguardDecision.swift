/// What agentguard-spend decides about one call, without its texts.
public struct AgentguardDecision: Hashable, Sendable {
    /// What becomes of the call.
    public var action: AgentguardPolicy.Action
    /// Which cap determined it, by its place; nil where none did.
    public var triggeredCapIndex: Int?
    /// The price of the requested model in cents; 0 where it was not asked for.
    public var projectedCents: Int64
    /// What the determining cap's window had, in cents; 0 without one.
    public var windowSpendBefore: Int64
    /// What it would have with the call; the call's price where no cap determined it.
    public var windowSpendAfter: Int64
    /// The call's provider, guessed where it named none.
    public var provider: String
    /// The model that was asked for.
    public var modelRequested: String
    /// A downgrade's target, also where the call was blocked after all.
    public var modelResolved: String
    /// Why.
    public var reason: Reason
    /// How many reasons the peer gives: one for each cap that was stricter than those before it.
    public var reasonsCount: Int
    /// What is added to each window that a cap names, in cents; nil adds nothing.
    public var chargedCents: Int64?

    /// Why a decision is what it is.
    public enum Reason: String, Hashable, Sendable {
        case scopeMismatch = "scope_mismatch"
        case capabilityTooLow = "capability_too_low"
        case unknownModel = "unknown_model"
        case withinBudget = "within_budget"
        case capExceeded = "cap_exceeded"
    }
}
