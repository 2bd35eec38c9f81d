/// A policy that has been checked and made ready to be asked about calls.
///
/// Asking is pure and total: the same facts give the same verdict, whatever the order in which
/// budgets and rules were written.
public struct CompiledPolicy: Sendable {
    /// Why a call is blocked that no budget matches.
    public static let unmatchedReason =
        "no budget matches this call, and the policy refuses such calls (unmatched: refuse)"

    /// The policy that was compiled.
    public let policy: Policy

    private let budgetIndex: ScopeIndex
    private let ruleIndex: ScopeIndex
    /// Each rule's conditions on numbers: most rules that fit a scope fail one of them.
    let numberConditions: [[NumberCondition]]

    /// Checks the policy's bounds and makes its indices.
    ///
    /// - Throws: ``PolicyError`` for the first thing wrong: an amount out of bounds, an id used
    ///   twice, more than ``Policy/budgetsMax`` budgets, a window that does not fit the unit, ….
    public init(_ policy: Policy) throws(PolicyError) {
        if let error = policy.errors(max: 1).first { throw error }
        self.policy = policy
        budgetIndex = ScopeIndex(policy.budgets.map(\.match))
        ruleIndex = ScopeIndex(policy.rules.map(\.scopeMatch))
        numberConditions = policy.rules.map { $0.conditions.compactMap(NumberCondition.init) }
    }

    /// Indices into ``Policy/budgets`` of those that match a scope, ascending.
    ///
    /// - Parameter scope: provider and model included.
    public func budgetIndices(matching scope: Scope) -> [Int] {
        budgetIndex.indices(matching: scope)
    }

    /// What of the policy concerns a scope; holds for every call with that scope.
    ///
    /// - Parameter scope: provider and model included.
    public func match(_ scope: Scope) -> ScopeMatch {
        let budgets = budgetIndex.indices(matching: scope)
        return ScopeMatch(
            budgetIndices: budgets,
            isUnmatched: budgets.isEmpty && !policy.allowsUnmatched,
            ruleIndices: ruleIndex.indices(matching: scope)
        )
    }

    /// What the policy says about a call.
    public func decide(_ call: CallFacts) -> Verdict {
        decide(call, match: match(call.scope))
    }
}

extension Rule {
    /// The rule's conditions on the scope; those on numbers are judged call by call.
    fileprivate var scopeMatch: Match {
        Match(
            conditions.compactMap { condition in
                guard case .scope(let dimension, let pattern) = condition else { return nil }
                return Match.Term(dimension: dimension, pattern: pattern)
            }
        )
    }
}
