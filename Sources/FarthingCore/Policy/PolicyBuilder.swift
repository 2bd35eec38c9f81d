extension Policy {
    /// Makes a policy of budgets and rules that are written one below the other.
    ///
    /// It says what a policy file says, with the same defaults:
    ///
    /// ```swift
    /// let policy = try Policy("team", tenant: "acme") {
    ///     try Budget("daily", limit: .usd("10.00"), per: [.agent], window: .day) {
    ///         Downgrade(at: .percent(50), to: "claude-haiku-4-5")
    ///         Warn(at: .percent(80))
    ///     }
    ///     try Rule("big-call", do: .approve(by: "finance")) {
    ///         When(cost: .greaterOrEqual, .usd("2.00"))
    ///         When(.model, fits: "gpt-5*")
    ///     }
    /// }
    /// ```
    ///
    /// Conditions and loops (`if`, `switch`, `for`) may stand between the parts.
    ///
    /// - Parameters:
    ///   - id: names the policy in entries.
    ///   - isEnforced: false counts and records everything and refuses nothing (shadow).
    ///   - warnsByDefault: false turns the default warnings of every budget off.
    ///   - from: when the policy begins to count, in UTC for a day; nil for ever since.
    ///   - until: the first instant at which it no longer counts; nil for ever on.
    ///   - commit: dimensions of which no value is kept, only a commitment.
    /// - Throws: ``PolicyError`` for the first part that is not what it should be, or what `parts`
    ///   throws itself. What the parts say together, ids used twice among it, ``CompiledPolicy``
    ///   checks.
    public init(
        _ id: String,
        tenant: String = "default",
        isEnforced: Bool = true,
        unpriced: Unpriced = .refuse,
        allowsUnmatched: Bool = false,
        warnsByDefault: Bool = true,
        from: PolicyDate? = nil,
        until: PolicyDate? = nil,
        commit: [Dimension] = [],
        @PolicyBuilder parts: () throws -> [PolicyPart]
    ) throws {
        self.init(
            id: id,
            tenant: tenant,
            isEnforced: isEnforced,
            unpriced: unpriced,
            allowsUnmatched: allowsUnmatched,
            effective: try EffectiveDates(from, until, zone: .utc, ""),
            privacy: Privacy(commit: commit)
        )
        for part in try parts() {
            switch part {
            case .budget(var budget):
                if !warnsByDefault { budget.warnsByDefault = false }
                budgets.append(budget)
            case .rule(let rule): rules.append(rule)
            case .price(let price): prices.append(price)
            case .rate(let rate): rates.append(rate)
            }
        }
    }
}

/// One part of a policy, as ``PolicyBuilder`` takes it.
public enum PolicyPart: Hashable, Sendable {
    case budget(Budget)
    case rule(Rule)
    /// One of the operator's own prices.
    case price(PriceOverride)
    /// One of the operator's own exchange rates.
    case rate(ExchangeRate)
}

/// Takes budgets, rules, prices and exchange rates one below the other.
@resultBuilder
public enum PolicyBuilder {
    /// A budget.
    public static func buildExpression(_ budget: Budget) -> [PolicyPart] { [.budget(budget)] }
    /// A rule.
    public static func buildExpression(_ rule: Rule) -> [PolicyPart] { [.rule(rule)] }
    /// A price of the operator's own.
    public static func buildExpression(_ price: PriceOverride) -> [PolicyPart] { [.price(price)] }
    /// An exchange rate of the operator's own.
    public static func buildExpression(_ rate: ExchangeRate) -> [PolicyPart] { [.rate(rate)] }
    /// Parts that were made elsewhere.
    public static func buildExpression(_ parts: [PolicyPart]) -> [PolicyPart] { parts }
    /// Budgets that were made elsewhere.
    public static func buildExpression(_ budgets: [Budget]) -> [PolicyPart] {
        budgets.map(PolicyPart.budget)
    }
    /// Rules that were made elsewhere.
    public static func buildExpression(_ rules: [Rule]) -> [PolicyPart] {
        rules.map(PolicyPart.rule)
    }
    /// Parts one below the other.
    public static func buildBlock(_ parts: [PolicyPart]...) -> [PolicyPart] {
        parts.flatMap(\.self)
    }
    /// What an `if` without `else` gives.
    public static func buildOptional(_ parts: [PolicyPart]?) -> [PolicyPart] { parts ?? [] }
    /// What `if` and `switch` give.
    public static func buildEither(first parts: [PolicyPart]) -> [PolicyPart] { parts }
    /// What `else` gives.
    public static func buildEither(second parts: [PolicyPart]) -> [PolicyPart] { parts }
    /// What a `for` gives.
    public static func buildArray(_ parts: [[PolicyPart]]) -> [PolicyPart] { parts.flatMap(\.self) }
}
