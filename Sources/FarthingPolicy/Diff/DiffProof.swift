import FarthingCore

/// The attempt to prove that a new policy decides every call at least as strictly as an old one.
///
/// Scopes are taken apart by every pattern of both policies, costs and other numbers by every
/// constant, times by every date. For each kind of call the rules are compared, and each budget of
/// the old policy must have one of the new that counts at least as much and is stricter at every
/// amount. Sound: what is proved holds. Not complete: what is not proved may hold all the same.
struct DiffProof {
    /// The most kinds of calls for one kind of scope, and the most failures that are kept in all and
    /// for one reason.
    static let pointsMax = 4_096
    static let failuresMax = 48
    static let failuresPerReasonMax = 8
    /// The most looks at a budget, rule or kind of call: some seconds of work.
    static let looksMax = 100_000_000

    /// A kind of call for which no proof was found.
    struct Failure {
        var places: [Int]
        var atMs: Int64
        var facts: CallFacts
        var reason: String
        /// The old policy's budget that no budget of the new one stands for.
        var budget: Budget?
    }

    let old: DiffSide?
    let new: DiffSide?
    let scopes: ScopeClasses?
    private(set) var failures: [Failure] = []
    /// Why nothing can be proved whatever the calls.
    private(set) var reasons: [String] = []
    private var lookCount = 0
    /// By budget of the old policy and of the new one.
    private var covers: [[Cover]] = []

    /// How a new budget's accounts stand to those of an old one.
    enum Cover {
        case none
        /// They count at least as much.
        case more
        /// They count the same.
        case same
    }

    var isProved: Bool { failures.isEmpty && reasons.isEmpty }
    var classCount: Int { scopes?.count ?? 0 }

    init(_ oldPolicy: CompiledPolicy, _ newPolicy: CompiledPolicy, atMs: Int64) {
        let (oldPolicy, newPolicy) = (oldPolicy.policy, newPolicy.policy)
        do throws(ScopeClasses.Fault) {
            let terms = [oldPolicy, newPolicy].flatMap { policy in
                policy.budgets.flatMap { $0.match.terms.map { ($0.dimension, $0.pattern) } }
                    + policy.rules.flatMap(\.scopeTerms)
            }
            let models = [oldPolicy, newPolicy].flatMap(\.ladderModels)
            let scopes = try ScopeClasses(terms, models: models, tenant: newPolicy.tenant)
            let (old, new) = (DiffSide(oldPolicy, scopes), DiffSide(newPolicy, scopes))
            self.scopes = scopes
            self.old = old
            self.new = new
            reasons = Self.settings(oldPolicy, newPolicy)
            covers = old.budgets.map { part in
                new.budgets.map { $0.cover(of: part, oldPolicy) }
            }
            compare(scopes, old, new, Self.times(oldPolicy, newPolicy, atMs))
        } catch {
            scopes = nil
            old = nil
            new = nil
            switch error {
            case .tooMany:
                reasons = ["more than \(ScopeClasses.scopesMax) kinds of scopes to tell apart"]
            case .tangled(let dimension):
                reasons = ["the patterns for \(dimension.name) are too many to be taken apart"]
            }
        }
    }

    /// Differences that touch every amount.
    private static func settings(_ old: Policy, _ new: Policy) -> [String] {
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
    private static func times(_ old: Policy, _ new: Policy, _ atMs: Int64) -> [Int64] {
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

    private mutating func fail(_ failure: Failure) {
        let alike = failures.filter { $0.reason == failure.reason }.count
        guard alike < Self.failuresPerReasonMax else { return }
        failures.append(failure)
    }

    private mutating func compare(
        _ scopes: ScopeClasses,
        _ old: DiffSide,
        _ new: DiffSide,
        _ times: [Int64]
    ) {
        let parts = old.partCount + new.partCount
        for index in 0..<scopes.count {
            let places = scopes.places(index)
            for atMs in times {
                guard failures.count < Self.failuresMax else { return }
                lookCount += parts
                guard lookCount <= Self.looksMax else {
                    reasons.append("more kinds of calls to look at than some seconds allow")
                    return
                }
                if isSame(places, atMs, scopes, old, new) { continue }
                compare(places, atMs, scopes, old, new)
            }
        }
    }

    /// Whether both policies say the same of a kind of scope, and of every model to which its calls
    /// may be downgraded.
    private func isSame(
        _ places: [Int],
        _ atMs: Int64,
        _ scopes: ScopeClasses,
        _ old: DiffSide,
        _ new: DiffSide
    ) -> Bool {
        var seen: Set<[Int]> = [places]
        var waiting = [places]
        while let next = waiting.popLast() {
            let (was, now) = (old.profile(next, atMs: atMs), new.profile(next, atMs: atMs))
            guard was.isUnmatched == now.isUnmatched,
                Set(was.budgets.map { old.budgets[$0].essence })
                    == Set(now.budgets.map { new.budgets[$0].essence }),
                Set(was.rules.map { old.rules[$0].essence })
                    == Set(now.rules.map { new.rules[$0].essence })
            else { return false }
            for model in old.ladders(was) {
                guard let other = scopes.places(next, model: model) else { continue }
                if seen.insert(other).inserted { waiting.append(other) }
            }
        }
        return true
    }

    private mutating func compare(
        _ places: [Int],
        _ atMs: Int64,
        _ scopes: ScopeClasses,
        _ old: DiffSide,
        _ new: DiffSide
    ) {
        let (was, now) = (old.profile(places, atMs: atMs), new.profile(places, atMs: atMs))
        if now.isUnmatched { return }
        let rules = was.rules.map { old.rules[$0].rule } + now.rules.map { new.rules[$0].rule }
        guard let points = DiffPoints(rules).facts(scopes.scope(places)) else {
            reasons.append("more than \(Self.pointsMax) kinds of calls for one kind of scope")
            return
        }
        lookCount += points.count * max(1, rules.count)
        let hasDowngrade = !old.ladders(was).isEmpty || !new.ladders(now).isEmpty
        var judged: [Pair: (reason: String, budget: Budget?)?] = [:]
        for facts in points {
            let ruling = new.ruling(now, facts, isFinal: !hasDowngrade)
            if ruling == .block { continue }
            let pair = Pair(was: old.ruling(was, facts), now: ruling)
            let found: (reason: String, budget: Budget?)?
            if hasDowngrade {
                found = ("calls may be downgraded to other models, which changes what fits", nil)
            } else if let known = judged[pair] {
                found = known
            } else {
                found = difference(pair, was, now, old, new)
                judged[pair] = .some(found)
            }
            guard let found else { continue }
            fail(
                Failure(
                    places: places,
                    atMs: atMs,
                    facts: facts,
                    reason: found.reason,
                    budget: found.budget
                )
            )
        }
    }

    private struct Pair: Hashable {
        var was: DiffSide.Ruling
        var now: DiffSide.Ruling
    }

    /// Why the new policy may be less strict; nil where it is proved not to be.
    private func difference(
        _ pair: Pair,
        _ was: DiffSide.Profile,
        _ now: DiffSide.Profile,
        _ old: DiffSide,
        _ new: DiffSide
    ) -> (reason: String, budget: Budget?)? {
        guard case .pass(let base, let waits) = pair.now else { return nil }
        guard case .pass(let oldBase, let oldWaits) = pair.was else {
            return ("a rule blocks calls that no rule blocks any more", nil)
        }
        guard base.isNoLooser(than: oldBase) else {
            return ("a rule asks for an approval that no rule asks for any more", nil)
        }
        if was.budgets.isEmpty { return nil }
        let mode = HoldMode(of: was.budgets.map { old.budgets[$0].budget })
        let newMode = HoldMode(of: now.budgets.map { new.budgets[$0].budget })
        guard newMode == mode || newMode == .ceiling else {
            return ("holds are \(newMode.rawValue), and were \(mode.rawValue)", nil)
        }
        // Where an output may be cut to fit, a threshold looks at the uncut amount and a limit at the
        // cut one: neither can stand for the other.
        if newMode != .ceiling, base != .allow || old.decides(was) || new.decides(now) {
            let isKept = old.deciding(was) == new.deciding(now) && pair.was == pair.now
            guard isKept else {
                return ("other shares decide where outputs may be cut to fit", nil)
            }
        }
        for index in was.budgets {
            let budget = old.budgets[index].budget
            let standing = now.budgets.filter { covers[index][$0] != .none }.map {
                (curve: BudgetCurve(budget: new.budgets[$0].budget), cover: covers[index][$0])
            }
            let name = quoted(budget.id)
            guard budget.isHeld(by: standing, base, oldWaits: oldWaits, waits: waits) else {
                return ("no budget is at least as strict as \(name) was for all its calls", budget)
            }
            let curve = BudgetCurve(budget: budget)
            let pauses = standing.contains { stands in
                stands.curve.pauses && stands.curve.budget.cap <= budget.cap
            }
            guard !curve.pauses || pauses else {
                return ("\(name) paused where it was full, and does not any more", budget)
            }
        }
        return nil
    }
}
