import FarthingCore
import FarthingProviders
import Logging

extension ClientConnection {
    /// Answers with the ledger's refusal, typed for the client's SDK, with what is affordable.
    func refuse(_ refusal: Refusal, _ bounds: CallBounds, _ plan: CallPlan, _ loop: LoopState) {
        loop.counters.refused(refusal.code.rawValue)
        loop.gateway.logger.info(
            "call refused",
            metadata: [
                "code": "\(refusal.code.rawValue)", "key": "\(plan.key.id)",
                "budget": "\(refusal.account?.budget ?? "-")",
                "receipt": "\(refusal.sequence ?? -1)",
            ]
        )
        respond(refusal.error(affordable: bounds.affordable(refusal, plan), nowMs: loop.nowMs))
    }
}

extension Refusal {
    /// What a refused call is told: typed, with the numbers and what could be afforded instead.
    func error(affordable: Int64?, nowMs: Int64) -> ClientError {
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
                message: sentence,
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
        headroom.receipt = sequence.map { String($0) }
        return headroom
    }
}

extension CallBounds {
    /// The output limit per choice with which the call would have fitted; nil when none would.
    fileprivate func affordable(_ refusal: Refusal, _ plan: CallPlan) -> Int64? {
        guard refusal.code == .overLimit || refusal.code == .expectedOverLimit,
            case .money = refusal.unit
        else { return nil }
        return cost.outputTokens(within: refusal.free).map { $0 / choices }.flatMap {
            $0 > 0 ? $0 : nil
        }
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
        case .unknownBudget, .unknownHold, .expired: (503, "server_error", code.rawValue)
        case .paused, .frozen: (429, "insufficient_quota", "budget_" + code.rawValue)
        default: (429, "insufficient_quota", "budget_exceeded")
        }
    }

    /// One sentence that names the budget, the numbers and the way out.
    fileprivate var sentence: String {
        let name = account.map { account in
            account.scope.isEmpty ? "'\(account.budget)'" : "'\(account.budget)' (\(account.scope))"
        }
        switch code {
        case .inFlight:
            return "A call with this idempotency key is still running."
        case .alreadySettled:
            return "The call with this idempotency key is over and was charged."
        case .keyConflict:
            return "This idempotency key came before with another request."
        case .paused:
            return "The budget \(name ?? "") is paused. Its owner can resume it."
        case .frozen:
            return "The budget \(name ?? "") is frozen until an operator has looked at it."
        case .overLimit, .expectedOverLimit, .thresholdReached:
            return "The budget \(name ?? "") does not cover this call: \(shown(needed)) needed, "
                + "\(shown(free)) of \(shown(limit)) free"
                + (code == .expectedOverLimit ? " beside what running calls need." : ".")
        case .invalid: return "The call could cost more than any budget can hold."
        case .unknownBudget: return "The policy has just changed. Try again."
        default: return "The call was refused (\(code.rawValue))."
        }
    }

    private func shown(_ amount: Int64) -> String {
        switch unit {
        case .money(let currency): "\(moneyText(nanos: amount)) \(currency)"
        case .some(let unit): "\(amount) \(unit.name)"
        case nil: "\(amount)"
        }
    }
}
