import FarthingCore
import Synchronization

/// What is the same for every call of one scope: budgets, rules, and the words of its receipt.
final class SpendPlan: Sendable {
    let scope: Scope
    let match: ScopeMatch
    let lines: [BudgetLine]
    /// The budget of each line.
    let budgets: [Budget]
    /// For each line the lowest share at which there is something to decide.
    let thresholds: [Int64?]
    let hasActions: Bool
    let hasApprovals: Bool
    /// Whether some budget lets the output limit be written down to what fits.
    let isFitted: Bool
    /// Whether there is nothing to decide but whether there is room.
    let isPlain: Bool
    let context: CallContext
    /// What its calls can go the short way by; nil where they cannot.
    let plain: PlainPlan?
    /// Where the account of that way stood the last time. A hint: the book looks whether it is true.
    let account = Atomic(-1)

    init(
        _ scope: Scope,
        _ policy: CompiledPolicy,
        _ prices: PriceBook,
        principal: String,
        nowMs: Int64
    ) throws(SpendError) {
        var whole = scope
        whole[.tenant] = policy.policy.tenant
        self.scope = whole
        match = policy.match(whole, atMs: nowMs)
        lines = policy.lines(match, whole, prices.rates, atMs: nowMs)
        budgets = match.budgetIndices.map { policy.policy.budgets[$0] }
        guard lines.count <= HoldRequest.linesMax else {
            throw SpendError(
                .invalid,
                "\(lines.count) budgets match this call, and a call can count in "
                    + "\(HoldRequest.linesMax) at most. Narrow what they match."
            )
        }
        if let line = lines.first(where: \.lineUnit.lacksRate) {
            throw SpendError(
                .invalid,
                "The budget '\(line.budget)' counts \(line.unit.name), and no exchange rate of it is "
                    + "known. Add one to the policy's rates."
            )
        }
        let model = whole[.model] ?? whole[.tool] ?? "none"
        let fresh = Deliberation(requested: model)
        thresholds = zip(lines, budgets).map { line, budget in
            line.isEnforced ? fresh.nextThreshold(of: budget) : nil
        }
        hasActions = thresholds.contains { $0 != nil }
        hasApprovals = zip(lines, budgets).contains { $0.isEnforced && $1.hasApprovals }
        isFitted = zip(lines, budgets).contains { $0.isEnforced && $1.holdMode == .fitted }
        isPlain = !hasActions && !hasApprovals && !match.hasRules && !match.isUnmatched
        context = CallContext(
            principal: principal,
            provider: whole[.provider] ?? "none",
            modelRequested: model,
            modelResolved: model,
            policyID: policy.policy.id,
            policyVersion: policy.revision,
            isEnforced: policy.policy.isEnforced,
            priceBook: prices.hash,
            scope: whole
        )
        let line = lines.first
        if let line, isPlain, lines.count == 1, !isFitted, line.isSimple {
            plain = PlainPlan(budget: line.budget, scope: line.scope, context: context)
        } else {
            plain = nil
        }
    }

    /// What is held in its one line on the short way.
    func plainHold(_ bound: CallAmounts) -> Int64 {
        switch lines[0].unit {
        case .money: bound.ceilingNanos
        case .tokens: bound.ceilingTokens
        default: 1
        }
    }

    /// What is charged in its one line on the short way.
    func plainCharge(nanos: Int64, tokens: Int64) -> Int64 {
        switch lines[0].unit {
        case .money: nanos
        case .tokens: tokens
        default: 1
        }
    }

    /// What is held in each budget.
    func lines(_ amounts: CallAmounts) -> [HoldLine] {
        var held: [HoldLine] = []
        held.reserveCapacity(lines.count)
        for line in lines {
            var part = line.hold(amounts.cost, tokens: amounts.baseTokens)
            if case .credits(let name) = line.unit { part.base = amounts.credits[name] ?? 0 }
            held.append(part)
        }
        return held
    }

    /// What a call is charged in each budget that cost so much.
    func charges(_ cost: CallCost) -> [Int64] {
        var charges: [Int64] = []
        charges.reserveCapacity(lines.count)
        for line in lines {
            if case .credits(let name) = line.unit {
                charges.append(cost.credits[name] ?? 0)
            } else {
                charges.append(line.charge(nanos: cost.nanos, tokens: cost.tokens))
            }
        }
        return charges
    }
}

extension BudgetLine {
    /// Whether what it counts takes no look at anything but dollars and tokens.
    fileprivate var isSimple: Bool {
        guard isEnforced, !isDrawn, rateNanos == nil else { return false }
        switch unit {
        case .money, .tokens, .calls: return true
        case .concurrent, .credits: return false
        }
    }
}

/// The plans of one policy, by scope.
final class SpendPlans: Sendable {
    /// Plans kept; beyond it all are made anew, which costs microseconds each.
    static let plansMax = 4_096
    /// How long a plan is good: prices change by the day, and a minute late is early enough.
    static let keptMs: Int64 = 60_000

    private struct State {
        var last: SpendPlan?
        var lastScope = Scope()
        var plans: [Scope: SpendPlan] = [:]
        var goodUntilMs = Int64.min
    }

    private let state = Mutex(State())

    /// A plan, and until when it is good.
    struct Dated {
        let plan: SpendPlan
        let untilMs: Int64
    }

    /// The plan for a scope; made where there is none that is still good.
    func plan(
        _ scope: Scope,
        nowMs: Int64,
        make: () throws(SpendError) -> SpendPlan
    ) throws(SpendError) -> Dated {
        let known = state.withLock { state -> Dated? in
            if nowMs >= state.goodUntilMs { return nil }
            // Most programs ask for the same again, and equal scopes mostly are one.
            let plan =
                state.lastScope == scope ? state.last ?? state.plans[scope] : state.plans[scope]
            return plan.map { Dated(plan: $0, untilMs: state.goodUntilMs) }
        }
        if let known { return known }
        let plan = try make()
        return state.withLock { state in
            if nowMs >= state.goodUntilMs || state.plans.count >= Self.plansMax {
                state.plans.removeAll()
                state.goodUntilMs = nowMs + Self.keptMs
            }
            state.goodUntilMs = min(state.goodUntilMs, plan.match.untilMs)
            state.plans[scope] = plan
            state.last = plan
            state.lastScope = scope
            return Dated(plan: plan, untilMs: state.goodUntilMs)
        }
    }
}
