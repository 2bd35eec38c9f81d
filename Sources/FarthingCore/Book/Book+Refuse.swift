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
        let source = RefusalLog.Source(
            principal: request.context.principal,
            code: refusal.code,
            account: refusal.account
        )
        if let first = refusals.count(source, now) {
            refusal.sequence = first
            pauseIfAsked(refusal, now)
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
        pauseIfAsked(refusal, now)
        return .refused(refusal)
    }

    /// Keeps an account paused whose `pause` threshold refused a call.
    private mutating func pauseIfAsked(_ refusal: Refusal, _ now: Int64) {
        guard refusal.code == .overLimit, let account = refusal.account,
            let index = budgetIndex[account.budget], budgets[index].pausesAtBlock,
            budgets[index].definition.window != .call,
            !budgets[index].pausedScopes.contains(account.scope)
        else { return }
        record(
            .pause(budget: account.budget, scope: account.scope, note: "pause threshold reached"),
            now
        )
    }
}
