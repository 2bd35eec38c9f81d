package import FarthingCore

/// What a policy would do with one call, and how it came to that.
package struct TrialOutcome: Sendable {
    /// The last word.
    package var decision: TrialDecision
    /// The model that would take the call, or the last that was tried.
    package var model: String
    /// The approval's terms, for ``TrialDecision/approve`` and for a wait that needs one besides.
    package var approval: ApprovalTerms?
    /// Whether the approval would be one to pass a limit.
    package var liftsLimit = false
    /// Every model that was tried, with what was found for it.
    package var steps: [TrialStep]
    /// Why, as receipts say it.
    package var reasons: [String]
    /// What shadow rules would have said.
    package var shadowReasons: [String]
    /// How many output tokens the hold affords; nil where nothing is held.
    package var grantedTokens: Int64?
}

/// A decision's last word.
package enum TrialDecision: Hashable, Sendable {
    case allow
    /// Admitted as a call for another model.
    case downgrade
    case approve
    case wait(deadlineMs: Int64)
    case block(TrialCause)

    /// The name as entries and test files write it.
    package var name: String {
        switch self {
        case .allow: "allow"
        case .downgrade: "downgrade"
        case .approve: "approve"
        case .wait: "wait"
        case .block: "block"
        }
    }

    /// How strict it is: block > wait > approve > downgrade > allow.
    package var strictness: Int {
        switch self {
        case .allow: 0
        case .downgrade: 1
        case .approve: 2
        case .wait: 3
        case .block: 4
        }
    }
}

/// What blocks a call.
package enum TrialCause: Hashable, Sendable {
    case rules
    case unmatched
    case unpriced(TrialBound.Fault)
    case budget(Refusal)
}

/// One model on a call's way.
package struct TrialStep: Sendable {
    package var model: String
    /// What the call can come to with it; nil where it has no price.
    package var bound: TrialBound?
    /// What the rules were asked.
    package var facts: CallFacts
    /// What they say.
    package var verdict: Verdict?
    /// The budgets that the call counts in, with their accounts before it.
    package var lines: [TrialLine] = []
    /// The book's answers to holds, in order; the last is the one that stands.
    package var refusals: [Refusal] = []
}

/// One budget beside what a call needs of it.
package struct TrialLine: Sendable {
    package var budget: Budget
    /// Which of the budget's accounts.
    package var scope: String
    /// Whether it refuses anything, or only counts.
    package var isEnforced: Bool
    /// The most that the call takes, in the budget's unit.
    package var needed: Int64
    package var spent: Int64
    package var held: Int64
    package var topUps: Int64
    package var isPaused: Bool
    /// When the account's window ends; `Int64.max` when it does not.
    package var windowEndsMs: Int64

    /// The limit with its top-ups.
    package var whole: Int64 { Int64(clamping: Int128(budget.limit) + Int128(topUps)) }

    /// The most that may be spent and held: the limit, or a threshold that blocks before it.
    package var cap: Int64 {
        let shares = budget.thresholds.filter { $0.action == .block || $0.action == .pause }
            .map(\.atBasisPoints)
        return Int64(Int128(whole) * Int128(shares.min() ?? 10_000) / 10_000)
    }

    /// What is left of it.
    package var free: Int64 {
        Int64(clamping: max(0, Int128(cap) - Int128(spent) - Int128(held)))
    }

    /// Thresholds that this call would take the account past, lowest first; warnings look at what
    /// is spent alone.
    package var passed: [Threshold] {
        budget.thresholds.filter { threshold in
            let used =
                Int128(spent) + (threshold.action == .warn ? 0 : Int128(held) + Int128(needed))
            return used > Int128(whole) * Int128(threshold.atBasisPoints) / 10_000
        }
        .sorted { $0.atBasisPoints < $1.atBasisPoints }
    }
}
