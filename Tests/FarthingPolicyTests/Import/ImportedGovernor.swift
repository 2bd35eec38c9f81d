import FarthingCore
import FarthingPolicy

/// Decides calls under an imported policy with the engine's own machines: the compiled policy, the
/// deliberation and the book.
struct ImportedGovernor {
    /// What became of a call, in the other product's words.
    struct Verdict: Hashable {
        var action: AgentguardPolicy.Action
        var model: String
    }

    private let compiled: CompiledPolicy
    private let meaning: PolicyImporter.Meaning
    private let prices: [String: AgentguardPrice]
    private var book = Book()
    private var calls: UInt64 = 0

    init(
        _ policy: Policy,
        _ meaning: PolicyImporter.Meaning,
        prices: [String: AgentguardPrice],
        _ sequence: AgentguardVectors.Sequence
    ) throws {
        self.meaning = meaning
        compiled = try CompiledPolicy(policy)
        self.prices = prices
        for var budget in policy.budgets {
            budget.isEnforced = budget.isEnforced && policy.isEnforced
            let opening = spent(before: sequence, in: budget)
            _ = book.apply(.setBudget(budget, opening: opening), nowMs: sequence.startMs)
        }
    }

    /// What was spent before, by the budget's own accounts.
    private func spent(
        before sequence: AgentguardVectors.Sequence,
        in budget: Budget
    ) -> [String: Int64] {
        var opening: [String: Int64] = [:]
        guard budget.window != .call, let call = sequence.steps.first?.call else { return opening }
        for spend in sequence.prior where spend.window.window == budget.window {
            guard let earlier = AgentguardScope(spendKey: spend.scopeKey) else { continue }
            let scope = scope(of: earlier, provider: call.provider)
            guard earlier.tenantID == compiled.policy.tenant, budget.match.matches(scope) else {
                continue
            }
            opening[scope.key(per: budget.per), default: 0] += spend.cents * 10_000_000
        }
        return opening
    }

    /// The call's scope as a gateway makes it: the tenant is the policy's, the provider the one that
    /// is called.
    private func scope(of scope: AgentguardScope, provider: String) -> Scope {
        var whole = scope.scope(meaning)
        whole[.tenant] = compiled.policy.tenant
        whole[.provider] = provider
        return whole
    }

    mutating func decide(_ call: AgentguardCall, nowMs: Int64) -> Verdict {
        // Counts below zero come from nobody's tokenizer; the engine refuses them at the edge.
        guard call.inputTokens >= 0, call.outputTokens >= 0,
            let asked = prices[call.model]?.nanos(call)
        else { return Verdict(action: .block, model: call.model) }
        var way = Deliberation(requested: call.model)
        var nanos = asked
        let provider =
            call.provider.isEmpty
            ? AgentguardEvaluator.inferredProvider(of: call.model) : call.provider
        var scope = scope(of: call.scope, provider: provider)
        while true {
            scope[.model] = way.model
            let match = compiled.match(scope, atMs: nowMs)
            let tried = way.models
            let present = nanos
            let prices = prices
            let rung: ([String]) -> Rung? = { ladder in
                for model in ladder where !tried.contains(model) {
                    guard let bound = prices[model]?.nanos(call), bound < present else { continue }
                    return Rung(model: model, boundNanos: bound)
                }
                return nil
            }
            let facts = CallFacts(
                scope: scope,
                costNanos: nanos,
                tokens: call.inputTokens + call.outputTokens,
                capability: call.capabilityClaim
            )
            var step = way.judge(compiled.decide(facts, match: match, rung: rung))
            while step == .hold {
                let budgets = match.budgetIndices.map { compiled.policy.budgets[$0] }
                let wouldAct = shadowActs(budgets, scope, nanos, way.model, nowMs)
                switch hold(budgets, scope, nanos, way, nowMs) {
                case .refused(let refusal):
                    step = way.answered(refusal, budgets: budgets, rung: rung)
                default:
                    let isShadow = wouldAct || !way.shadowReasons.isEmpty
                    return Verdict(
                        action: way.isDowngraded ? .downgrade : isShadow ? .shadow : .allow,
                        model: way.model
                    )
                }
            }
            guard case .downgrade(let model) = step, let next = prices[model]?.nanos(call) else {
                return Verdict(action: .block, model: call.model)
            }
            nanos = next
        }
    }

    /// Holds the call in every budget, and books it at once where there is room.
    private mutating func hold(
        _ budgets: [Budget],
        _ scope: Scope,
        _ nanos: Int64,
        _ way: Deliberation,
        _ nowMs: Int64
    ) -> Outcome {
        calls += 1
        let lines = budgets.map { budget in
            HoldLine(
                budget: budget.id,
                scope: scope.key(per: budget.per),
                base: nanos,
                thresholdBasisPoints: isEnforced(budget) ? way.nextThreshold(of: budget) : nil
            )
        }
        let id = HoldID(random: calls, calls)
        let request = HoldRequest(
            id: id,
            lines: lines,
            expiresAtMs: nowMs + 60_000,
            isSent: true,
            projectedNanos: nanos,
            context: CallContext(
                principal: "key",
                provider: scope[.provider] ?? "",
                modelRequested: way.requested,
                modelResolved: way.model,
                policyID: compiled.policy.id,
                policyVersion: 1,
                isEnforced: compiled.policy.isEnforced,
                priceBook: "",
                scope: scope
            )
        )
        let outcome = book.apply(.hold(request), nowMs: nowMs)
        guard case .held = outcome else { return outcome }
        let bill = SettleRequest(id: id, amounts: lines.map { _ in nanos }, evidence: .reported)
        return book.apply(.settle(bill), nowMs: nowMs)
    }

    /// Whether a budget in shadow would refuse the call, or send it elsewhere.
    private func shadowActs(
        _ budgets: [Budget],
        _ scope: Scope,
        _ nanos: Int64,
        _ model: String,
        _ nowMs: Int64
    ) -> Bool {
        let statements = book.statements()
        return budgets.contains { budget in
            guard !isEnforced(budget) else { return false }
            let key = scope.key(per: budget.per)
            let startMs = budget.window.interval(containing: nowMs, zone: budget.zone).startMs
            let account = statements.first {
                $0.key.budget == budget.id && $0.key.scope == key && $0.key.windowStartMs == startMs
            }
            let used = Int128(account?.spent ?? 0) + Int128(nanos)
            let shares = budget.thresholds.compactMap { threshold -> Int64? in
                if case .warn = threshold.action { return nil }
                if case .downgrade(let to) = threshold.action, to == [model] { return nil }
                return threshold.atBasisPoints
            }
            let share = min(shares.min() ?? 10_000, 10_000)
            return used * 10_000 > Int128(budget.limit) * Int128(share)
        }
    }

    private func isEnforced(_ budget: Budget) -> Bool {
        budget.isEnforced && compiled.policy.isEnforced
    }
}

extension AgentguardPrice {
    /// What a call costs at these prices, exactly and rounded up once.
    fileprivate func nanos(_ call: AgentguardCall) -> Int64 {
        let exact =
            Int128(call.inputTokens) * Int128(input.nanosPerMillion)
            + Int128(call.outputTokens) * Int128(output.nanosPerMillion)
        return Int64((exact + 999_999) / 1_000_000)
    }
}

extension AgentguardScope {
    /// Reads what ``spendKey`` writes, where no value has a separator.
    init?(spendKey: String) {
        var values: [Substring: String] = [:]
        for part in spendKey.split(separator: "|") {
            guard let sign = part.firstIndex(of: "=") else { return nil }
            values[part[..<sign]] = String(part[part.index(after: sign)...])
        }
        guard let tenant = values["tenant"] else { return nil }
        self.init(
            tenantID: tenant,
            userID: values["user"],
            teamID: values["team"],
            agentID: values["agent"],
            taskID: values["task"],
            provider: values["prov"]
        )
    }
}
