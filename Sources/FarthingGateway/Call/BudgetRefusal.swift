import FarthingCore
import FarthingProviders
import Logging

extension ClientConnection {
    /// Answers with the ledger's refusal, typed for the client's SDK, with what is affordable.
    func refuse(_ refusal: Refusal, _ call: MeteredCall) {
        let plan = call.plan
        loop.counters.refused(refusal.code.rawValue)
        loop.gateway.logger.info("call refused", metadata: plan.context.refused(refusal))
        let affordable = call.bounds.affordable(refusal, plan)
        let language = loop.gateway.options.language
        var error = refusal.error(affordable: affordable, nowMs: loop.nowMs, in: language)
        error.facts.headroom?.affordableModel = call.cheapestAllowed(refusal)
        error.pointOut(refusal, at: call.request.base(usesTLS: loop.gateway.options.tls != nil))
        respond(error)
    }
}

extension ClientError {
    /// Says where the approval is read that a call needs.
    mutating func pointOut(_ refusal: Refusal, at base: String) {
        guard let id = refusal.approvalID else { return }
        let place = base + ApprovalCall.path + id.description
        facts.headroom?.approval = place
        facts.message += " " + place
    }
}

extension Refusal {
    /// What a refused call is told: typed, with the numbers and what could be afforded instead.
    func error(
        affordable: Int64?,
        nowMs: Int64,
        in language: Language = .english
    ) -> ClientError {
        var fields: [Answer.Field] = []
        if let sequence { fields.append(Answer.Field("x-farthing-receipt", String(sequence))) }
        if code == .overLimit, windowEndsMs != Int64.max {
            let seconds = max(1, (windowEndsMs - nowMs + 999) / 1_000)
            fields.append(Answer.Field("retry-after", String(seconds)))
        }
        return ClientError(
            ErrorFacts(
                status: shape.status,
                code: shape.code,
                type: shape.type,
                message: text(in: language),
                headroom: headroom(affordable)
            ),
            fields: fields
        )
    }

    private func headroom(_ affordable: Int64?) -> Headroom {
        var headroom = Headroom(reason: code.rawValue)
        if let account {
            headroom.budget = account.budget
            headroom.unit = unit?.name
            headroom.limit = limit
            headroom.spent = spent
            headroom.held = held
            headroom.needed = needed
            headroom.remaining = free
            headroom.affordableOutputTokens = affordable
            if windowEndsMs != Int64.max { headroom.windowEndsMs = windowEndsMs }
        }
        headroom.rule = rule
        headroom.receipt = sequence.map { String($0) }
        return headroom
    }
}

extension CallBounds {
    /// The output limit per choice with which the call would have fitted; nil when none would.
    fileprivate func affordable(_ refusal: Refusal, _ plan: CallPlan) -> Int64? {
        cost.affordedTokens(refusal, in: plan.lines.unit(of: refusal)).map { $0 / choices }
            .flatMap { $0 > 0 ? $0 : nil }
    }
}

extension Refusal {
    /// Status, type and code in OpenAI's words.
    fileprivate var shape: (status: Int, type: String, code: String) {
        switch code {
        case .inFlight: (409, "conflict_error", "call_in_flight")
        case .alreadySettled: (409, "conflict_error", "call_already_settled")
        case .keyConflict: (409, "conflict_error", "idempotency_key_conflict")
        case .conflict: (409, "conflict_error", "conflict")
        case .invalid: (400, "invalid_request_error", "amount_out_of_bounds")
        case .expired where holdID != nil: (403, "permission_error", "allowance_expired")
        case .allowanceExceeded: (429, "insufficient_quota", "allowance_exceeded")
        case .unknownBudget, .unknownHold, .expired: (503, "server_error", code.rawValue)
        case .approvalPending: (403, "permission_error", "approval_pending")
        case .approvalDenied: (403, "permission_error", "approval_denied")
        case .tooManyApprovals: (429, "insufficient_quota", "too_many_approvals")
        case .paused, .frozen: (429, "insufficient_quota", "budget_" + code.rawValue)
        case .rule where isKill: (429, "insufficient_quota", "killed")
        default: (429, "insufficient_quota", "budget_exceeded")
        }
    }
}
