import FarthingCore

/// Looks for a call and a past under which a new policy decides less strictly, by trying both.
struct DiffSearch {
    private let old: CompiledPolicy
    private let new: CompiledPolicy
    private let prices: PriceBook
    private let atMs: Int64

    init(_ old: CompiledPolicy, _ new: CompiledPolicy, _ prices: PriceBook, atMs: Int64) {
        self.old = old
        self.new = new
        self.prices = prices
        self.atMs = atMs
    }

    /// The most calls that are tried by chance for each failure of a proof, and times the budgets of
    /// the policies in all: some seconds.
    private static let chancesMax = 1_000
    private static let workMax = 100_000

    /// A counterexample of a kind that a proof failed for; nil where none was found.
    func example(_ proof: DiffProof) -> PolicyCounterexample? {
        guard proof.scopes != nil else { return nil }
        for failure in proof.failures {
            let arena = Arena(old, new, prices, failure.atMs)
            if let found = example(for: failure, proof, arena) { return found }
        }
        let size = max(1, old.policy.budgets.count + new.policy.budgets.count)
        var left = Self.workMax / size
        for failure in proof.failures {
            let arena = Arena(old, new, prices, failure.atMs)
            for call in calls(failure) {
                let models = Array(
                    Set([old, new].flatMap(\.policy.ladderModels)).sorted().prefix(6)
                )
                var chance = DiffChance(call, models, old, new, prices, atMs: failure.atMs)
                if chance.isEmpty { continue }
                for _ in 0..<min(left, Self.chancesMax) {
                    left -= 1
                    let (past, call) = chance.next()
                    if let found = tried(past, [call], arena) { return found }
                }
            }
        }
        return nil
    }

    private func example(
        for failure: DiffProof.Failure,
        _ proof: DiffProof,
        _ arena: Arena
    ) -> PolicyCounterexample? {
        guard let scopes = proof.scopes else { return nil }
        for call in calls(failure) {
            if let found = tried([], [call], arena) { return found }
            for past in pasts(call, failure, proof, scopes) {
                if let found = tried(past, [call], arena) { return found }
            }
            if let budget = failure.budget, BudgetCurve(budget: budget).pauses {
                // One that is refused for want of room, and one for which there would be room.
                var large = call
                large.statedNanos = budget.limit + 1
                large.inputTokens = min(budget.limit + 1, Usage.bucketMax)
                if let found = tried([], [large, call], arena) { return found }
            }
        }
        return nil
    }

    /// Both policies with empty accounts, at one time.
    private struct Arena {
        let old: PolicyTrial
        let new: PolicyTrial
        let atMs: Int64

        init(_ old: CompiledPolicy, _ new: CompiledPolicy, _ prices: PriceBook, _ atMs: Int64) {
            self.old = PolicyTrial(old, prices, atMs: atMs)
            self.new = PolicyTrial(new, prices, atMs: atMs)
            self.atMs = atMs
        }
    }

    /// A call without a price, where only the new policy lets such calls pass.
    func unpricedExample() -> PolicyCounterexample? {
        guard old.policy.unpriced == .refuse, new.policy.unpriced != .refuse else { return nil }
        var scope = Scope()
        scope[.provider] = "openai"
        scope[.model] = "a-model-without-a-price"
        let call = TrialCall(scope: scope, inputTokens: 1, outputTokens: 1)
        return tried([], [call], Arena(old, new, prices, atMs))
    }

    /// Tries calls under both policies; nil where the last one is not decided less strictly.
    private func tried(
        _ past: [PastSpend],
        _ calls: [TrialCall],
        _ arena: Arena
    ) -> PolicyCounterexample? {
        guard let was = outcome(arena.old, old, past, calls, arena.atMs),
            let now = outcome(arena.new, new, past, calls, arena.atMs), now.isLooser(than: was)
        else { return nil }
        return PolicyCounterexample(past: past, calls: calls, old: was, new: now)
    }

    private func outcome(
        _ trial: PolicyTrial,
        _ policy: CompiledPolicy,
        _ past: [PastSpend],
        _ calls: [TrialCall],
        _ atMs: Int64
    ) -> TrialOutcome? {
        var trial = trial
        let balances = PastSpend.balances(past, policy, atMs: atMs)
        guard trial.seed(balances, atMs: atMs) == nil, let last = calls.last else { return nil }
        for call in calls.dropLast() {
            let (_, held) = trial.ask(call, atMs: atMs)
            if let held { trial.settle(held, costNanos: 0, tokens: 0, atMs: atMs) }
        }
        return trial.judge(last, atMs: atMs)
    }

    /// A call with stated amounts, and one that the price book prices.
    private func calls(_ failure: DiffProof.Failure) -> [TrialCall] {
        var facts = failure.facts
        facts.scope = matched(facts.scope, failure.atMs)
        let stated = TrialCall(
            scope: facts.scope,
            inputTokens: facts.tokens,
            statedNanos: facts.costNanos,
            capability: facts.capability,
            run: facts.run
        )
        var priced = TrialCall(
            scope: facts.scope,
            inputTokens: DiffPoints.usualTokens,
            outputTokens: 8 * DiffPoints.usualTokens,
            capability: facts.capability,
            run: facts.run,
            isStream: true
        )
        if facts.scope[.model] == nil, facts.scope[.provider] == nil,
            let usual = prices.models.compactMap({ $0.price(atMs: atMs) }).first(where: {
                $0.kind == .chat && $0.maxOutputTokens ?? 0 >= 8 * DiffPoints.usualTokens
            })
        {
            priced.scope[.model] = usual.model
            priced.scope[.provider] = usual.provider
        }
        priced = priced.withProvider(in: prices, atMs: failure.atMs)
        let isPriced = (try? TrialBound(priced, new.policy, prices, atMs: failure.atMs)) != nil
        return isPriced ? [stated, priced] : [stated]
    }

    /// The scope with what it lacks to be under some budget.
    private func matched(_ scope: Scope, _ atMs: Int64) -> Scope {
        func isUnmatched(_ scope: Scope) -> Bool {
            var scope = scope
            scope[.tenant] = new.policy.tenant
            return new.match(scope, atMs: atMs).isUnmatched
        }
        guard isUnmatched(scope) else { return scope }
        let fitted = new.policy.budgets.lazy.compactMap { scope.fitted(to: $0.match) }
        return fitted.first { !isUnmatched($0) } ?? scope
    }

    /// What calls may have spent before, so that budgets are just full or just past a threshold.
    private func pasts(
        _ call: TrialCall,
        _ failure: DiffProof.Failure,
        _ proof: DiffProof,
        _ scopes: ScopeClasses
    ) -> [[PastSpend]] {
        guard let oldSide = proof.old, let newSide = proof.new,
            let bound = try? TrialBound(call, new.policy, prices, atMs: failure.atMs)
        else { return [] }
        let was = oldSide.profile(failure.places, atMs: failure.atMs)
        let now = newSide.profile(failure.places, atMs: failure.atMs)
        let budgets =
            was.budgets.map { oldSide.budgets[$0].budget }
            + now.budgets.map { newSide.budgets[$0].budget }
        var pasts: [[PastSpend]] = []
        for scope in spenders(call, failure, proof, scopes) {
            for unit in Set(budgets.map(\.unit)).sorted(by: { utf8Precedes($0.name, $1.name) }) {
                let needed = bound.amount(unit, prices, new.policy, atMs: failure.atMs)
                // Round amounts first: what is shown is to be read by people.
                let steps = budgets.filter { $0.unit == unit }
                    .flatMap { BudgetCurve(budget: $0).steps }
                let amounts = [0, -1, 1 - needed, -needed].flatMap { more in
                    steps.map { $0 + more }
                }
                for amount in amounts where amount > 0 {
                    pasts.append([PastSpend(scope: scope, amounts: [unit: amount])])
                    guard let early = failure.budget?.earliestMs(before: failure.atMs) else {
                        continue
                    }
                    pasts.append([PastSpend(scope: scope, amounts: [unit: amount], atMs: early)])
                }
            }
        }
        return pasts
    }

    /// Whose spending a budget of the old policy counts: the call's own kind, and kinds that no
    /// budget of the new one counts beside it.
    private func spenders(
        _ call: TrialCall,
        _ failure: DiffProof.Failure,
        _ proof: DiffProof,
        _ scopes: ScopeClasses
    ) -> [Scope] {
        var found = [call.scope]
        guard let budget = failure.budget, let oldSide = proof.old, let newSide = proof.new,
            let part = oldSide.budgets.first(where: { $0.budget.id == budget.id })
        else { return found }
        let now = newSide.profile(failure.places, atMs: failure.atMs)
        for index in now.budgets {
            let other = newSide.budgets[index]
            guard other.budget.unit == budget.unit else { continue }
            if let (axis, place) = other.selector.gap(part.selector),
                !budget.per.contains(scopes.axes[axis].dimension)
            {
                var scope = call.scope
                scope[scopes.axes[axis].dimension] = scopes.axes[axis].values[place]
                found.append(scope)
            }
            for dimension in other.budget.per where !budget.per.contains(dimension) {
                found += neighbours(call.scope, dimension, part.selector, failure.places, scopes)
            }
        }
        return found
    }

    /// The same scope with other values of a dimension that a budget does not tell apart.
    private func neighbours(
        _ scope: Scope,
        _ dimension: Dimension,
        _ selector: ScopeClasses.Selector,
        _ places: [Int],
        _ scopes: ScopeClasses
    ) -> [Scope] {
        var other = scope
        guard let axis = scopes.axes.firstIndex(where: { $0.dimension == dimension }) else {
            other[dimension] = scope[dimension] == nil ? "another" : nil
            return [other]
        }
        var found: [Scope] = []
        for place in scopes.axes[axis].values.indices where place != places[axis] {
            var places = places
            places[axis] = place
            guard selector.holds(places) else { continue }
            other[dimension] = scopes.axes[axis].values[place]
            found.append(other)
        }
        return Array(found.prefix(4))
    }
}

extension Budget {
    /// The earliest moment whose spending the window counts that is open at `atMs`.
    func earliestMs(before atMs: Int64) -> Int64? {
        if case .rolling(let lengthMs) = window { return atMs - lengthMs + 1 }
        if window == .total || window == .run { return atMs - 400 * 86_400_000 }
        let startMs = window.interval(containing: atMs, zone: zone).startMs
        return startMs < atMs ? startMs : nil
    }
}

extension TrialBound {
    /// What the call takes of a budget in some unit.
    func amount(
        _ unit: BudgetUnit,
        _ prices: PriceBook,
        _ policy: Policy,
        atMs: Int64
    ) -> Int64 {
        let budget = Budget(id: "", unit: unit, limit: 0, window: .total)
        let rates = prices.rates.applying(policy.rates)
        let line = line(budget, scope: "", rates.lineUnit(unit, atMs: atMs))
        return min(line.amount(outputTokens: outputTokens), Money.maxNanos)
    }
}
