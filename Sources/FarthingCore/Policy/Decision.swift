/// What a policy says about one call.
public enum Decision: Hashable, Sendable {
    case allow
    /// Another model is to take the call; it is judged anew for that one.
    case downgrade(to: String)
    case approve(ApprovalTerms)
    /// The call is admitted where there is room, and waits for it at most this long.
    case wait(deadlineMs: Int64)
    case block

    /// The name as entries write it.
    public var name: String {
        switch self {
        case .allow: "allow"
        case .downgrade: "downgrade"
        case .approve: "approve"
        case .wait: "wait"
        case .block: "block"
        }
    }
}

/// A decision with what determined it.
public struct Verdict: Hashable, Sendable {
    /// The strictest of what applies and is enforced.
    public var decision: Decision
    /// Each rule that determined it, with both sides of its comparisons, as text for people.
    public var reasons: [String]
    /// What would have applied were it not in shadow.
    public var shadowReasons: [String]
    /// The id of the first rule, by id, that determined the decision; nil where none did, as for a
    /// call that no budget matches.
    public var rule: String?
    /// The approval that is asked for beside a wait; nil where there is none.
    public var approval: ApprovalTerms?
    /// Why, for the approval.
    public var approvalReasons: [String] = []
    /// The ids of the rules that ask for it, sorted.
    public var approvalRules: [String] = []
    /// The ladders of a downgrade's rules: their next rungs are for when the money does not suffice.
    public var ladders: [[String]] = []

    /// Makes a verdict.
    public init(decision: Decision, reasons: [String] = [], shadowReasons: [String] = []) {
        self.decision = decision
        self.reasons = reasons
        self.shadowReasons = shadowReasons
    }
}
