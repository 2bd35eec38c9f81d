package import FarthingCore

/// Whether a new policy only tightens an old one.
///
/// It tightens where, for every call and every past, the new policy decides at least as strictly:
/// block > wait > approve > downgrade > allow, a longer wait being less strict, and fewer votes of a
/// group or a longer time for them. A past is what calls have spent so far, which both
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
        let (was, now) = (old.policy, new.policy)
        let forward = Self.proof(was, now, atMs: atMs)
        classCount = forward.classCount
        guard !forward.isProved else {
            verdict = Self.proof(now, was, atMs: atMs).isProved ? .same : .tightens
            return
        }
        let search = DiffSearch(old, new, prices, atMs: atMs)
        if let example = search.example(forward) ?? search.unpricedExample() {
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

    /// The proof for what differs, and where that gives none, for all.
    private static func proof(_ old: Policy, _ new: Policy, atMs: Int64) -> DiffProof {
        let focus = DiffFocus(old, new).map { DiffProof(old, new, atMs: atMs, $0) }
        if let focus, focus.isProved { return focus }
        let whole = DiffProof(old, new, atMs: atMs)
        // Where all is too much to be told apart, what differs shows where to look for a call.
        guard whole.scopes == nil, var focus, focus.scopes != nil else { return whole }
        focus.add(whole.reasons)
        return focus
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
    func counts(_ spentAtMs: Int64, atMs: Int64) -> Bool {
        if case .rolling(let lengthMs) = window { return spentAtMs > atMs - lengthMs }
        return window.interval(containing: atMs, zone: zone).startMs <= spentAtMs
    }
}

extension TrialOutcome {
    /// Whether this decides less strictly than `other`.
    package func isLooser(than other: TrialOutcome) -> Bool {
        let (own, its) = (decision.strictness, other.decision.strictness)
        if own != its { return own < its }
        switch (decision, other.decision) {
        case (.wait(let deadlineMs), .wait(let itsMs)): return deadlineMs > itsMs
        case (.approve, .approve):
            guard let terms = approval, let asked = other.approval else { return false }
            return asked.isNoLooser(than: terms) && !terms.isNoLooser(than: asked)
        default: return false
        }
    }
}
