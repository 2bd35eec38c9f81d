/// Approvals that were asked for under one policy, and another that comes into force.
extension Book {
    /// The open approvals that another policy does not ask for as they stand, in the order in which
    /// they were asked for: nobody is to grant them, and no retry would find what was granted.
    ///
    /// To be asked before the budgets of the policy are set.
    ///
    /// - Parameter nowMs: when the policy comes into force, in milliseconds UTC.
    package func approvals(notAskedBy policy: Policy, nowMs: Int64) -> [HoldID] {
        let open = approvals.approvals.values.filter(\.state.isOpen)
        if open.isEmpty { return [] }
        let edit = BudgetEdit(from: budgetMarks, to: policy, nowMs: nowMs)
        return open.sorted { $0.sequence < $1.sequence }
            .filter { !policy.asks(for: $0, after: edit) }
            .map(\.id)
    }
}

extension Policy {
    /// Whether a call for which an approval was asked counts where it did, and is one to be asked
    /// about with the same terms.
    fileprivate func asks(for approval: Approval, after edit: BudgetEdit) -> Bool {
        guard isEnforced, !edit.countsElsewhere(approval) else { return false }
        var counting: [Budget] = []
        for line in approval.lines {
            guard let old = edit.old[line.budget] else { return false }
            guard let new = edit.new[line.budget], edit.counts(approval, in: new) else {
                // What a budget in shadow has said was no reason.
                if old.isEnforced { return false }
                continue
            }
            guard new.unit == old.unit,
                new.per == old.per || approval.context.scope.key(per: new.per) == line.scope
            else { return false }
            if new.isEnforced { counting.append(new) }
        }
        let ask = approval.ask
        let lifted = ask.lifts == nil ? [] : counting.filter { ask.lifts($0.id) }
        return lifted.allSatisfy(\.asksAtItsLimit)
            && (counting.contains { $0.asks(ask.terms) } || rules.contains { $0.asks(ask.terms) })
    }
}

/// What becomes of budgets when another policy comes into force.
private struct BudgetEdit {
    /// The budgets that there are or were, by id.
    let old: [String: Budget]
    /// Those of the policy, by id.
    let new: [String: Budget]
    /// Those of the policy that are new, or take in other calls than before.
    private let rematched: [String: Budget]
    private let isInForce: Bool
    private let nowMs: Int64

    init(from marks: [BudgetMark], to policy: Policy, nowMs: Int64) {
        old = Dictionary(marks.map { ($0.budget.id, $0.budget) }, uniquingKeysWith: { $1 })
        new = Dictionary(policy.budgets.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let present = Dictionary(
            marks.filter { !$0.isRemoved }.map { ($0.budget.id, $0.budget) },
            uniquingKeysWith: { $1 }
        )
        rematched = new.filter { id, budget in
            present[id].map { $0.match != budget.match || $0.effective != budget.effective } ?? true
        }
        isInForce = policy.effective.contains(nowMs)
        self.nowMs = nowMs
    }

    /// Whether an approval's call counts in one of its budgets, edited or not.
    func counts(_ approval: Approval, in budget: Budget) -> Bool {
        guard rematched[budget.id] != nil else { return true }
        return isInForce && budget.effective.contains(nowMs)
            && budget.match.matches(approval.context.scope)
    }

    /// Whether an approval's call counts in a budget besides, for which nothing was asked.
    func countsElsewhere(_ approval: Approval) -> Bool {
        rematched.values.contains { budget in
            counts(approval, in: budget) && !approval.lines.contains { $0.budget == budget.id }
        }
    }
}

extension Budget {
    fileprivate func asks(_ terms: ApprovalTerms) -> Bool {
        thresholds.contains { threshold in
            guard case .approve(let own) = threshold.action else { return false }
            return own.asksAlike(terms)
        }
    }

    /// Whether the limit itself is for people to lift: what blocks or pauses is stricter.
    fileprivate var asksAtItsLimit: Bool {
        thresholds.contains { threshold in
            guard case .approve = threshold.action else { return false }
            return threshold.atBasisPoints == 10_000
        } && !thresholds.contains { $0.action == .block || $0.action == .pause }
    }
}

extension Rule {
    fileprivate func asks(_ terms: ApprovalTerms) -> Bool {
        guard isEnforced, case .approve(let own) = action else { return false }
        return own.asksAlike(terms)
    }
}

extension ApprovalTerms {
    /// Whether the same people are asked, as many of them, for as long; how long a request is held
    /// open for the answer changes nothing for them.
    fileprivate func asksAlike(_ other: ApprovalTerms) -> Bool {
        group.utf8.elementsEqual(other.group.utf8) && needed == other.needed
            && withinMs == other.withinMs
    }
}
