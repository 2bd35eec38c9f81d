/// What of a policy concerns a scope at a time: worth keeping, because many calls share one.
public struct ScopeMatch: Hashable, Sendable {
    /// Indices into ``Policy/budgets`` of those that match, ascending.
    public let budgetIndices: [Int]
    /// Whether the policy refuses a call because no budget matches.
    public let isUnmatched: Bool
    /// Until when this holds, in milliseconds UTC: then something begins or ceases to count.
    public let untilMs: Int64
    /// Indices into ``Policy/rules`` of those whose conditions on the scope hold, ascending.
    let ruleIndices: [Int]
    /// Whether any rule has a say.
    public var hasRules: Bool { !ruleIndices.isEmpty }

    /// Whether a rule asks about the call's run, whose facts are else not needed.
    public let asksAboutRun: Bool
    /// Whether a rule asks people, who are to be told one amount, the same at each retry.
    public let asksPeople: Bool

    init(
        budgetIndices: [Int],
        isUnmatched: Bool,
        untilMs: Int64,
        ruleIndices: [Int],
        asksAboutRun: Bool,
        asksPeople: Bool
    ) {
        self.budgetIndices = budgetIndices
        self.isUnmatched = isUnmatched
        self.untilMs = untilMs
        self.ruleIndices = ruleIndices
        self.asksAboutRun = asksAboutRun
        self.asksPeople = asksPeople
    }
}
