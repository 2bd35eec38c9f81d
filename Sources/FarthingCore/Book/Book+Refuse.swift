extension Book {
    /// Records a refusal, or counts it when the same one was recorded within the second.
    mutating func refuse(
        _ request: HoldRequest,
        _ refused: Refused,
        _ now: Int64
    ) -> Outcome {
        guard refused.isNews else { return .refused(refused.refusal) }
        var refusal = refused.refusal
        if refusal.code.isOfRoom {
            guard request.recordsRefusal, request.recordsThreshold || !refusal.decidesAgain else {
                return .refused(refusal)
            }
        }
        let source = RefusalLog.Source(refusal, request.context)
        if let first = refusals.count(source, now) {
            refusal.sequence = first
            pauseIfAsked(request, refusal, now)
            return .refused(refusal)
        }
        refusal.sequence = nextSequence
        let window = refusal.account.flatMap { budgetIndex[$0.budget] }.map {
            budgets[$0].definition.window
        }
        record(
            .refusal(
                Entry.Refused(
                    id: request.id,
                    refusal: refusal,
                    window: window,
                    // Where it is what was refused, the entry itself stays within bounds.
                    projectedNanos: min(max(0, request.projectedNanos), Money.maxNanos),
                    context: request.context
                )
            ),
            now
        )
        pauseIfAsked(request, refusal, now)
        return .refused(refusal)
    }

    /// Records a call that the rules refuse, or counts it when the same key was refused by the same
    /// rule within the second.
    mutating func refuse(_ call: RefusedCall, _ now: Int64) -> Outcome {
        guard call.code == .rule || call.code == .unmatched,
            call.rule?.utf8.count ?? 0 <= Budget.idBytesMax
        else { return .refused(Refusal(.invalid)) }
        var refusal = Refusal(call.code)
        refusal.rule = call.rule
        if let first = refusals.count(RefusalLog.Source(refusal, call.context), now) {
            refusal.sequence = first
            return .refused(refusal)
        }
        refusal.sequence = nextSequence
        record(
            .refusal(
                Entry.Refused(
                    id: call.id,
                    refusal: refusal,
                    window: nil,
                    projectedNanos: min(max(0, call.projectedNanos), Money.maxNanos),
                    context: call.context
                )
            ),
            now
        )
        return .refused(refusal)
    }

    /// Keeps every account paused whose `pause` threshold refuses a call, whichever of them the
    /// refusal names.
    private mutating func pauseIfAsked(_ request: HoldRequest, _ refusal: Refusal, _ now: Int64) {
        guard refusal.code == .overLimit else { return }
        for reached in refusal.reached where reached.isLimit && reached.passedBasisPoints > 0 {
            let line = request.lines[reached.line]
            guard let index = budgetIndex[line.budget], budgets[index].pausesAtBlock,
                !budgets[index].isPerCall,
                !budgets[index].pausedScopes.contains(line.scope),
                let slot = existingAccount(budget: index, scope: line.scope),
                headroom(for: line, slot: slot, output: request.output).refusal?.code == .overLimit
            else { continue }
            record(
                .pause(budget: line.budget, scope: line.scope, note: "pause threshold reached"),
                now
            )
        }
    }
}
