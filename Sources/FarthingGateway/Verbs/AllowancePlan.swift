import FarthingCore

/// Which budgets a run carves an allowance from, and in which its child's calls count besides.
struct AllowancePlan {
    /// One budget from which money is set aside.
    struct Carved {
        var line: BudgetLine
        var hold: HoldLine
    }

    let key: AccessKey
    let scope: Scope
    let policy: CompiledPolicy
    let carved: [Carved]
    /// The other accounts in which the run's calls count.
    private let others: [BudgetLine]
    private let nanos: Int64?
    private let run: String

    init(
        _ key: AccessKey,
        _ request: ClientRequest,
        _ terms: AllowanceTerms,
        _ loop: LoopState
    ) throws(RequestRefusal) {
        let gateway = loop.gateway
        let parent = request.facts.allowance
        try parent?.check(nowMs: loop.nowMs)
        if let parent, parent.depth == 0 { throw .allowanceDepth }
        self.key = key
        policy = gateway.policy.policy
        var scope = try RequestCheck.scope(of: key, request.fields, gateway, parent)
        scope[.tenant] = policy.policy.tenant
        self.scope = scope
        run = try Self.run(terms, key, scope, loop)
        let match = policy.match(scope, atMs: loop.nowMs)
        let facts = CallFacts(scope: scope, costNanos: nil, tokens: 0, capability: key.capability)
        // Whether any budget matches is told by what can be carved.
        let verdict = policy.decide(facts, match: match.matched)
        if verdict.decision == .block {
            var asked = scope
            asked[RunFields.childRun] = run
            let call = RefusedCall(
                SpendHoldID.make(key, loop, .allowance),
                verdict,
                projectedNanos: terms.amounts[.money("USD")] ?? 0,
                context: Self.context(key, asked, policy, gateway, verdict.reasons)
            )
            throw .verdict(verdict, call, in: gateway.options.language)
        }
        let rates = gateway.prices.rates
        let own = policy.lines(match, scope, rates, atMs: loop.nowMs)
        let ownBudgets = match.budgetIndices.map { [policy] in policy.policy.budgets[$0] }
        let (lines, budgets) =
            parent?.joined(own, ownBudgets, policy.policy, rates, atMs: loop.nowMs)
            ?? (own, ownBudgets)
        try lines.check()
        let statement = SpendStatement.amounts(terms.amounts)
        let amounts = try SpendAmounts(statement, nil, lines.map(\.lineUnit))
        nanos = amounts.costNanos > 0 ? amounts.costNanos : nil
        (carved, others) = try Self.split(zip(lines, budgets), amounts, terms.amounts[.calls])
        try Self.check(carved, counts: terms.amounts)
    }

    /// From which budgets something is set aside, and in which calls are only counted.
    private static func split(
        _ lines: Zip2Sequence<[BudgetLine], [Budget]>,
        _ amounts: SpendAmounts,
        _ calls: Int64?
    ) throws(RequestRefusal) -> (carved: [Carved], others: [BudgetLine]) {
        var carved: [Carved] = []
        var others: [BudgetLine] = []
        for (line, budget) in lines {
            guard budget.isCarvable, let amount = try line.amount(of: amounts, calls) else {
                if line.isDrawn { throw .allowanceLacks(line) }
                others.append(line)
                continue
            }
            if carved.contains(where: { $0.line.budget == line.budget }) { continue }
            // What is carved is judged no more when it is spent: it ends below every share at which
            // something would have to be decided.
            let decides = line.isEnforced && !line.isDrawn
            let hold = HoldLine(
                budget: line.budget,
                scope: line.scope,
                base: amount,
                thresholdBasisPoints: decides
                    ? Deliberation(requested: "").nextThreshold(of: budget) : nil,
                rateNanos: line.rateNanos
            )
            carved.append(Carved(line: line, hold: hold))
        }
        // The child's calls are drawn from a budget's carved account, whatever others it has.
        others.removeAll { line in carved.contains { $0.line.budget == line.budget } }
        return (carved, others)
    }

    /// Throws where some amount would bound nothing.
    private static func check(
        _ carved: [Carved],
        counts amounts: [BudgetUnit: Int64]
    ) throws(RequestRefusal) {
        for unit in amounts.keys {
            let isCounted = carved.contains { carved in
                carved.line.unit == unit || carved.line.unit.isMoney && unit.isMoney
            }
            guard isCounted else { throw .allowanceUncounted(unit) }
        }
    }

    /// The child's run: as the body names it, or made up here.
    private static func run(
        _ terms: AllowanceTerms,
        _ key: AccessKey,
        _ scope: Scope,
        _ loop: LoopState
    ) throws(RequestRefusal) -> String {
        let run = terms.run ?? "run_" + loop.newHoldID().description
        guard run != scope[.run] else {
            throw .spend(
                "invalid_value",
                "run",
                "'run' must be another run than the one that asks."
            )
        }
        if terms.run != nil {
            guard key.mayClaim(.run, run) else {
                throw .claim("run", "the key may not claim this value")
            }
        }
        guard loop.gateway.admitsClaim(key, .run, run) else {
            throw .claim("run", "the key has claimed too many distinct values")
        }
        return run
    }

    /// What the child's token says.
    func allowance(
        _ id: HoldID,
        _ terms: AllowanceTerms,
        under parent: Allowance?,
        endsAtMs: Int64
    ) throws(RequestRefusal) -> Allowance {
        if let parent, terms.depth >= parent.depth {
            throw .spend(
                "integer_above_max_value",
                "depth",
                "'depth' must be less than that of the allowance carved from, \(parent.depth)."
            )
        }
        return Allowance(
            hold: id,
            principal: key.id,
            holder: terms.holder,
            parentRun: scope[.run],
            run: run,
            depth: terms.depth,
            endsAtMs: endsAtMs,
            nanos: nanos,
            models: (parent?.models ?? []) + (terms.models.isEmpty ? [] : [terms.models]),
            tools: (parent?.tools ?? []) + (terms.tools.isEmpty ? [] : [terms.tools]),
            lines: carved.map { carved in
                Allowance.Line(
                    budget: carved.line.budget,
                    scope: carved.line.scope,
                    isCarved: true
                )
            }
                + others.map { line in
                    Allowance.Line(budget: line.budget, scope: line.scope, isCarved: false)
                }
        )
    }

    func context(_ allowance: Allowance, _ gateway: GatewayState) -> CallContext {
        var scope = scope
        scope[RunFields.childRun] = allowance.run
        return Self.context(key, scope, policy, gateway)
    }

    private static func context(
        _ key: AccessKey,
        _ scope: Scope,
        _ policy: CompiledPolicy,
        _ gateway: GatewayState,
        _ reasons: [String] = []
    ) -> CallContext {
        CallContext(
            principal: key.id,
            provider: "none",
            modelRequested: "allowance",
            modelResolved: "allowance",
            policyID: policy.policy.id,
            policyVersion: policy.revision,
            isEnforced: policy.policy.isEnforced,
            priceBook: gateway.prices.hash,
            scope: scope,
            reasons: reasons
        )
    }

    func hold(expiresAtMs: Int64) -> SpendHold {
        SpendHold(
            lines: carved.map { carved in
                SpendHold.Line(
                    budget: carved.line.budget,
                    scope: carved.line.scope,
                    unit: carved.line.unit,
                    rateNanos: carved.line.rateNanos,
                    held: carved.hold.base
                )
            },
            expiresAtMs: expiresAtMs,
            price: nil
        )
    }
}

extension Budget {
    /// Whether something can be set aside in it for calls to come: not where each call stands for
    /// itself, and not where its account depends on what a call asks for.
    fileprivate var isCarvable: Bool {
        let ofCalls: [Dimension] = [.provider, .model, .tool]
        return window != .call && unit != .concurrent
            && !per.contains { ofCalls.contains($0) }
            && !match.terms.contains { ofCalls.contains($0.dimension) }
    }
}

extension BudgetLine {
    /// How much of an allowance is set aside here; nil where it states nothing in the line's unit.
    fileprivate func amount(
        of amounts: SpendAmounts,
        _ calls: Int64?
    ) throws(RequestRefusal) -> Int64? {
        if unit == .calls { return calls }
        let line = try amounts.line(budget: budget, scope: scope, unit: lineUnit, unstated: 0)
        return line.base > 0 ? line.base : nil
    }
}

extension RequestRefusal {
    fileprivate static func allowanceLacks(_ line: BudgetLine) -> RequestRefusal {
        .spend(
            "missing_required_parameter",
            "amounts",
            "The allowance to carve from is bounded in \(line.unit.name) by the budget "
                + "'\(line.budget)': state \(line.unit.name), too."
        )
    }

    fileprivate static func allowanceUncounted(_ unit: BudgetUnit) -> RequestRefusal {
        RequestRefusal(
            403,
            "allowance_uncounted",
            type: "permission_error",
            "No budget of this run counts \(unit.name) whatever the model, so that an amount of it "
                + "would bound nothing.",
            param: "amounts"
        )
    }
}
