import FarthingCore

/// What two policies write otherwise, without what both say alike: where that can be left out, far
/// fewer kinds of calls need be told apart.
///
/// Sound, since what is alike adds the same to both sides: a block, a wait or a budget that stands on
/// both makes neither side looser. Left out is nothing where that would not hold.
struct DiffFocus {
    /// The policies with nothing in them but what differs.
    let old: Policy
    let new: Policy
    /// What rules that both have may ask besides: an approval of theirs may count before another.
    let approvals: [ApprovalTerms]
    /// Whether calls may be downgraded by what both have.
    let mayDowngrade: Bool

    /// nil where all must be looked at.
    init?(_ old: Policy, _ new: Policy) {
        guard old.isEnforced, new.isEnforced, old.effective == new.effective,
            old.allowsUnmatched == new.allowsUnmatched
        else { return nil }
        let budgets = Self.differing(old.budgets, new.budgets) { was, now in
            now.essence == was.essence
                && (!now.countsFromNow || now.id == was.id && now.keepsAccounts(of: was))
        }
        let rules = Self.differing(old.rules, new.rules) { $0.essence == $1.essence }
        guard rules.old.count + budgets.old.count < old.rules.count + old.budgets.count else {
            return nil
        }
        let enforced = (old.budgets + new.budgets).filter(\.isEnforced)
        let differing = (budgets.old + budgets.new).filter(\.isEnforced)
        // Which mode counts is up to all budgets of a call.
        guard differing.isEmpty || enforced.allSatisfy({ $0.holdMode == .ceiling }) else {
            return nil
        }
        mayDowngrade = !old.ladderModels.isEmpty || !new.ladderModels.isEmpty
        let goesElsewhere = (rules.old + rules.new).contains { rule in
            if case .downgrade = rule.action { true } else { false }
        }
        guard !goesElsewhere else { return nil }
        // The shortest of several waits counts: without one, another may be longer.
        let waits = [old.rules, new.rules].map { $0.count(where: \.lets) }
        guard
            !(rules.old + rules.new).contains(where: \.lets)
                || waits == [rules.old, rules.new].map({ $0.count(where: \.lets) })
        else { return nil }
        if !new.allowsUnmatched {
            // No call is to be matched that was not: one of the old budgets stood for it.
            let isKnown = budgets.new.allSatisfy { now in
                old.budgets.contains { $0.matchesAll(of: now) }
            }
            guard isKnown else { return nil }
        }
        self.old = Self.reduced(old, budgets.old, rules.old)
        self.new = Self.reduced(new, budgets.new, rules.new)
        approvals = Set(
            old.rules.compactMap { rule in
                if case .approve(let terms) = rule.action { terms } else { nil }
            }
        )
        .sorted { $0.isPreferred(to: $1) }
    }

    private static func reduced(_ policy: Policy, _ budgets: [Budget], _ rules: [Rule]) -> Policy {
        var policy = policy
        policy.budgets = budgets
        policy.rules = rules
        policy.allowsUnmatched = true
        return policy
    }

    /// Those of each list that the other has not.
    private static func differing<Part: Hashable>(
        _ old: [Part],
        _ new: [Part],
        _ isAlike: (Part, Part) -> Bool
    ) -> (old: [Part], new: [Part]) {
        // Most are the same at the same place, which is quickly seen.
        var (restOld, restNew): ([Part], [Part]) = ([], [])
        let common = min(old.count, new.count)
        for index in 0..<common where old[index] != new[index] {
            restOld.append(old[index])
            restNew.append(new[index])
        }
        restOld += old[common...]
        restNew += new[common...]
        restOld.removeAll { part in
            guard let place = restNew.firstIndex(where: { isAlike(part, $0) }) else { return false }
            restNew.remove(at: place)
            return true
        }
        return (restOld, restNew)
    }
}

extension Rule {
    /// Whether it lets calls wait for room.
    fileprivate var lets: Bool {
        if case .wait = action { true } else { false }
    }
}

extension Budget {
    /// Whether it stands for every call for which `other` does.
    fileprivate func matchesAll(of other: Budget) -> Bool {
        effective.covers(other.effective)
            && match.terms.allSatisfy { term in
                other.match.terms.contains { its in
                    its.dimension == term.dimension
                        && (its.pattern == term.pattern || term.pattern.pattern == "*")
                }
            }
    }
}
