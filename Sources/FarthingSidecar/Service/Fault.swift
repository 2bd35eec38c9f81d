import GRPCCore

extension RPCError {
    init(_ error: WireError) {
        self.init(code: .invalidArgument, message: error.message)
    }

    /// What a client is told by status where no answer fits.
    init(_ refusal: SidecarRefusal) {
        let code: RPCError.Code =
            switch refusal.kind {
            case .unavailable, .unknownOutcome, .outdated: .unavailable
            case .invalid: .invalidArgument
            case .unknownHold: .notFound
            case .keyConflict, .conflict, .settled, .pricing: .failedPrecondition
            default: .failedPrecondition
            }
        self.init(code: code, message: refusal.message)
    }
}

extension SidecarRefusal {
    /// The code by which answers name it; never zero, which clients take for no error.
    var faultCode: Wire.WireFault.Code {
        switch kind {
        case .exhausted, .runExhausted, .paused: .budgetExhausted
        case .source: .overrunReservation
        case .expired: .reservationTtlExpired
        case .keyConflict: .idempotencyConflict
        case .unavailable, .unknownOutcome, .outdated: .syncReplicaUnavailable
        case .pricing: .pricingFreezeMismatch
        case .invalid: .unitNormalizationRequired
        default: .reservationStateConflict
        }
    }

    /// The reason's code in a decision.
    var reasonCode: String {
        switch kind {
        case .exhausted: "BUDGET_EXHAUSTED"
        case .runExhausted: "RUN_BUDGET_PROJECTION_EXCEEDED"
        case .paused: "BUDGET_PAUSED"
        case .killed: "KILLED"
        case .rule: "RULE"
        case .skipped: "SKIP"
        case .unknownBudget: "UNKNOWN_BUDGET"
        case .unmatched: "NO_BUDGET"
        case .denied: "APPROVAL_DENIED"
        case .source: "GRANT_EXHAUSTED"
        case .expired: "GRANT_EXPIRED"
        case .keyConflict: "IDEMPOTENCY_CONFLICT"
        case .invalid: "INVALID"
        case .unknownHold: "UNKNOWN_RESERVATION"
        case .settled: "SETTLED"
        case .pricing: "PRICING_FREEZE_MISMATCH"
        case .conflict: "STATE_CONFLICT"
        case .unavailable, .unknownOutcome, .outdated: "LEDGER_UNAVAILABLE"
        }
    }

    /// All of a decision's reasons: the operator's own word comes first where a rule has one, and why a kill
    /// switch is on behind the code that says so.
    var reasonCodes: [String] {
        kind == .killed
            ? [reasonCode] + reasons + [message] : reasons + [reasonCode, message]
    }

    /// What has determined it; nil where neither a budget nor a rule has.
    var matched: MatchedRule? {
        budget == nil && rule == nil
            ? nil : MatchedRule(budget: budget ?? "", rule: rule ?? "")
    }

    /// Whether it is an answer to a decision, and not a failure to give one.
    var isDecision: Bool {
        switch kind {
        case .exhausted, .runExhausted, .paused, .killed, .rule, .skipped, .unknownBudget,
            .unmatched, .denied, .source, .expired:
            true
        case .keyConflict, .invalid, .unknownHold, .conflict, .settled, .pricing, .unavailable,
            .unknownOutcome, .outdated:
            false
        }
    }
}

extension Wire.WireFault {
    init(_ code: Code, _ message: String) {
        self.init()
        self.code = code
        self.message = message
    }

    init(_ refusal: SidecarRefusal) { self.init(refusal.faultCode, refusal.message) }

    init(_ error: WireError) { self.init(error.code, error.message) }
}
