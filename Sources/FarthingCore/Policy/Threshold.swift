/// A share of a limit at which something happens.
public struct Threshold: Hashable, Sendable {
    /// The share in hundredths of a percent: 8,000 is 80 %. From 1 to 10,000.
    public let atBasisPoints: Int64
    /// What happens.
    public let action: ThresholdAction
    /// Why, in the operator's words; shown with the decision.
    public let reason: String?

    /// Makes a threshold; nil when the share is out of bounds.
    public init?(atBasisPoints: Int64, action: ThresholdAction, reason: String? = nil) {
        guard (1...10_000).contains(atBasisPoints) else { return nil }
        self.atBasisPoints = atBasisPoints
        self.action = action
        self.reason = reason
    }
}

/// What happens at a threshold.
public enum ThresholdAction: Hashable, Sendable {
    /// An entry and an event, once per window, judged on what is spent alone.
    case warn
    /// Another model takes the call: the first of these that is cheaper, or the next one where the
    /// money does not suffice for it.
    case downgrade(to: [String])
    /// Humans must say yes.
    case approve(ApprovalTerms)
    /// The call waits for headroom, at most this long.
    case wait(deadlineMs: Int64)
    /// No further call until the account is resumed.
    case pause
    /// The call is refused.
    case block

    /// The name as policies and entries write it.
    public var name: String {
        switch self {
        case .warn: "warn"
        case .downgrade: "downgrade"
        case .approve: "approve"
        case .wait: "wait"
        case .pause: "pause"
        case .block: "block"
        }
    }
}
