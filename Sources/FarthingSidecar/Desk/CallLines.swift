import Farthing
import FarthingCore

/// What a call counts in, and how much of it.
struct CallLines {
    let scope: Scope
    let match: ScopeMatch
    let amounts: CallAmounts
    /// For the ledger.
    let requested: [HoldLine]
    /// The same without what counts calls.
    let allowance: [HoldLine]
    /// For whoever settles.
    let held: [SidecarHold.Line]

    /// - Throws: ``SidecarRefusal`` for a claimed budget that does not count the call, and for a
    ///   budget that refuses calls in a unit of which nobody knows the call's amount.
    init(_ call: SidecarCall, _ desk: LedgerDesk) throws(SidecarRefusal) {
        let policy = desk.policy
        let nowMs = desk.nowMs
        var scope = call.scope.merging(desk.options.scope)
        scope[.tenant] = policy.policy.tenant
        let match = policy.match(scope, atMs: nowMs)
        let lines = policy.lines(match, scope, desk.prices.rates, atMs: nowMs)
        let budgets = match.budgetIndices.map { policy.policy.budgets[$0] }
        if let claimed = call.budget, !budgets.contains(where: { $0.isClaimed(as: claimed) }) {
            throw SidecarRefusal(
                .unknownBudget,
                "The policy has no budget \"\(printable(claimed))\" that counts this call: none of "
                    + "those that match it has that id or is told apart by tag:budget. Nothing was "
                    + "held.",
                budget: claimed
            )
        }
        let nanos = call.nanos ?? Self.nanos(call, scope, desk)
        for line in lines where line.isEnforced {
            let isUnknown =
                switch line.unit {
                case .money: nanos == nil || line.lineUnit.lacksRate
                case .tokens: call.tokens == nil
                case .calls, .concurrent: false
                case .credits(let name): call.credits[name] == nil
                }
            // What nobody claims is held nowhere, and what is judged by nothing may be free.
            guard isUnknown, call.claimsSomething else { continue }
            throw SidecarRefusal(
                .invalid,
                "The budget \"\(line.budget)\" counts \(line.unit.name), and of this call's claim "
                    + "nobody knows what it comes to in that. Claim it in \(line.unit.name), or "
                    + "name a provider and model with a price. Nothing was held.",
                budget: line.budget
            )
        }
        let amounts = CallAmounts(
            nanos: nanos ?? 0,
            tokens: call.tokens ?? 0,
            credits: call.credits
        )
        var requested: [HoldLine] = []
        for line in lines {
            var part = line.hold(amounts.cost, tokens: amounts.baseTokens)
            if case .credits(let name) = line.unit { part.base = call.credits[name] ?? 0 }
            requested.append(part)
        }
        self.scope = scope
        self.match = match
        self.amounts = amounts
        self.requested = requested
        allowance = Self.allowance(of: requested, lines, budgets)
        held = zip(lines, requested).map { line, part in
            SidecarHold.Line(
                budget: line.budget,
                scope: line.scope,
                unit: line.unit,
                rateNanos: line.rateNanos,
                held: part.amount(outputTokens: 0)
            )
        }
    }

    /// The most that a call comes to as rules judge it: with the other claims of its decision.
    func judged(_ call: SidecarCall) -> SidecarCall.Judged {
        SidecarCall.Judged(
            nanos: max(call.judged?.nanos ?? 0, amounts.ceilingNanos),
            tokens: max(call.judged?.tokens ?? 0, amounts.ceilingTokens)
        )
    }

    /// What is held for several calls, which count as calls when they are made. The book says where the
    /// policy would have a say: at the shares of a call of which nothing is known.
    private static func allowance(
        of requested: [HoldLine],
        _ lines: [BudgetLine],
        _ budgets: [Budget]
    ) -> [HoldLine] {
        let fresh = Deliberation(requested: "none")
        var allowance: [HoldLine] = []
        for (index, line) in lines.enumerated() where line.unit.isOfAllowance {
            var part = requested[index]
            if line.isEnforced {
                part.thresholdBasisPoints = fresh.nextThreshold(of: budgets[index])
            }
            allowance.append(part)
        }
        return allowance
    }

    /// What so many tokens of a model can cost: all of them as the dearer of input and output.
    private static func nanos(_ call: SidecarCall, _ scope: Scope, _ desk: LedgerDesk) -> Int64? {
        guard let tokens = call.tokens, let model = scope[.model] else { return nil }
        let provider = scope[.provider] ?? ""
        let price =
            desk.prices.price(provider: provider, model: model, atMs: desk.nowMs)
            ?? desk.desk.unlistedPrice(provider, model)
        guard let price else { return nil }
        let standard = PriceVariantSet(.standard)
        let input = CallBound(inputTokensMax: tokens, outputTokensMax: 0)
        let output = CallBound(inputTokensMax: 0, outputTokensMax: tokens)
        guard let asInput = try? CallAmounts(input, price, standard).ceilingNanos,
            let asOutput = try? CallAmounts(output, price, standard).ceilingNanos
        else { return nil }
        return min(max(asInput, asOutput), Money.maxNanos)
    }
}

extension BudgetUnit {
    /// Whether an allowance holds it: calls count when they are made.
    var isOfAllowance: Bool { self != .calls && self != .concurrent }
}

extension SidecarHold.Line {
    var isOfAllowance: Bool { unit.isOfAllowance }
}

extension SidecarCall {
    /// Whether it is more than a question.
    fileprivate var claimsSomething: Bool {
        isClaimedAsCall || nanos != nil || tokens != nil || !credits.isEmpty
    }
}
