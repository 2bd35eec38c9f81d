import FarthingCore

/// What calls of one agent to one tool have in common, made once: the budgets of the policy in force
/// that they count in, and the words of their receipts.
final class CallPlan: Sendable {
    /// How long a plan is good: rates change by the day, and a minute late is early enough.
    private static let keptMs: Int64 = 60_000

    /// What receipts say of them.
    let context: CallContext
    /// The agent's own budget and its account there, which is the first of the lines.
    let budget: String
    let account: String
    /// Whether that budget refuses anything; none does where the whole policy runs in shadow.
    let isEnforced: Bool
    /// Until when the plan is good, in milliseconds UTC.
    let untilMs: Int64
    /// The budget of each line, the agent's own first.
    let budgets: [Budget]
    /// Whether some share of a budget's limit has people asked.
    let hasApprovals: Bool
    /// What the calls count in beside the agent's own budget.
    private let others: [BudgetLine]
    private let match: ScopeMatch?
    private let policy: CompiledPolicy?
    /// The currency of the workspace, and of all costs here.
    private let currency: LineUnit
    private let capability: Capability?

    init(
        _ found: Registry.Found,
        key: AccessKey,
        tool: String,
        reasons: [String],
        _ policies: any PolicyDesk,
        nowMs: Int64
    ) {
        let own = found.workspace.agentsBudget
        budget = own
        account = found.agent.account
        let unit = BudgetUnit.money(found.workspace.currency)
        let mark = policies.inForce
        let terms = policies.terms
        policy = terms?.policy
        capability = key.capability
        var scope = key.scope.merging(found.agent.scope)
        let tenant = terms?.policy.policy.tenant ?? policies.tenant
        if terms != nil || scope[.tenant] == nil { scope[.tenant] = tenant }
        // A scope has no empty values.
        scope[.tool] = tool.isEmpty ? nil : tool
        let usual = found.workspace.budget(zone: .utc)
        if let terms {
            let match = terms.policy.match(scope, atMs: nowMs)
            let lines = terms.policy.lines(match, scope, terms.rates, atMs: nowMs)
            let matching = match.budgetIndices.map { terms.policy.policy.budgets[$0] }
            let currency = terms.rates.lineUnit(unit, atMs: nowMs)
            var others: [BudgetLine] = []
            var budgets = [matching.first { $0.id == own } ?? usual]
            for (line, budget) in zip(lines, matching) where budget.id != own {
                // What refuses nothing has nothing to say where a rate is missing.
                if line.lacksRate(for: currency), !line.isEnforced { continue }
                others.append(line)
                budgets.append(budget)
            }
            self.currency = currency
            // The agent's own budget matches, in force or about to be.
            self.match = match.matched
            self.others = others
            self.budgets = budgets
            isEnforced = terms.policy.policy.isEnforced
            hasApprovals = zip(others, budgets.dropFirst()).contains {
                $0.isEnforced && $1.hasApprovals
            }
            untilMs = min(match.untilMs, nowMs + Self.keptMs)
        } else {
            currency = LineUnit(unit: unit)
            match = nil
            others = []
            budgets = [usual]
            isEnforced = true
            hasApprovals = false
            untilMs = .max
        }
        let name = tool.isEmpty ? "none" : tool
        context = CallContext(
            principal: key.id,
            provider: "none",
            modelRequested: name,
            modelResolved: name,
            policyID: terms?.policy.policy.id ?? mark?.id ?? "",
            policyVersion: terms?.policy.revision ?? mark?.version ?? 0,
            isEnforced: isEnforced,
            priceBook: "",
            scope: scope,
            reasons: reasons
        )
    }

    /// Whether the policy's rules have a say in some of the calls.
    var hasRules: Bool { match?.hasRules ?? false }

    /// Whether anybody is refused by the line at this place.
    func isEnforced(line: Int) -> Bool { line == 0 ? isEnforced : others[line - 1].isEnforced }

    /// What the policy's rules say of a call that costs so much, in the workspace's currency; nil where
    /// they have no say.
    func verdict(costNanos: Int64) -> Verdict? {
        guard let policy, let match, match.hasRules else { return nil }
        let facts = CallFacts(
            scope: context.scope,
            // As by a spend verb, where nobody knows what it is in dollars.
            costNanos: dollars(costNanos) ?? costNanos,
            tokens: 0,
            capability: capability
        )
        // A tool has no model that another could stand for.
        return policy.decide(facts, match: match) { _ in nil }
    }

    /// What a call that costs so much takes in each budget.
    ///
    /// - Throws: ``ConsoleError`` 409 where a budget that refuses calls counts a currency of which nobody
    ///   knows what the cost is in it, or more budgets match than one call can count in.
    func lines(costNanos: Int64) throws -> [HoldLine] {
        guard others.count < HoldRequest.linesMax else {
            throw ConsoleError(
                409,
                "too_many_budgets",
                "\(others.count + 1) budgets match this call, and a call can count in "
                    + "\(HoldRequest.linesMax) at most; nothing was held. Narrow what they match."
            )
        }
        var lines = [HoldLine(budget: budget, scope: account, base: costNanos)]
        for line in others {
            if line.lacksRate(for: currency), costNanos > 0 { throw lacksRate(line) }
            lines.append(
                HoldLine(
                    budget: line.budget,
                    scope: line.scope,
                    base: amount(costNanos, in: line),
                    rateNanos: line.rateNanos
                )
            )
        }
        return lines
    }

    /// What a call comes to in all units, as far as a dollar's worth of it is known.
    func bound(costNanos: Int64) -> HoldBound? {
        dollars(costNanos).map { HoldBound(nanosUSD: $0, tokens: 0) }
    }

    /// Whether costs are no dollars, which other budgets may count.
    var isForeign: Bool { currency.unit != LineUnit.dollars.unit }

    // MARK: Amounts

    private func amount(_ costNanos: Int64, in line: BudgetLine) -> Int64 {
        switch line.unit {
        case currency.unit: return costNanos
        case .money:
            if costNanos == 0 { return 0 }
            // More than the book takes: it refuses what no account can hold.
            guard let dollars = dollars(costNanos) else { return .max }
            guard let rateNanos = line.rateNanos else { return dollars }
            return ExchangeRate.convert(dollars, rateNanos: rateNanos) ?? .max
        case .calls, .concurrent: return 1
        case .tokens, .credits: return 0
        }
    }

    /// A cost in dollars, rounded up; nil where that is not known, or is more than an amount can be.
    private func dollars(_ costNanos: Int64) -> Int64? {
        guard isForeign else { return costNanos }
        return currency.rateNanos.flatMap {
            ExchangeRate.dollars(covering: costNanos, rateNanos: $0)
        }
    }

    private func lacksRate(_ line: BudgetLine) -> ConsoleError {
        let unknown = currency.lacksRate ? currency.unit.name : line.unit.name
        return ConsoleError(
            409,
            "no_exchange_rate",
            "The call counts in the budget \"\(line.budget)\", which is in \(line.unit.name), and its "
                + "cost is in \(currency.unit.name): no exchange rate of \(unknown) is known. Nothing "
                + "was held. Add one to the policy's rates."
        )
    }
}

extension BudgetLine {
    /// Whether nobody knows what a cost in a currency is in the line.
    fileprivate func lacksRate(for currency: LineUnit) -> Bool {
        guard unit.isMoney, unit != currency.unit else { return false }
        return lineUnit.lacksRate || currency.lacksRate
    }
}
