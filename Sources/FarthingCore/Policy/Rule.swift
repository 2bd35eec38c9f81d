/// What happens to calls that meet every one of its conditions.
public struct Rule: Hashable, Sendable {
    /// Names the rule in decisions.
    public var id: String
    /// All must hold; none means every call.
    public var conditions: [Condition]
    /// What happens.
    public var action: RuleAction
    /// False only records what would have happened (shadow).
    public var isEnforced: Bool
    /// Why, in the operator's words; shown with the decision.
    public var reason: String?
    /// When the rule counts.
    public var effective: EffectiveDates
    /// Whether what a rule blocks is to be left out rather than to fail (`do: skip`): a client that knows
    /// the difference, as SpendGuard's, is told so. Counts for ``RuleAction/block`` alone.
    public var skips: Bool

    /// Makes a rule; the compiled policy checks its bounds.
    public init(
        id: String,
        conditions: [Condition],
        action: RuleAction,
        isEnforced: Bool = true,
        reason: String? = nil,
        effective: EffectiveDates = .always,
        skips: Bool = false
    ) {
        self.id = id
        self.conditions = conditions
        self.action = action
        self.isEnforced = isEnforced
        self.reason = reason
        self.effective = effective
        self.skips = skips
    }
}

/// One comparison that a rule makes.
public enum Condition: Hashable, Sendable {
    /// The call's bound in money compared with an amount in nanos.
    case cost(Comparison, nanos: Int64)
    /// The call's tokens, input bound and largest output together.
    case tokens(Comparison, Int64)
    /// A dimension of the call's scope, the model among them.
    case scope(Dimension, Glob)
    /// Something of the call's run; does not hold for a call without one.
    case run(RunMeasure, Comparison, Int64)
}

/// How two numbers are compared.
public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case equal = "=="

    /// Whether `left` stands so to `right`.
    public func holds(_ left: Int64, _ right: Int64) -> Bool {
        switch self {
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .equal: left == right
        }
    }
}

/// What a rule does, from the mildest to the strictest.
public enum RuleAction: Hashable, Sendable {
    /// Another model takes the call: the first of these that is cheaper, or the next one where the
    /// money does not suffice for it.
    case downgrade(to: [String])
    /// Humans must say yes.
    case approve(ApprovalTerms)
    /// The call waits for room in its budgets, at most this long, rather than be refused.
    case wait(deadlineMs: Int64)
    /// The call is refused where its key is trusted with less.
    case require(Capability)
    case block

    /// The name as policies write it.
    public var name: String {
        switch self {
        case .downgrade: "downgrade"
        case .approve: "approve"
        case .wait: "wait"
        case .require: "require"
        case .block: "block"
        }
    }
}
