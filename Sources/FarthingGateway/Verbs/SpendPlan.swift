import FarthingCore
import NIOHTTP1

/// What a stated call counts in: scope, budgets, rules and price.
struct SpendPlan {
    let key: AccessKey
    let scope: Scope
    let policy: CompiledPolicy
    let match: ScopeMatch
    let lines: [BudgetLine]
    /// The budget of each line.
    let budgets: [Budget]
    let price: ModelPrice?
    /// The registered tool that is called; nil for another, and for a call of a model.
    let tool: ToolBook.Priced?
    /// What the call is trusted with: what its key is, or less where the body says so.
    let capability: Capability?
    /// The allowance under which the call's run spends; nil for none.
    let allowance: Allowance?
    /// By what the run guard knows the call; nil where nobody asks.
    let runTicket: RunTicket?
    let runTerms: RunTerms
    let runs: RunGuards
    /// What the rules are told of the run; to be set before they are asked.
    var run: RunFacts?
    let context: CallContext

    init(
        _ body: SpendBody,
        _ request: ClientRequest,
        _ loop: LoopState
    ) throws(RequestRefusal) {
        guard let key = request.key else { throw .missingKey }
        let provider = try body.text("provider")
        let model = try body.text("model")
        let tool = try body.text("tool")
        guard model != nil || tool != nil else { throw .spendMissing("model") }
        let gateway = loop.gateway
        policy = gateway.policy.policy
        allowance = request.facts.allowance
        var scope = try RequestCheck.scope(
            of: key,
            Self.fields(request, tool),
            gateway,
            allowance
        )
        try allowance?.check(model: model, tool: scope[.tool], nowMs: loop.nowMs)
        let registered = try Self.registered(tool, model, key, gateway)
        // One name for all spellings of it, so that none gets around a budget.
        if let name = registered?.tool.name, key.scope[.tool] == nil,
            (1...Scope.valueBytesMax).contains(name.utf8.count)
        {
            scope[.tool] = name
        }
        self.tool = registered
        scope[.tenant] = policy.policy.tenant
        if body.root.member("usage") != nil {
            guard let provider else { throw .spendMissing("provider") }
            guard let model else { throw .spendMissing("model") }
            price = try Planner.price(provider, model, policy.policy, loop, loop.nowMs)
        } else {
            price = nil
        }
        try Self.state(.provider, provider, price, key, &scope, gateway)
        try Self.state(.model, model, price, key, &scope, gateway)
        self.key = key
        capability = try Self.capability(body, key)
        self.scope = scope
        let prices = gateway.prices
        let match = policy.match(scope, atMs: loop.nowMs)
        let own = policy.lines(match, scope, prices.rates, atMs: loop.nowMs)
        let ownBudgets = match.budgetIndices.map { [policy] in policy.policy.budgets[$0] }
        let (lines, budgets) =
            allowance?.joined(own, ownBudgets, policy.policy, prices.rates, atMs: loop.nowMs)
            ?? (own, ownBudgets)
        try lines.check()
        self.lines = lines
        self.budgets = budgets
        self.match = lines.isEmpty ? match : match.matched
        runs = gateway.runs
        runTicket = Self.ticket(key, scope, policy, request)
        runTerms = RunTerms(
            limitNanos: CallPlan.runLimitNanos(lines, budgets, allowance),
            plannedSteps: RunFields.plannedSteps(request)
        )
        context = CallContext(
            principal: key.id,
            provider: provider ?? "none",
            modelRequested: model ?? tool ?? "none",
            modelResolved: model ?? registered?.tool.name ?? tool ?? "none",
            policyID: policy.policy.id,
            policyVersion: policy.revision,
            isEnforced: policy.policy.isEnforced,
            priceBook: prices.hash,
            scope: scope
        )
    }

    /// The request's fields with the body's tool among them, so that one check judges both.
    private static func fields(
        _ request: ClientRequest,
        _ tool: String?
    ) throws(RequestRefusal) -> HTTPHeaders {
        guard let tool else { return request.fields }
        var fields = request.fields
        if let claimed = fields.first(name: "x-farthing-tool"), claimed != tool {
            throw .claim("x-farthing-tool", "the body names another tool")
        }
        fields.replaceOrAdd(name: "x-farthing-tool", value: tool)
        return fields
    }

    /// Takes a provider or model into the scope: what the key fixes cannot be stated otherwise, and
    /// what no price vouches for cannot be invented without end.
    private static func state(
        _ dimension: Dimension,
        _ value: String?,
        _ price: ModelPrice?,
        _ key: AccessKey,
        _ scope: inout Scope,
        _ gateway: GatewayState
    ) throws(RequestRefusal) {
        guard let value else { return }
        if let own = key.scope[dimension], own != value {
            throw .claim(dimension.name, "the key is for another \(dimension.name)")
        }
        guard price != nil || gateway.admitsClaim(key, dimension, value) else {
            throw .claim(dimension.name, "the key has claimed too many distinct values")
        }
        scope[dimension] = value
    }

    /// The lower of what the key is trusted with and what the call asks for: who says less of itself is
    /// believed, and nobody who says more.
    private static func capability(
        _ body: SpendBody,
        _ key: AccessKey
    ) throws(RequestRefusal) -> Capability? {
        guard let name = try body.text("capability") else { return key.capability }
        guard let asked = Capability(name: name) else {
            let names = Capability.allCases.map(\.name).joined(separator: ", ")
            throw .spend("invalid_value", "capability", "'capability' must be one of: \(names).")
        }
        return key.capability.map { min($0, asked) }
    }

    /// What the rules say of a call with this cost.
    func verdict(_ amounts: SpendAmounts) -> Verdict {
        let facts = CallFacts(
            scope: scope,
            costNanos: amounts.costNanos,
            tokens: amounts.tokens,
            capability: capability,
            run: run
        )
        let way = Deliberation(requested: scope[.model] ?? "")
        return policy.decide(facts, match: match) { way.nextRung($0) }
    }
}
