import FarthingCore
import FarthingProviders

/// What is the same for every call of one key, model and scope: price, budgets, rules, receipt.
final class CallPlan {
    /// One budget that the call counts in.
    struct Line {
        var budget: String
        var scope: String
        var unit: BudgetUnit
        var isEnforced: Bool
    }

    let key: AccessKey
    let scope: Scope
    let price: ModelPrice
    let policy: CompiledPolicy
    let match: ScopeMatch
    let lines: [Line]
    let mode: HoldMode
    let context: CallContext
    let counter: TokenCounter?
    /// True when some billed output is not visible while it is made.
    let hidesOutput: Bool
    /// Under what the usual length of such calls' outputs is kept.
    let expectationKey: OutputExpectations.Key
    /// True since a call found little room: the next counts its input exactly at once.
    var isTight = false

    init(
        key: AccessKey,
        scope: Scope,
        model: String,
        price: ModelPrice,
        policy: CompiledPolicy,
        priceBook: String
    ) {
        self.key = key
        self.scope = scope
        self.price = price
        self.policy = policy
        match = policy.match(scope)
        let budgets = match.budgetIndices.map { policy.policy.budgets[$0] }
        let isEnforced = policy.policy.isEnforced
        lines = CallPlan.lines(match, scope, policy.policy)
        mode = CallPlan.mode(budgets.filter { $0.isEnforced && isEnforced })
        context = CallContext(
            principal: key.id,
            provider: price.provider,
            modelRequested: model,
            modelResolved: model,
            policyID: policy.policy.id,
            policyVersion: policy.policy.version,
            isEnforced: isEnforced,
            priceBook: priceBook,
            scope: scope
        )
        // Other vocabularies do not ship: their bytes count.
        let isOpenAI = price.provider == "openai" || price.provider == "azure"
        counter = isOpenAI ? Encoding.of(openAIModel: model).map { TokenCounter($0) } : nil
        hidesOutput =
            price.hidesReasoning || isOpenAI && OpenAIModel(model).reasoning != .none
        expectationKey = OutputExpectations.Key(model: model, agent: scope[.agent] ?? "")
    }

    /// The budgets that match, and which of their accounts are meant.
    static func lines(_ match: ScopeMatch, _ scope: Scope, _ policy: Policy) -> [Line] {
        match.budgetIndices.map { index in
            let budget = policy.budgets[index]
            return Line(
                budget: budget.id,
                scope: scope.key(per: budget.per),
                unit: budget.unit,
                isEnforced: budget.isEnforced && policy.isEnforced
            )
        }
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

    /// The plan for a call; made by `make` where there is none that is still good.
    mutating func plan<Failure: Error>(
        _ key: Key,
        edition: Int,
        nowMs: Int64,
        make: () throws(Failure) -> CallPlan
    ) throws(Failure) -> CallPlan {
        if edition != self.edition || nowMs - madeAtMs > Self.keptMs || plans.count >= Self.plansMax
        {
            plans.removeAll()
            self.edition = edition
            madeAtMs = nowMs
        }
        if let plan = plans[key] { return plan }
        let plan = try make()
        plans[key] = plan
        return plan
    }
}
