import FarthingCore

/// How strictly something is decided, with the approval's terms where it takes one.
enum Strictness: Hashable {
    case allow
    case approve(ApprovalTerms)
    case wait
    case block

    private var rank: Int {
        switch self {
        case .allow: 0
        case .approve: 1
        case .wait: 2
        case .block: 3
        }
    }

    /// Whether this is at least as strict as `other`. Approvals by other groups cannot be compared.
    func isNoLooser(than other: Strictness) -> Bool {
        if case .approve(let own) = self, case .approve(let terms) = other {
            return own.group == terms.group && own.needed >= terms.needed
        }
        return rank >= other.rank
    }
}

/// What one enforced budget does with a call that would take its account to some amount.
struct BudgetCurve {
    let budget: Budget

    /// The amounts up to which something holds, ascending: thresholds and limit.
    var steps: [Int64] {
        var steps: Set<Int64> = [budget.cap, budget.limit]
        for threshold in budget.thresholds where threshold.action != .warn {
            steps.insert(
                Int64(Int128(budget.limit) * Int128(threshold.atBasisPoints) / 10_000)
            )
        }
        return steps.sorted()
    }

    /// Whether its account stays paused once a call found no room.
    var pauses: Bool {
        let blocks = budget.thresholds.filter { $0.action == .block || $0.action == .pause }
        let least = blocks.map(\.atBasisPoints).min()
        return budget.window != .call
            && blocks.contains { $0.atBasisPoints == least && $0.action == .pause }
    }

    /// What happens when spent, held and needed come to `amount`.
    ///
    /// - Parameter waits: whether a rule lets the call wait where there is no room.
    func strictness(at amount: Int64, waits: Bool) -> Strictness {
        let passed = budget.thresholds.filter { threshold in
            Int128(amount) * 10_000 > Int128(budget.limit) * Int128(threshold.atBasisPoints)
        }
        let isFull = amount > budget.cap
        let blocks = passed.contains { $0.action == .block || $0.action == .pause }
        if isFull, blocks { return .block }
        var found = Strictness.allow
        var lifts = false
        for threshold in passed {
            switch threshold.action {
            case .wait: return .wait
            case .approve(let terms):
                // Only an approval at the limit itself lifts it.
                lifts = lifts || threshold.atBasisPoints == 10_000
                if case .approve(let other) = found, !terms.counts(before: other) { continue }
                found = .approve(terms)
            case .warn, .downgrade, .pause, .block: break
            }
        }
        guard isFull, !lifts else { return found }
        return waits ? .wait : .block
    }
}

extension ApprovalTerms {
    /// Whether these terms count where a call is under both: more votes, then the group's name.
    func counts(before other: ApprovalTerms) -> Bool {
        if needed != other.needed { return needed > other.needed }
        return utf8Precedes(group, other.group)
    }
}
