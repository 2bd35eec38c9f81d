/// What of a policy concerns a scope: worth keeping, because many calls share one.
public struct ScopeMatch: Hashable, Sendable {
    /// Indices into ``Policy/budgets`` of those that match, ascending.
    public let budgetIndices: [Int]
    /// Whether the policy refuses a call because no budget matches.
    public let isUnmatched: Bool
    /// Indices into ``Policy/rules`` of those whose conditions on the scope hold, ascending.
    let ruleIndices: [Int]

    init(budgetIndices: [Int], isUnmatched: Bool, ruleIndices: [Int]) {
        self.budgetIndices = budgetIndices
        self.isUnmatched = isUnmatched
        self.ruleIndices = ruleIndices
    }
}
