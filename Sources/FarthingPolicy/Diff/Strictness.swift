import FarthingCore

/// How strictly something is decided, with the approval's terms where it takes one.
enum Strictness: Hashable {
    case allow
    case approve(ApprovalTerms)
    case wait(deadlineMs: Int64)
    case block

    private var rank: Int {
        switch self {
        case .allow: 0
        case .approve: 1
        case .wait: 2
        case .block: 3
        }
    }

    /// Whether this is at least as strict as `other`. Approvals by other groups cannot be compared;
    /// of two waits the shorter one is stricter.
    func isNoLooser(than other: Strictness) -> Bool {
        switch (self, other) {
        case (.approve(let own), .approve(let terms)): own.isNoLooser(than: terms)
        case (.wait(let own), .wait(let its)): own <= its
        default: rank >= other.rank
        }
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
    /// - Parameter waitMs: how long a rule lets the call wait where there is no room; nil for none.
    func strictness(at amount: Int64, waitMs: Int64?) -> Strictness {
        let passed = budget.thresholds.filter { threshold in
            Int128(amount) * 10_000 > Int128(budget.limit) * Int128(threshold.atBasisPoints)
        }
        let isFull = amount > budget.cap
        let blocks = passed.contains { $0.action == .block || $0.action == .pause }
        if isFull, blocks { return .block }
        var found = Strictness.allow
        var lifts = false
        var ownMs: Int64?
        for threshold in passed {
            switch threshold.action {
            case .wait(let deadlineMs): ownMs = min(ownMs ?? deadlineMs, deadlineMs)
            case .approve(let terms):
                // Only an approval at the limit itself lifts it.
                lifts = lifts || threshold.atBasisPoints == 10_000
                if case .approve(let other) = found, !terms.isPreferred(to: other) { continue }
                found = .approve(terms)
            case .warn, .downgrade, .pause, .block: break
            }
        }
        if let ownMs { return .wait(deadlineMs: ownMs) }
        guard isFull, !lifts else { return found }
        return waitMs.map { .wait(deadlineMs: $0) } ?? .block
    }
}

extension ApprovalTerms {
    /// Whether these are at least as strict: the same group's, as many votes, and no longer good.
    func isNoLooser(than other: ApprovalTerms) -> Bool {
        group.utf8.elementsEqual(other.group.utf8) && needed >= other.needed
            && withinMs <= other.withinMs
    }
}
