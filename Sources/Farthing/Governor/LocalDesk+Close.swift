import FarthingCore

extension LocalDesk {
    package func dispatch(_ hold: DeskHold) async throws(SpendError) {
        let nowMs = options.clock.boundedNowMs
        switch try await ask(.dispatch(hold.id), nowMs) {
        case .dispatched: return
        case .refused(let refusal): throw SpendError(refusal, of: hold, nowMs: nowMs)
        default: throw SpendError(.outcomeUnknown, "The ledger's answer was none to a dispatch.")
        }
    }

    package func extend(
        _ hold: DeskHold,
        outputTokens: Int64
    ) async throws(SpendError) -> DeskHold {
        let nowMs = options.clock.boundedNowMs
        guard let plan = hold.plan as? SpendPlan else { throw .foreignHold }
        guard hold.bound.callBound != nil || outputTokens == hold.outputTokens else {
            throw SpendError(
                .invalid,
                "The hold's amount was stated and does not follow its output; it can be renewed, and "
                    + "not changed."
            )
        }
        let request = ExtendRequest(
            id: hold.id,
            lines: outputTokens == hold.outputTokens ? [] : plan.lines(hold.bound),
            output: OutputBound(wanted: outputTokens),
            expiresAtMs: nowMs + hold.expiresInMs
        )
        switch try await ask(.extend(request), nowMs) {
        case .held(let held):
            var extended = hold
            extended.outputTokens = held.outputTokens
            extended.remainingNanos = held.remainingNanos
            extended.sequence = held.sequence
            return extended
        case .refused(let refusal): throw SpendError(refusal, of: hold, nowMs: nowMs)
        default: throw SpendError(.outcomeUnknown, "The ledger's answer was none to an extension.")
        }
    }

    package func settle(
        _ hold: DeskHold,
        _ cost: CallCost
    ) async throws(SpendError) -> Receipt {
        guard let plan = hold.plan as? SpendPlan else { throw .foreignHold }
        let nowMs = options.clock.boundedNowMs
        let outcome = try await askToSettle(request(hold, plan, cost), nowMs)
        tellRun(hold, plan, cost)
        switch outcome {
        case .settled(let settled):
            for warning in settled.warnings { options.events.emit(.warning(warning)) }
            return Receipt(
                id: hold.id,
                costNanos: cost.nanos,
                sequence: settled.sequence,
                overrunNanos: settled.overrunNanos
            )
        case .refused(let refusal): throw SpendError(refusal, nowMs: nowMs)
        default: throw SpendError(.outcomeUnknown, "The ledger's answer was none to a settlement.")
        }
    }

    package func release(_ hold: DeskHold, why: String) async throws(SpendError) {
        let nowMs = options.clock.boundedNowMs
        switch try await ask(.release(hold.id, why: why), nowMs) {
        case .released: return
        case .refused(let refusal): throw SpendError(refusal, nowMs: nowMs)
        default: throw SpendError(.outcomeUnknown, "The ledger's answer was none to a release.")
        }
    }

    package func closeLater(_ hold: DeskHold, _ cost: CallCost?) {
        let command: Command
        if let cost, let plan = hold.plan as? SpendPlan {
            command = .settle(request(hold, plan, cost))
            tellRun(hold, plan, cost)
        } else {
            command = .release(hold.id, why: "dropped before dispatch")
        }
        // What a ledger that is down does not hear, the hold's expiry does.
        ledger.submit([command], nowMs: options.clock.boundedNowMs) { _ in }
    }

    private func request(_ hold: DeskHold, _ plan: SpendPlan, _ cost: CallCost) -> SettleRequest {
        SettleRequest(
            id: hold.id,
            amounts: cost.isUnknown ? [] : plan.charges(cost),
            evidence: cost.evidence,
            usage: cost.usage
        )
    }
}

extension SpendError {
    /// Why a hold that was made could not be dispatched or renewed.
    fileprivate init(_ refusal: Refusal, of hold: DeskHold, nowMs: Int64) {
        let isOver = refusal.code == .expired && refusal.holdID == hold.id
        self.init(refusal, nowMs: nowMs, message: isOver ? hold.overText : nil)
    }

    static let foreignHold = SpendError(
        .conflict,
        "The hold was made by another governor; close it with the one that made it."
    )
}

extension DeskHold {
    /// What to do where its time was over.
    fileprivate var overText: String {
        "The hold's time is over: it lasts \(expiresInMs) ms where nothing renews it. Hold the call anew "
            + "before it is sent; for one that takes longer, renew() in time or set expiresInMs."
    }
}
