package import FarthingCore

/// Whether a new policy only tightens an old one.
///
/// It tightens where, for every call and every past, the new policy decides at least as strictly:
/// block > wait > approve > downgrade > allow. A past is what calls have spent so far, which both
/// policies' budgets count, each by its own match and windows. Pauses, top-ups and resets by people
/// are left out of it.
package struct PolicyDiff: Sendable {
    package enum Verdict: Sendable {
        /// Each decides as the other.
        case same
        /// Proved: every kind of call that the two can tell apart was looked at.
        case tightens
        /// A call that the new policy decides less strictly, tried under both.
        case loosens(PolicyCounterexample)
        /// Neither proved nor refuted, and why.
        case unknown([String])
    }

    package let verdict: Verdict
    /// What is written otherwise, one line each.
    package let changes: [PolicyChangeNote]
    /// How many kinds of scopes were looked at.
    package let classCount: Int

    /// Compares two policies.
    ///
    /// - Parameters:
    ///   - prices: for calls by which a difference is shown.
    ///   - atMs: when these calls are made.
    package init(
        from old: CompiledPolicy,
        to new: CompiledPolicy,
        _ prices: PriceBook,
        atMs: Int64
    ) {
        changes = PolicyChangeNote.all(from: old.policy, to: new.policy)
        let forward = DiffProof(old, new, atMs: atMs)
        classCount = forward.classCount
        guard !forward.isProved else {
            let isSame = DiffProof(new, old, atMs: atMs).isProved
            verdict = isSame ? .same : .tightens
            return
        }
        let search = DiffSearch(old, new, prices, atMs: atMs)
        for failure in forward.failures {
            guard let example = search.example(for: failure, forward) else { continue }
            verdict = .loosens(example)
            return
        }
        if let example = search.unpricedExample() {
            verdict = .loosens(example)
            return
        }
        var reasons: [String] = []
        for reason in forward.reasons + forward.failures.map(\.reason)
        where !reasons.contains(reason) {
            reasons.append(reason)
        }
        verdict = .unknown(Array(reasons.prefix(8)))
    }
}

/// A call that a new policy decides less strictly than the old one.
package struct PolicyCounterexample: Sendable {
    /// What calls have spent before.
    package var past: [PastSpend]
    /// The calls, one after the other; the last is the one that differs.
    package var calls: [TrialCall]
    /// What becomes of the last call.
    package var old: TrialOutcome
    package var new: TrialOutcome
}

/// What calls of one scope have spent together.
package struct PastSpend: Hashable, Sendable {
    package var scope: Scope
    package var amounts: [BudgetUnit: Int64]
    /// When, in milliseconds UTC; nil for just before the calls.
    package var atMs: Int64?

    package init(scope: Scope, amounts: [BudgetUnit: Int64], atMs: Int64? = nil) {
        self.scope = scope
        self.amounts = amounts
        self.atMs = atMs
    }

    /// What a past leaves in a policy's accounts.
    package static func balances(
        _ past: [PastSpend],
        _ policy: CompiledPolicy,
        atMs: Int64
    ) -> [TrialBalance] {
        var spent: [String: [String: Int64]] = [:]
        for spend in past {
            var scope = spend.scope
            scope[.tenant] = policy.policy.tenant
            let spentAtMs = spend.atMs ?? atMs
            for index in policy.budgetIndices(matching: scope, atMs: spentAtMs) {
                let budget = policy.policy.budgets[index]
                // Each call has an account of its own there.
                guard budget.window != .call, let amount = spend.amounts[budget.unit],
                    budget.counts(spentAtMs, atMs: atMs)
                else { continue }
                spent[budget.id, default: [:]][scope.key(per: budget.per), default: 0] += amount
            }
        }
        return spent.flatMap { budget, accounts in
            accounts.map { TrialBalance(budget: budget, scope: $0.key, spent: $0.value) }
        }
    }
}

extension Budget {
    /// Whether what was spent at a time still counts at another.
    fileprivate func counts(_ spentAtMs: Int64, atMs: Int64) -> Bool {
        if case .rolling(let lengthMs) = window { return spentAtMs > atMs - lengthMs }
        return window.interval(containing: atMs, zone: zone).startMs <= spentAtMs
    }
}

extension TrialOutcome {
    /// Whether this decides less strictly than `other`.
    package func isLooser(than other: TrialOutcome) -> Bool {
        let (own, its) = (decision.strictness, other.decision.strictness)
        if own != its { return own < its }
        guard decision == .approve, let terms = approval, let asked = other.approval else {
            return false
        }
        return terms.group == asked.group && terms.needed < asked.needed
    }
}

/// Something that two policies write otherwise.
package struct PolicyChangeNote: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case added, removed, changed
    }

    package var kind: Kind
    /// `budget daily`, `rule big-call`, `unmatched`.
    package var what: String
    /// How, for what is changed.
    package var how: [String]

    static func all(from old: Policy, to new: Policy) -> [PolicyChangeNote] {
        var notes: [PolicyChangeNote] = []
        func settings<Value: Equatable>(_ name: String, _ was: Value, _ now: Value) {
            guard was != now else { return }
            notes.append(PolicyChangeNote(kind: .changed, what: name, how: []))
        }
        settings("mode", old.isEnforced, new.isEnforced)
        settings("unmatched", old.allowsUnmatched, new.allowsUnmatched)
        settings("unpriced", old.unpriced, new.unpriced)
        settings("tenant", old.tenant, new.tenant)
        settings("prices", old.prices, new.prices)
        settings("rates", old.rates, new.rates)
        settings("dates", old.effective, new.effective)
        notes += parts("budget", old.budgets, new.budgets, id: \.id) { $0.changes(from: $1) }
        notes += parts("rule", old.rules, new.rules, id: \.id) { $0.changes(from: $1) }
        return notes
    }

    private static func parts<Part: Equatable>(
        _ what: String,
        _ old: [Part],
        _ new: [Part],
        id: (Part) -> String,
        _ how: (Part, Part) -> [String]
    ) -> [PolicyChangeNote] {
        var notes: [PolicyChangeNote] = []
        for part in new {
            let name = "\(what) \(shown(id(part)))"
            guard let was = old.first(where: { id($0) == id(part) }) else {
                notes.append(PolicyChangeNote(kind: .added, what: name, how: []))
                continue
            }
            guard was != part else { continue }
            notes.append(PolicyChangeNote(kind: .changed, what: name, how: how(part, was)))
        }
        for part in old where !new.contains(where: { id($0) == id(part) }) {
            notes.append(
                PolicyChangeNote(kind: .removed, what: "\(what) \(shown(id(part)))", how: [])
            )
        }
        return notes
    }
}

extension Budget {
    fileprivate func changes(from old: Budget) -> [String] {
        var how: [String] = []
        if limit != old.limit || unit != old.unit {
            how.append("limit \(amountText(old.limit, old.unit)) → \(amountText(limit, unit))")
        }
        if window != old.window { how.append("window \(old.window.name) → \(window.name)") }
        if zone.name != old.zone.name { how.append("timezone \(old.zone.name) → \(zone.name)") }
        if match != old.match { how.append("match") }
        if per != old.per { how.append("per") }
        if holdMode != old.holdMode {
            how.append("hold \(old.holdMode.rawValue) → \(holdMode.rawValue)")
        }
        if isEnforced != old.isEnforced { how.append(isEnforced ? "enforced" : "in shadow") }
        if thresholds != old.thresholds { how.append("thresholds") }
        if effective != old.effective { how.append("dates") }
        if warnsByDefault != old.warnsByDefault { how.append("warnings") }
        if countsFromNow != old.countsFromNow { how.append("countFrom") }
        return how
    }
}

extension Rule {
    fileprivate func changes(from old: Rule) -> [String] {
        var how: [String] = []
        if conditions != old.conditions { how.append("when") }
        if action != old.action { how.append("\(old.action.name) → \(action.name)") }
        if isEnforced != old.isEnforced { how.append(isEnforced ? "enforced" : "in shadow") }
        if effective != old.effective { how.append("dates") }
        if reason != old.reason { how.append("reason") }
        return how
    }
}
