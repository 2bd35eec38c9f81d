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
    static let pointsMax = 20_000
    static let failuresMax = 64
    static let failuresPerReasonMax = 16
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
    private(set) var covers: [[Cover]] = []
    /// What rules that were left out may ask besides.
    private let approvals: [ApprovalTerms]
    /// Models that a call may have come to, and whether any may: by what was left out.
    let ladderModels: Set<String>
    private let mayDowngrade: Bool
    /// Whether the old policy has any calls wait or be approved.
    let oldAsks: Bool

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

    /// Looks at all of two policies, or at what `focus` has of them.
    init(_ oldPolicy: Policy, _ newPolicy: Policy, atMs: Int64, _ focus: DiffFocus? = nil) {
        approvals = focus?.approvals ?? []
        mayDowngrade = focus?.mayDowngrade ?? false
        oldAsks = oldPolicy.asks
        ladderModels = Set([oldPolicy, newPolicy].flatMap(\.ladderModels))
        let (oldPolicy, newPolicy) = (focus?.old ?? oldPolicy, focus?.new ?? newPolicy)
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

    /// Takes in why another proof could not even be begun.
    mutating func add(_ more: [String]) { reasons += more }

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
        // A call that came here by a downgrade goes on where the money does not suffice.
        let model = scopes.scope(places)[.model]
        let isOnWay =
            mayDowngrade || !old.ladders(was).isEmpty || !new.ladders(now).isEmpty
            || model.map(ladderModels.contains) ?? false
        var judged: [Pair: (reason: String, budget: Budget?)?] = [:]
        for facts in points {
            for other in [nil] + approvals {
                let pair = Pair(
                    was: old.ruling(was, facts, other),
                    now: new.ruling(now, facts, other)
                )
                if pair.now.blocks { continue }
                let found: (reason: String, budget: Budget?)?
                if let known = judged[pair] {
                    found = known
                } else {
                    found = gap(pair, was, now, old, new, isOnWay: isOnWay)
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
    }

    private struct Pair: Hashable {
        var was: DiffSide.Ruling
        var now: DiffSide.Ruling
    }

    /// Why the new policy may be less strict; nil where it is proved not to be.
    ///
    /// - Parameter isOnWay: whether calls may be downgraded, from here or to here.
    private func gap(
        _ pair: Pair,
        _ was: DiffSide.Profile,
        _ now: DiffSide.Profile,
        _ old: DiffSide,
        _ new: DiffSide,
        isOnWay: Bool
    ) -> (reason: String, budget: Budget?)? {
        let rules = Self.parting(pair.was, pair.now)
        guard let reason = rules ?? parting(was, now, old, new) else { return nil }
        if isOnWay, rules != nil || !staysOnWay(was, now, old, new) { return reason }
        return difference(pair, was, now, old, new)
    }

    /// The same, where each call is judged for one model.
    private func difference(
        _ pair: Pair,
        _ was: DiffSide.Profile,
        _ now: DiffSide.Profile,
        _ old: DiffSide,
        _ new: DiffSide
    ) -> (reason: String, budget: Budget?)? {
        if pair.now.refuses { return nil }
        if pair.was.refuses { return ("a rule blocks calls that no rule blocks any more", nil) }
        let base = pair.now.base
        guard base.isNoLooser(than: pair.was.base) else {
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
            guard
                budget.isHeld(
                    by: standing,
                    base,
                    oldWaitMs: pair.was.waitMs,
                    waitMs: pair.now.waitMs
                )
            else {
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
