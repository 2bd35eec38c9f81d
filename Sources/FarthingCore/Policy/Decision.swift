/// What a policy says about one call.
public enum Decision: Hashable, Sendable {
    case allow
    case downgrade(to: String)
    case approve(by: String)
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

    /// Makes a verdict.
    public init(decision: Decision, reasons: [String] = [], shadowReasons: [String] = []) {
        self.decision = decision
        self.reasons = reasons
        self.shadowReasons = shadowReasons
    }
}
