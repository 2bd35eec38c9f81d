import FarthingCore

/// Gives a SpendGuard contract our meaning.
struct SpendguardImport {
    let source: SpendguardContract
    let notes: ImportNotes
    /// Where several budgets are named, a call says in which it counts.
    private let hasSeveral: Bool

    /// Where a contract names no role.
    static let approversDefault = "approvers"
    /// The tag that names a call's budget.
    static let budgetTag = Dimension.tag("budget")

    init(_ source: SpendguardContract, _ notes: ImportNotes) {
        self.source = source
        self.notes = notes
        hasSeveral = Set(source.budgets.map(\.id) + source.rules.map(\.budgetID)).count > 1
    }

    /// The policy; what is wrong with the source is reported.
    func policy() -> Policy {
        var policy = Policy(id: source.name)
        tellPrediction()
        policy.budgets = source.budgets.map(budget)
        var ids: Set<String> = []
        for rule in source.rules {
            guard var made = self.rule(rule) else { continue }
            // There a rule's id is told apart by its budget.
            if !ids.insert(made.id).inserted { made.id += ":" + rule.budgetID }
            policy.rules.append(made)
        }
        if hasSeveral {
            notes.warn(
                .differs,
                "spec.budgets",
                "a call says by the tag \"budget\" in which it counts: send x-farthing-tag-budget "
                    + "with the budget's id"
            )
        }
        if policy.budgets.isEmpty {
            policy.allowsUnmatched = true
            notes.warn(
                .open,
                "spec",
                "no budgets: calls pass and are not counted; write unmatched: refuse, and budgets"
            )
        }
        return policy
    }

    private func tellPrediction() {
        switch source.prediction {
        case .strict, .shadow: break
        case .empirical, .adaptive:
            notes.warn(
                .differs,
                "spec.prediction_policy",
                "the most that a call can cost is held; write hold: estimate in a budget to hold what "
                    + "such calls usually need, which may overrun"
            )
        }
    }

    private func budget(_ source: SpendguardContract.Budget) -> Budget {
        notes.warn(
            .enforced,
            source.path + ".limit_amount_atomic",
            "the limit counts here, for ever (window: total); there it has no effect, and what was "
                + "paid in for the budget is the limit"
        )
        var terms: [Match.Term] = []
        if hasSeveral, let id = Glob(source.id) {
            terms = [Match.Term(dimension: SpendguardImport.budgetTag, pattern: id)]
        }
        return Budget(
            id: source.id,
            match: Match(terms),
            unit: .money(source.currency),
            limit: source.limitMicros * 1_000,
            window: .total
        )
    }

    private func rule(_ source: SpendguardContract.Rule) -> Rule? {
        var conditions: [Condition] = []
        if hasSeveral, let id = Glob(source.budgetID) {
            conditions.append(.scope(SpendguardImport.budgetTag, id))
        }
        let isOfRun = SpendguardContract.runCodes.contains(source.reasonCode)
        if let amount = amount(source) {
            conditions.append(amount)
        } else if source.reasonCode == SpendguardContract.projectionCode {
            conditions.append(.run(.projected, .greater, 10_000))
            notes.warn(
                .enforced,
                source.path + ".when",
                "counts for a run that is on its way past its budget; there a rule without an "
                    + "amount never applies"
            )
        } else {
            notes.warn(
                .dropped,
                source.path + ".when",
                "a rule without an amount never applies, there as here"
            )
            return nil
        }
        guard let (action, isEnforced) = isOfRun ? runAction(source) : action(source) else {
            return nil
        }
        return Rule(
            id: source.id,
            conditions: conditions,
            action: action,
            isEnforced: isEnforced,
            reason: source.reasonCode,
            skips: !isOfRun && source.decision == .skip
        )
    }

    /// The narrower of the two bounds: both must hold.
    private func amount(_ source: SpendguardContract.Rule) -> Condition? {
        switch (source.aboveMicros, source.fromMicros) {
        case (nil, nil): nil
        case (let above?, let from?):
            above >= from
                ? .cost(.greater, nanos: above * 1_000)
                : .cost(.greaterOrEqual, nanos: from * 1_000)
        case (let above?, nil): .cost(.greater, nanos: above * 1_000)
        case (nil, let from?): .cost(.greaterOrEqual, nanos: from * 1_000)
        }
    }

    private func action(_ source: SpendguardContract.Rule) -> (RuleAction, Bool)? {
        let path = source.path + ".then.decision"
        switch source.decision {
        case .stop: return (.block, true)
        case .approval: return (approval(source), true)
        case .skip: return (.block, true)
        case .degrade:
            notes.warn(
                .differs,
                path,
                "the contract names no other model, so the rule only records (mode: shadow); write "
                    + "do: downgrade with to: MODEL"
            )
            return (.block, false)
        case .proceed:
            notes.warn(.dropped, path, "a rule that lets a call go on does nothing")
            return nil
        }
    }

    /// What stands in the decision's place where the reason is a run's.
    private func runAction(_ source: SpendguardContract.Rule) -> (RuleAction, Bool)? {
        let path = source.path + ".then.decision"
        notes.warn(
            .dropped,
            path,
            "the reason is a run's, so run_projection_action counts, there as here"
        )
        switch source.runAction {
        case .block: return (.block, true)
        case .approval: return (approval(source), true)
        case .alert: return (.block, false)
        }
    }

    private func approval(_ source: SpendguardContract.Rule) -> RuleAction {
        let path = source.path + ".then.approver_role"
        if let role = source.approverRole {
            notes.warn(
                .enforced,
                path,
                "members of \(quoted(role)) decide (farthing keys create --approves); there any "
                    + "approver does"
            )
            return .approve(ApprovalTerms(group: role))
        }
        let group = SpendguardImport.approversDefault
        notes.warn(
            .differs,
            path,
            "the group \(quoted(group)) decides (farthing keys create --approves \(group))"
        )
        return .approve(ApprovalTerms(group: group))
    }
}
