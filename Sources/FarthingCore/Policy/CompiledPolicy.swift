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
    /// How often the policy has changed before this one was put in force, this change included;
    /// receipts name it.
    public var revision: Int64
    private let budgetIndex: ScopeIndex
    private let ruleIndex: ScopeIndex
    /// Each rule's conditions on numbers: most rules that fit a scope fail one of them.
    let numberConditions: [[NumberCondition]]
    /// Whether anything has dates between which it counts.
    private let hasDates: Bool

    /// Checks the policy's bounds and makes its indices.
    ///
    /// - Throws: ``PolicyError`` for the first thing wrong: an amount out of bounds, an id used
    ///   twice, more than ``Policy/budgetsMax`` budgets, a window that does not fit the unit, ….
    public init(_ policy: Policy) throws(PolicyError) {
        if let error = policy.errors(max: 1).first { throw error }
        self.policy = policy
        revision = policy.version
        budgetIndex = ScopeIndex(policy.budgets.map(\.match))
        ruleIndex = ScopeIndex(policy.rules.map(\.scopeMatch))
        numberConditions = policy.rules.map { $0.conditions.compactMap(NumberCondition.init) }
        hasDates =
            policy.effective != .always || policy.budgets.contains { $0.effective != .always }
            || policy.rules.contains { $0.effective != .always }
    }

    /// Indices into ``Policy/budgets`` of those that match a scope, ascending.
    ///
    /// - Parameters:
    ///   - scope: provider and model included.
    ///   - atMs: when, in milliseconds UTC.
    public func budgetIndices(matching scope: Scope, atMs: Int64) -> [Int] {
        match(scope, atMs: atMs).budgetIndices
    }

    /// What of the policy concerns a scope; holds for every call with that scope until
    /// ``ScopeMatch/untilMs``.
    ///
    /// - Parameters:
    ///   - scope: provider and model included.
    ///   - atMs: when, in milliseconds UTC.
    public func match(_ scope: Scope, atMs: Int64) -> ScopeMatch {
        var budgets = budgetIndex.indices(matching: scope)
        var rules = ruleIndex.indices(matching: scope)
        var untilMs = Int64.max
        if hasDates {
            let isInForce = policy.effective.contains(atMs)
            var dates = [policy.effective]
            dates += budgets.map { policy.budgets[$0].effective }
            dates += rules.map { policy.rules[$0].effective }
            untilMs = dates.compactMap { $0.nextChangeMs(after: atMs) }.min() ?? untilMs
            budgets.removeAll { !isInForce || !policy.budgets[$0].effective.contains(atMs) }
            rules.removeAll { !isInForce || !policy.rules[$0].effective.contains(atMs) }
        }
        return ScopeMatch(
            budgetIndices: budgets,
            isUnmatched: budgets.isEmpty && !policy.allowsUnmatched,
            untilMs: untilMs,
            ruleIndices: rules,
            asksAboutRun: rules.contains { numberConditions[$0].contains { $0.isOnRun } },
            asksPeople: rules.contains { policy.rules[$0].asksPeople }
        )
    }

    /// What the rules say about a call, its first usable downgrade included; budgets speak when the
    /// money is held.
    ///
    /// - Parameter atMs: when, in milliseconds UTC.
    public func decide(_ call: CallFacts, atMs: Int64) -> Verdict {
        decide(call, match: match(call.scope, atMs: atMs))
    }
}

extension Rule {
    /// Whether it asks people for a yes.
    package var asksPeople: Bool {
        if case .approve = action { return true }
        return false
    }

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
