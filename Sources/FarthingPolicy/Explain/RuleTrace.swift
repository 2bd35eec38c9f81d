package import FarthingCore

/// One rule beside a call: which of its conditions hold.
package struct RuleTrace: Sendable {
    /// One condition with both sides of its comparison.
    package struct Term: Hashable, Sendable {
        package var text: String
        package var holds: Bool
    }

    package var rule: Rule
    package var terms: [Term]
    /// Whether the rule counts at that time.
    package var isInForce: Bool
    /// Whether the rule is one of those that determined the decision.
    package var isDetermining: Bool

    /// Whether all conditions hold and the rule counts.
    package var applies: Bool { isInForce && terms.allSatisfy(\.holds) }

    init(_ rule: Rule, _ call: CallFacts, _ policy: Policy, _ reasons: [String], atMs: Int64) {
        self.rule = rule
        terms = rule.conditions.map { $0.term(call) }
        if case .require(let least) = rule.action {
            let own = call.capability
            terms.append(
                Term(
                    text: "capability \(own?.name ?? "none") < \(least.name)",
                    holds: own.map { $0 < least } ?? true
                )
            )
        }
        isInForce = policy.effective.contains(atMs) && rule.effective.contains(atMs)
        // An id has no control characters, so that reasons name it as it is.
        let start = "rule \"\(rule.id)\" says "
        isDetermining = reasons.contains { $0.hasPrefix(start) }
    }
}

extension Condition {
    /// Both sides of the comparison, as `model "gpt-5" fits "gpt-5*"`.
    fileprivate func term(_ call: CallFacts) -> RuleTrace.Term {
        switch self {
        case .cost(let comparison, let nanos):
            let cost = call.costNanos.map { decimalText(nanos: $0) + " USD" } ?? "unknown"
            return RuleTrace.Term(
                text: "cost \(cost) \(comparison.rawValue) \(decimalText(nanos: nanos)) USD",
                holds: call.costNanos.map { comparison.holds($0, nanos) } ?? false
            )
        case .tokens(let comparison, let tokens):
            return RuleTrace.Term(
                text: "tokens \(call.tokens) \(comparison.rawValue) \(tokens)",
                holds: comparison.holds(call.tokens, tokens)
            )
        case .run(let measure, let comparison, let value):
            let known = call.run?.measured(measure)
            let isShare = measure == .projected
            let shown = { (number: Int64) in isShare ? shareText(number) : String(number) }
            return RuleTrace.Term(
                text: "\(measure.rawValue) \(known.map(shown) ?? "unknown") "
                    + "\(comparison.rawValue) \(shown(value))",
                holds: known.map { comparison.holds($0, value) } ?? false
            )
        case .scope(let dimension, let pattern):
            return RuleTrace.Term(dimension, pattern, call.scope)
        }
    }
}

extension RuleTrace.Term {
    /// A dimension beside its pattern.
    init(_ dimension: Dimension, _ pattern: Glob, _ scope: Scope) {
        guard let value = scope[dimension] else {
            text = "no \(dimension.name) to fit \(quoted(pattern.pattern))"
            holds = false
            return
        }
        holds = pattern.matches(value)
        text = "\(dimension.name) \(quoted(value)) fits \(quoted(pattern.pattern))"
    }
}

extension RunFacts {
    func measured(_ measure: RunMeasure) -> Int64? {
        switch measure {
        case .steps: steps
        case .attempts: attempts
        case .identical: identical
        case .projected: projectedBasisPoints
        }
    }
}

/// A budget that a call does not count in, and why.
package struct BudgetMiss: Sendable {
    package var budget: Budget
    /// The terms of its match that do not fit; empty where its dates are why.
    package var terms: [RuleTrace.Term]
}

extension PolicyTrial {
    /// Every rule beside a step's call, those that determined it marked.
    package func rules(_ step: TrialStep, of outcome: TrialOutcome, atMs: Int64) -> [RuleTrace] {
        let reasons = (step.verdict?.reasons ?? []) + (step.verdict?.approvalReasons ?? [])
        return policy.policy.rules.map {
            RuleTrace($0, step.facts, policy.policy, reasons, atMs: atMs)
        }
    }

    /// The budgets that a step's call does not count in.
    package func misses(_ step: TrialStep, atMs: Int64) -> [BudgetMiss] {
        policy.policy.budgets.compactMap { budget in
            let terms = budget.match.terms.map {
                RuleTrace.Term($0.dimension, $0.pattern, step.facts.scope)
            }
            let isInForce =
                policy.policy.effective.contains(atMs) && budget.effective.contains(atMs)
            let failing = terms.filter { !$0.holds }
            return isInForce && failing.isEmpty ? nil : BudgetMiss(budget: budget, terms: failing)
        }
    }

    /// The ids of the rules that determined an outcome.
    package func determining(_ outcome: TrialOutcome, atMs: Int64) -> [String] {
        var ids: [String] = []
        for step in outcome.steps {
            for trace in rules(step, of: outcome, atMs: atMs) where trace.isDetermining {
                if !ids.contains(trace.rule.id) { ids.append(trace.rule.id) }
            }
        }
        return ids
    }
}
