import FarthingCore

/// Pasts and calls by chance, near everything that two policies' budgets tell apart: for what takes
/// more than one account or model to be seen.
///
/// The same policies give the same tries, so that an answer can be repeated.
struct DiffChance {
    /// One of the accounts in which a call counts.
    private struct Account {
        var unit: BudgetUnit
        /// The amounts up to which something holds, under both policies.
        var steps: [Int64]
        var place: Place
    }

    /// A budget of the old policy or of the new one.
    private struct Place: Hashable {
        var isNew: Bool
        var index: Int
    }

    /// Somebody whose spending counts in some of the accounts, and when it was.
    private struct Spender {
        var scope: Scope
        var atMs: Int64?
        var feeds: Set<Place>
    }

    private let call: TrialCall
    private let models: [String]
    private let prices: PriceBook
    private let policy: Policy
    private let atMs: Int64
    private var accounts: [Account] = []
    private var spenders: [Spender] = []
    private var ids: [Place: String] = [:]
    private var state: UInt64 = 0x2545_F491_4F6C_DD1D

    /// - Parameter models: those to which calls may be downgraded.
    init(
        _ call: TrialCall,
        _ models: [String],
        _ old: CompiledPolicy,
        _ new: CompiledPolicy,
        _ prices: PriceBook,
        atMs: Int64
    ) {
        self.call = call
        self.models = [call.model] + models.filter { $0 != call.model }
        self.prices = prices
        self.atMs = atMs
        policy = new.policy
        for (isNew, side) in [(false, old), (true, new)] {
            for index in side.budgetIndices(matching: tenanted(call.scope), atMs: atMs) {
                let budget = side.policy.budgets[index]
                guard budget.isEnforced, budget.window != .call else { continue }
                let twins = (old.policy.budgets + new.policy.budgets).filter {
                    $0.id == budget.id && $0.unit == budget.unit
                }
                ids[Place(isNew: isNew, index: index)] = budget.id
                accounts.append(
                    Account(
                        unit: budget.unit,
                        steps: Set(twins.flatMap { BudgetCurve(budget: $0).steps }).sorted(),
                        place: Place(isNew: isNew, index: index)
                    )
                )
            }
        }
        spenders = everybody(old, new)
    }

    var isEmpty: Bool { accounts.isEmpty || spenders.isEmpty }

    private func tenanted(_ scope: Scope) -> Scope {
        var scope = scope
        scope[.tenant] = policy.tenant
        return scope
    }

    private func everybody(_ old: CompiledPolicy, _ new: CompiledPolicy) -> [Spender] {
        let budgets = accounts.map { account in
            (account.place.isNew ? new : old).policy.budgets[account.place.index]
        }
        var scopes = [call.scope]
        let dimensions = Set(budgets.flatMap { $0.per + $0.match.terms.map(\.dimension) })
        for dimension in dimensions.sorted(by: { utf8Precedes($0.name, $1.name) })
        where dimension != .tenant {
            var other = call.scope
            other[dimension] = call.scope[dimension] == "another" ? "other" : "another"
            scopes.append(other)
            other[dimension] = nil
            scopes.append(other)
        }
        var stranger = call.scope
        for dimension in budgets.flatMap(\.per) { stranger[dimension] = "another" }
        scopes.insert(stranger, at: 1)
        let earlier = Set(budgets.compactMap { $0.earliestMs(before: atMs) }).sorted()
        var found: [Spender] = []
        for scope in scopes.prefix(16) {
            for spentAtMs in [nil] + earlier.prefix(6).map(Optional.some) {
                let feeds = accounts.indices.filter { index in
                    let side = accounts[index].place.isNew ? new : old
                    let budget = budgets[index]
                    let own = tenanted(scope)
                    return side.budgetIndices(matching: own, atMs: spentAtMs ?? atMs)
                        .contains(accounts[index].place.index)
                        && own.key(per: budget.per) == tenanted(call.scope).key(per: budget.per)
                        && budget.counts(spentAtMs ?? atMs, atMs: atMs)
                }
                guard !feeds.isEmpty else { continue }
                let places = Set(feeds.map { accounts[$0].place })
                if found.contains(where: { $0.feeds == places }) { continue }
                found.append(Spender(scope: scope, atMs: spentAtMs, feeds: places))
            }
        }
        return found
    }

    /// A call and what was spent before it.
    mutating func next() -> (past: [PastSpend], call: TrialCall) {
        var call = call
        if let stated = call.statedNanos {
            // What a model costs may be anything; mostly less than the one before it.
            var nanos = stated
            let steps = accounts.filter { $0.unit == .money("USD") }.flatMap(\.steps)
            if below(3) > 0, let step = pick(steps) {
                nanos = max(1, step / 10 * Int64(1 + below(12)) / Int64(below(2) == 0 ? 1 : 20))
            }
            call.statedNanos = nanos
            for model in models.dropFirst() {
                nanos = max(1, nanos / 10 * Int64(1 + below(9)))
                call.otherNanos[model] = nanos
            }
        }
        var levels: [Place: Int64] = [:]
        for _ in 0..<below(4) {
            guard let account = pick(accounts), let step = pick(account.steps),
                !levels.keys.contains(where: { ids[$0] == ids[account.place] })
            else { continue }
            let model = pick(models) ?? call.model
            let needed = self.needed(model, call, account.unit) ?? 0
            let level = [step - needed + 1, step - needed + 1, step - needed, step][below(4)]
            if level > 0 { levels[account.place] = level }
        }
        return (past(levels), call)
    }

    /// Spending that brings accounts to some levels, as far as they can be told apart.
    private func past(_ levels: [Place: Int64]) -> [PastSpend] {
        var past: [PastSpend] = []
        var reached: [Place: Int64] = [:]
        // The lowest first: what counts in all of them is no more than the rest allows.
        let ordered = levels.sorted {
            ($0.value, $0.key.index, $0.key.isNew ? 1 : 0)
                < ($1.value, $1.key.index, $1.key.isNew ? 1 : 0)
        }
        for (place, level) in ordered {
            guard let unit = accounts.first(where: { $0.place == place })?.unit else { continue }
            let missing = level - (reached[place] ?? 0)
            guard missing > 0 else { continue }
            // Both policies' accounts of a budget that is to have another level.
            let rivals = Set(
                ids.keys.filter { other in
                    ids[other] != ids[place] && levels.keys.contains { ids[$0] == ids[other] }
                }
            )
            let fitting = spenders.filter { $0.feeds.contains(place) }
            let alone = fitting.first { $0.feeds.isDisjoint(with: rivals) }
            guard let spender = alone ?? fitting.first else { continue }
            past.append(
                PastSpend(scope: spender.scope, amounts: [unit: missing], atMs: spender.atMs)
            )
            for other in spender.feeds { reached[other, default: 0] += missing }
        }
        return past
    }

    private func needed(_ model: String, _ call: TrialCall, _ unit: BudgetUnit) -> Int64? {
        let bound = try? TrialBound(call.renamed(to: model), policy, prices, atMs: atMs)
        return bound?.amount(unit, prices, policy, atMs: atMs)
    }

    private mutating func below(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % count
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values[below(values.count)]
    }
}
