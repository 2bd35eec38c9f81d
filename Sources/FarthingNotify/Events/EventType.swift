/// What may have happened that somebody wants to hear of; the names are fixed for ever.
package enum EventType: String, CaseIterable, Hashable, Sendable {
    case budgetWarning = "budget.warning"
    /// An account has refused a call over its limit, for the first time in its window or since it
    /// got more room.
    case budgetExhausted = "budget.exhausted"
    case budgetPaused = "budget.paused"
    case budgetResumed = "budget.resumed"
    case budgetFrozen = "budget.frozen"
    case budgetUnfrozen = "budget.unfrozen"
    case budgetToppedUp = "budget.topped_up"
    case budgetReset = "budget.reset"
    case callRefused = "call.refused"
    case approvalRequested = "approval.requested"
    case approvalVoted = "approval.voted"
    case approvalGranted = "approval.granted"
    case approvalDenied = "approval.denied"
    case approvalExpired = "approval.expired"
    case approvalWithdrawn = "approval.withdrawn"
    case policyChanged = "policy.changed"
    /// An account spends at a pace that its window's limit does not bear.
    case alertBurnRate = "alert.burn_rate"
    /// An account will be used up soon, at the pace of now.
    case alertExhaustion = "alert.exhaustion"
    /// Much was charged in a day of which nobody knows whether it was billed.
    case alertUnaccounted = "alert.unaccounted"
    /// Somebody tries a webhook; of no entry.
    case webhookTest = "webhook.test"

    /// Whether it comes without being asked for: calls are refused often, and each is heard of by
    /// its caller.
    package var isUsual: Bool { self != .callRefused && self != .webhookTest }

    /// Whether streams have it: one of a whole policy is of no key's accounts.
    package var isStreamed: Bool {
        self != .policyChanged && self != .alertUnaccounted && self != .webhookTest
    }

    /// How loudly a log should tell of it.
    package var loudness: Loudness {
        switch self {
        case .budgetWarning, .budgetExhausted, .budgetPaused, .budgetFrozen, .alertBurnRate,
            .alertExhaustion, .alertUnaccounted:
            .warning
        case .budgetResumed, .budgetUnfrozen, .approvalRequested, .approvalExpired,
            .approvalWithdrawn:
            .notice
        default: .silent
        }
    }

    /// The levels that events have in a log.
    package enum Loudness: Sendable {
        case silent, notice, warning
    }
}
