import FarthingCore

/// Gives a SpendGuard contract our meaning.
struct SpendguardImport {
    let source: SpendguardContract
    let notes: ImportNotes
    /// Where several budgets are named, a call says in which it counts.
    private let hasSeveral: Bool
    /// By a budget's id, where that is not the one in which conditions on cost are.
    private let foreignCurrencies: [String: String]

    /// Where a contract names no role.
    static let approversDefault = "approvers"
    /// The tag that names a call's budget.
    static let budgetTag = Dimension.tag("budget")
    /// The currency of conditions on cost, and of the sidecar's claims.
    private static let costCurrency = "USD"

    init(_ source: SpendguardContract, _ notes: ImportNotes) {
        self.source = source
        self.notes = notes
        hasSeveral = Set(source.budgets.map(\.id) + source.rules.map(\.budgetID)).count > 1
        let foreign = source.budgets.filter { $0.currency != Self.costCurrency }
        foreignCurrencies = Dictionary(
            foreign.map { ($0.id, $0.currency) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The policy; what is wrong with the source is reported.
    ///
    /// - Parameter tenant: whose it will be; nil where nobody has said.
    func policy(tenant: String? = nil) -> Policy {
        var policy = Policy(id: source.name)
        tellPrediction()
        if tenant == nil { tellTenant(policy.tenant) }
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

    private func tellTenant(_ tenant: String) {
        notes.warn(
            .differs,
            "metadata",
            "clients say their own tenant id there, and the sidecar serves the policy's alone: set "
                + "tenant: to the id that they send, or import with --tenant ID; it is "
                + "\(quoted(tenant)) now"
        )
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
        if source.currency != Self.costCurrency {
            notes.warn(
                .differs,
                source.path + ".currency",
                "the sidecar takes claims in USD alone, which count here by the exchange rate of "
                    + "\(source.currency); write the limit in USD where it is meant in that"
            )
        }
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
        reportForeignAmount(source)
        return Rule(
            id: source.id,
            conditions: conditions,
            action: action,
            isEnforced: isEnforced,
            reason: source.reasonCode,
            skips: !isOfRun && source.decision == .skip
        )
    }

    /// The same number in dollars would be another amount, and as a rule far too high a one.
    private func reportForeignAmount(_ source: SpendguardContract.Rule) {
        guard let currency = foreignCurrencies[source.budgetID] else { return }
        let amounts = [
            ("claim_amount_atomic_gt", source.aboveMicros),
            ("claim_amount_atomic_gte", source.fromMicros),
        ]
        for case (let name, _?) in amounts {
            notes.context.report(
                PolicyError(
                    path: source.path + ".when." + name,
                    message: "conditions on cost are in USD, and the rule's budget is in "
                        + "\(currency); give the budget and its rules in USD, or take the amount "
                        + "out of the rule"
                )
            )
        }
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
