import FarthingCore

/// What asks people for a yes to a call.
package struct SidecarAsk: Hashable, Sendable {
    /// The operator's own words for why; clients look for them.
    package var words: [String] = []
    /// Why, for people.
    package var reasons: [String] = []
    /// The rules, and the budgets whose shares it is.
    package var matched: [MatchedRule] = []

    /// - Parameter policy: knows the rules' own words.
    init(_ causes: [ApprovalCause], _ policy: Policy, reasons: [String]) {
        self.reasons = reasons
        for cause in causes {
            let word: String?
            switch cause {
            case .rule(let id):
                matched.append(MatchedRule(budget: "", rule: id))
                word = policy.rules.first { $0.id == id }?.reason
            case .share(let budget, let reason):
                let share = MatchedRule(budget: budget, rule: "")
                if !matched.contains(share) { matched.append(share) }
                word = reason
            }
            if let word, !words.contains(word) { words.append(word) }
        }
    }
}

/// What has determined a decision: a rule, or a budget by its limit or a share of it.
package struct MatchedRule: Hashable, Sendable {
    /// Empty where it is a rule.
    package var budget: String
    /// Empty where it is a budget.
    package var rule: String

    /// As the protocol writes it: `policy:budget:rule`.
    package func text(of policyID: String) -> String { "\(policyID):\(budget):\(rule)" }
}
