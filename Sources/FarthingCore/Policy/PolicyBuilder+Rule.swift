extension Rule {
    /// Makes a rule with its conditions written one below the other; without any it holds for every
    /// call.
    ///
    /// ```swift
    /// try Rule("big-call", do: .approve(by: "finance", needed: 2)) {
    ///     When(cost: .greaterOrEqual, .usd("2.00"))
    ///     When(.model, fits: "gpt-5*")
    /// }
    /// try Rule("payments", do: .require(.paymentInitiate)) {
    ///     When(.tool, fits: "pay_*")
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - id: names the rule in decisions.
    ///   - action: what happens to calls that meet every condition.
    ///   - isEnforced: false only records what would have happened (shadow).
    ///   - reason: why, in the operator's words; shown with the decision.
    ///   - from: when the rule begins to count, in UTC for a day; nil for ever since.
    ///   - until: the first instant at which it no longer counts; nil for ever on.
    /// - Throws: ``PolicyError`` for an amount, pattern, share, length of time or date that is none.
    public init(
        _ id: String,
        do action: RuleStatement,
        isEnforced: Bool = true,
        reason: String? = nil,
        from: PolicyDate? = nil,
        until: PolicyDate? = nil,
        @RuleBuilder when conditions: () -> [When] = { [When]() }
    ) throws(PolicyError) {
        let path = "rules[\"\(printable(id))\"]."
        var made: [Condition] = []
        for when in conditions() { made.append(try when.condition(path + "when")) }
        self.init(
            id: id,
            conditions: made,
            action: try action.action(path),
            isEnforced: isEnforced,
            reason: reason,
            effective: try EffectiveDates(from, until, zone: .utc, path)
        )
    }
}

/// What a rule written in Swift does.
public struct RuleStatement: Sendable {
    private enum Kind {
        case plain(RuleAction)
        case approve(group: String, needed: Int64, within: Duration, wait: Duration)
        case wait(within: Duration)
    }

    private let kind: Kind

    /// Refuses the call.
    public static let block = RuleStatement(kind: .plain(.block))

    /// Hands the call to the first of these models, the dearest first, that is cheaper for it, or to
    /// the next where the money does not suffice for it.
    public static func downgrade(to models: String...) -> RuleStatement {
        RuleStatement(kind: .plain(.downgrade(to: models)))
    }

    /// Refuses the call where its key is trusted with less.
    public static func require(_ capability: Capability) -> RuleStatement {
        RuleStatement(kind: .plain(.require(capability)))
    }

    /// Asks people; see ``Approve/init(at:by:needed:within:wait:reason:)`` for the bounds.
    public static func approve(
        by group: String,
        needed: Int64 = 1,
        within: Duration = .milliseconds(ApprovalTerms.withinMsDefault),
        wait: Duration = .zero
    ) -> RuleStatement {
        RuleStatement(kind: .approve(group: group, needed: needed, within: within, wait: wait))
    }

    /// Lets the call wait for room in its budgets, a millisecond to an hour, rather than refuse it.
    public static func wait(within: Duration) -> RuleStatement {
        RuleStatement(kind: .wait(within: within))
    }

    fileprivate func action(_ path: String) throws(PolicyError) -> RuleAction {
        switch kind {
        case .plain(let action): return action
        case .wait(let within):
            return .wait(deadlineMs: try milliseconds(within, path + "within"))
        case .approve(let group, let needed, let within, let wait):
            return .approve(
                ApprovalTerms(
                    group: group,
                    needed: needed,
                    withinMs: try milliseconds(within, path + "within"),
                    waitMs: try milliseconds(wait, path + "wait")
                )
            )
        }
    }
}

/// One condition of a rule written in Swift.
public struct When: Sendable {
    private enum Kind {
        case cost(Comparison, BudgetLimit)
        case share(Comparison, LimitShare)
        case fits(Dimension, String)
        case plain(Condition)
    }

    private let kind: Kind

    /// The most that the call can cost, compared with an amount in US dollars; does not hold where
    /// that is unknown.
    public init(cost comparison: Comparison, _ amount: BudgetLimit) {
        kind = .cost(comparison, amount)
    }

    /// The call's tokens, input bound and largest output together.
    public init(tokens comparison: Comparison, _ count: Int64) {
        kind = .plain(.tokens(comparison, count))
    }

    /// A dimension's value, compared with a pattern in which `*` stands for any run of characters
    /// and `?` for one; does not hold for a call without the dimension.
    public init(_ dimension: Dimension, fits pattern: String) {
        kind = .fits(dimension, pattern)
    }

    /// Calls of the run, this one included.
    public init(steps comparison: Comparison, _ count: Int64) {
        kind = .plain(.run(.steps, comparison, count))
    }

    /// Tries of this same request since it last succeeded, this one included.
    public init(attempts comparison: Comparison, _ count: Int64) {
        kind = .plain(.run(.attempts, comparison, count))
    }

    /// How often the run has made this same request, this time included.
    public init(identical comparison: Comparison, _ count: Int64) {
        kind = .plain(.run(.identical, comparison, count))
    }

    /// What the run is on its way to spend, as a share of its budget.
    public init(projected comparison: Comparison, _ share: LimitShare) {
        kind = .share(comparison, share)
    }

    fileprivate func condition(_ path: String) throws(PolicyError) -> Condition {
        switch kind {
        case .plain(let condition): return condition
        case .share(let comparison, let share):
            let basisPoints = try share.checked(0...Policy.projectedMax, path + ".projected")
            return .run(.projected, comparison, basisPoints)
        case .fits(let dimension, let pattern):
            let term = try Match.Term(dimension, pattern, path)
            return .scope(term.dimension, term.pattern)
        case .cost(let comparison, let amount):
            guard amount.unit == .money("USD") else {
                throw PolicyError(path: path + ".cost", message: "a call's cost is in US dollars")
            }
            return .cost(comparison, nanos: try amount.checked(path + ".cost"))
        }
    }
}

extension Policy {
    /// The largest share to which a run's projection is compared, in basis points: a million percent
    /// but for a hundredth.
    public static let projectedMax: Int64 = 99_999_999
}

/// Takes the conditions of a rule one below the other.
@resultBuilder
public enum RuleBuilder {
    /// One condition.
    public static func buildExpression(_ when: When) -> [When] { [when] }
    /// Conditions that were made elsewhere.
    public static func buildExpression(_ conditions: [When]) -> [When] { conditions }
    /// Conditions one below the other.
    public static func buildBlock(_ conditions: [When]...) -> [When] { conditions.flatMap(\.self) }
    /// What an `if` without `else` gives.
    public static func buildOptional(_ conditions: [When]?) -> [When] { conditions ?? [] }
    /// What `if` and `switch` give.
    public static func buildEither(first conditions: [When]) -> [When] { conditions }
    /// What `else` gives.
    public static func buildEither(second conditions: [When]) -> [When] { conditions }
    /// What a `for` gives.
    public static func buildArray(_ conditions: [[When]]) -> [When] { conditions.flatMap(\.self) }
}
