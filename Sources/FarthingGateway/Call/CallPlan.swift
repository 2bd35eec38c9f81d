import FarthingCore
import FarthingProviders

/// What is the same for every call of one key, model and scope: price, budgets, rules, receipt.
final class CallPlan {
    let key: AccessKey
    let scope: Scope
    /// The allowance under which the call's run spends; nil for none.
    let allowance: Allowance?
    let price: ModelPrice
    let policy: CompiledPolicy
    let match: ScopeMatch
    let lines: [BudgetLine]
    /// The budget of each line.
    let budgets: [Budget]
    /// For each line the lowest share at which there is something to decide.
    let thresholds: [Int64?]
    /// Whether there is any such share.
    let hasActions: Bool
    /// Whether any rule of the policy asks about runs.
    let asksAboutRuns: Bool
    /// What the call's run may spend, in dollars, as ``runLimitNanos(_:_:_:)`` says it.
    let runLimitNanos: Int64?
    /// Whether some budget asks people at a share.
    let hasApprovals: Bool
    /// Whether people may be asked, by a budget or a rule: they are told the exact bound at once, so
    /// that a retry is covered by what they granted.
    var asksPeople: Bool { hasApprovals || match.asksPeople }
    /// By what calls of this plan find what was granted for them, once one has asked.
    var approvalSubject: String?
    /// Where calls of this plan may wait for room.
    let waitPlaces: [(place: String, deadlineMs: Int64)]
    let mode: HoldMode
    let context: CallContext
    let counter: TokenCounter?
    /// True when some billed output is not visible while it is made.
    let hidesOutput: Bool
    /// Under what the usual length of such calls' outputs is kept.
    let expectationKey: OutputExpectations.Key
    /// True since a call found little room: the next counts its input exactly at once.
    var isTight = false
    /// The cheaper model that the last refused call was told of, and when it was looked for.
    var instead: (model: String?, atMs: Int64)?

    init(
        key: AccessKey,
        scope: Scope,
        allowance: Allowance? = nil,
        model: String,
        price: ModelPrice,
        policy: CompiledPolicy,
        prices: PriceBook,
        nowMs: Int64
    ) throws(RequestRefusal) {
        self.key = key
        self.scope = scope
        self.allowance = allowance
        self.price = price
        self.policy = policy
        let match = policy.match(scope, atMs: nowMs)
        let isEnforced = policy.policy.isEnforced
        let rates = prices.rates
        let own = policy.lines(match, scope, rates, atMs: nowMs)
        let ownBudgets = match.budgetIndices.map { policy.policy.budgets[$0] }
        (lines, budgets) =
            allowance?.joined(own, ownBudgets, policy.policy, rates, atMs: nowMs)
            ?? (own, ownBudgets)
        try lines.check()
        self.match = lines.isEmpty ? match : match.matched
        asksAboutRuns = policy.asksAboutRuns
        runLimitNanos = CallPlan.runLimitNanos(lines, budgets, allowance)
        let fresh = Deliberation(requested: model)
        thresholds = zip(lines, budgets).map { line, budget in
            line.isEnforced ? fresh.nextThreshold(of: budget) : nil
        }
        hasActions = thresholds.contains { $0 != nil }
        hasApprovals = zip(lines, budgets).contains { $0.isEnforced && $1.hasApprovals }
        waitPlaces = zip(lines, budgets).compactMap { line, budget in
            guard line.isEnforced, !line.isDrawn, let deadlineMs = budget.waitMs else { return nil }
            return (line.place, deadlineMs)
        }
        mode = CallPlan.mode(budgets.filter { $0.isEnforced && isEnforced })
        context = CallContext(
            principal: key.id,
            provider: price.provider,
            modelRequested: model,
            modelResolved: model,
            policyID: policy.policy.id,
            policyVersion: policy.revision,
            isEnforced: isEnforced,
            priceBook: prices.hash,
            scope: scope
        )
        // Other vocabularies do not ship: their bytes count.
        let isOpenAI = price.provider == "openai" || price.provider == "azure"
        counter = isOpenAI ? Encoding.of(openAIModel: model).map { TokenCounter($0) } : nil
        hidesOutput =
            price.hidesReasoning || isOpenAI && OpenAIModel(model).reasoning != .none
        expectationKey = OutputExpectations.Key(model: model, agent: scope[.agent] ?? "")
    }

    /// One mode for a call that counts in several budgets: fitted where one asks for it, since a
    /// request that was written down suits all; else ceiling where one needs it; else metered; an
    /// estimate only where all are content with one.
    private static func mode(_ budgets: [Budget]) -> HoldMode {
        if budgets.contains(where: { $0.holdMode == .fitted }) { return .fitted }
        if budgets.isEmpty || budgets.contains(where: { $0.holdMode == .ceiling }) {
            return .ceiling
        }
        return budgets.contains(where: { $0.holdMode == .metered }) ? .metered : .estimate
    }
}

/// The plans of one event loop, by key, model and what the headers claim.
struct PlanCache {
    /// Plans kept; beyond it all are made anew, which costs microseconds each.
    static let plansMax = 4_096
    /// How long a plan is good: prices change by the day, and a minute late is early enough.
    static let keptMs: Int64 = 60_000

    struct Key: Hashable {
        var key: AccessKey
        var provider: String
        var model: String
        /// The claiming headers, joined; empty for most calls.
        var claims: String
    }

    private var plans: [Key: CallPlan] = [:]
    private var edition = -1
    private var madeAtMs: Int64 = 0

    /// Until when nothing in a policy begins or ceases to count, over all plans that are kept.
    private var goodUntilMs = Int64.max

    /// The plan for a call; made by `make` where there is none that is still good.
    mutating func plan<Failure: Error>(
        _ key: Key,
        edition: Int,
        nowMs: Int64,
        make: () throws(Failure) -> CallPlan
    ) throws(Failure) -> CallPlan {
        if edition != self.edition || nowMs - madeAtMs > Self.keptMs || nowMs >= goodUntilMs
            || plans.count >= Self.plansMax
        {
            plans.removeAll()
            goodUntilMs = Int64.max
            self.edition = edition
            madeAtMs = nowMs
        }
        if let plan = plans[key] { return plan }
        let plan = try make()
        plans[key] = plan
        goodUntilMs = min(goodUntilMs, plan.match.untilMs)
        return plan
    }
}
