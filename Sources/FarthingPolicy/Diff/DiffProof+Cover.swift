import FarthingCore

extension DiffProof {
    /// Differences that touch every amount.
    static func settings(_ old: Policy, _ new: Policy) -> [String] {
        var reasons: [String] = []
        if old.tenant != new.tenant { reasons.append("the tenant is another one") }
        if old.prices != new.prices {
            reasons.append("prices are not the same, so that the same call costs another amount")
        }
        if old.rates != new.rates {
            reasons.append("exchange rates are not the same, so that amounts are other ones")
        }
        if old.unpriced != new.unpriced, new.unpriced != .refuse {
            reasons.append("calls without a price are counted otherwise")
        }
        return reasons
    }

    /// One moment of each stretch in which the same budgets and rules count.
    static func times(_ old: Policy, _ new: Policy, _ atMs: Int64) -> [Int64] {
        var changes: Set<Int64> = []
        for policy in [old, new] {
            let dates =
                [policy.effective] + policy.budgets.map(\.effective) + policy.rules.map(\.effective)
            for dates in dates {
                changes.formUnion([dates.fromMs, dates.untilMs].compactMap(\.self))
            }
        }
        guard let first = changes.min() else { return [atMs] }
        return [max(0, first - 1)] + changes.sorted()
    }
}

extension DiffSide {
    /// The budgets of a profile with thresholds that decide on calls.
    func deciding(_ profile: Profile) -> Set<Budget> {
        Set(profile.budgets.map { budgets[$0] }.filter(\.budget.decides).map(\.essence))
    }

    func decides(_ profile: Profile) -> Bool {
        profile.budgets.contains { budgets[$0].budget.decides }
    }
}

extension Budget {
    /// Whether some budgets of the new policy, or what its rules say of every call, are at least as
    /// strict as this one at every amount.
    func isHeld(
        by standing: [(curve: BudgetCurve, cover: DiffProof.Cover)],
        _ base: Strictness,
        oldWaitMs: Int64?,
        waitMs: Int64?
    ) -> Bool {
        let own = BudgetCurve(budget: self)
        let steps = Set(own.steps + standing.flatMap(\.curve.steps))
        let amounts = Set([0] + steps.flatMap { [$0, $0 + 1] }).sorted()
        return amounts.allSatisfy { amount in
            let asked = own.strictness(at: amount, waitMs: oldWaitMs)
            if base.isNoLooser(than: asked) { return true }
            return standing.contains { curve, cover in
                // An account that counts more may be anywhere from here on.
                let reached = cover == .same ? [amount] : amounts.filter { $0 >= amount }
                return reached.allSatisfy {
                    curve.strictness(at: $0, waitMs: waitMs).isNoLooser(than: asked)
                }
            }
        }
    }
}

extension DiffSide.BudgetPart {
    /// How this budget's accounts stand to those of a budget of the old policy.
    func cover(of other: DiffSide.BudgetPart, _ old: Policy) -> DiffProof.Cover {
        let was = other.budget
        guard budget.unit == was.unit, selector.covers(other.selector),
            dates.covers(other.dates), Set(budget.per).isSubset(of: was.per)
        else { return .none }
        let keeps = old.budgets.contains { $0.id == budget.id && budget.keepsAccounts(of: $0) }
        if budget.countsFromNow, !keeps { return .none }
        let isSameWindow = budget.window == was.window && budget.zone.name == was.zone.name
        guard isSameWindow else { return budget.spans(was) ? .more : .none }
        let isSame =
            other.selector.covers(selector) && other.dates.covers(dates)
            && Set(was.per) == Set(budget.per)
        return isSame ? .same : .more
    }
}

extension Budget {
    /// Whether some threshold decides on calls rather than refuse or only warn.
    fileprivate var decides: Bool {
        thresholds.contains { threshold in
            switch threshold.action {
            case .warn, .pause, .block: false
            case .approve, .wait, .downgrade: true
            }
        }
    }

    /// Whether each window of `other` lies in one of this.
    fileprivate func spans(_ other: Budget) -> Bool {
        if window == .total || other.window == .call { return true }
        guard zone.name == other.zone.name, other.window == .day else { return false }
        return window == .week || window == .month
    }
}

extension Policy {
    /// Every model to which some call may be downgraded.
    var ladderModels: [String] {
        var models: [String] = []
        for rule in rules { if case .downgrade(let to) = rule.action { models += to } }
        for threshold in budgets.flatMap(\.thresholds) {
            if case .downgrade(let to) = threshold.action { models += to }
        }
        return models
    }
}
