import FarthingCore
import Synchronization

extension LocalDesk {
    /// How one call goes through rules, thresholds and limits.
    struct Way {
        var call: DeskCall
        var plan: SpendPlan
        var deliberation: Deliberation
        let id: HoldID
        let arrivedAtMs: Int64
        let runRequest: UInt64
        /// What rules are told of the run; the call is one step of it, whatever it becomes.
        let run: RunFacts?
        /// True for the last word: the journal is to have it.
        var isLast = false
    }

    package func hold(_ call: DeskCall) async throws(SpendError) -> DeskHold {
        let nowMs = options.clock.boundedNowMs
        let plan = try plan(call.scope, nowMs)
        if plan.isPlain, call.idempotencyKey == nil, call.source == nil {
            return try await holdPlainly(call, plan, nowMs)
        }
        let requested = call.model ?? plan.scope[.tool] ?? ""
        let runRequest = asksAboutRuns ? call.runRequest : 0
        var way = Way(
            call: call,
            plan: plan,
            deliberation: Deliberation(requested: requested),
            id: .next(),
            arrivedAtMs: nowMs,
            runRequest: runRequest,
            run: runFacts(plan, runRequest)
        )
        try await passRules(&way)
        while true {
            let outcome = try await askForHold(try request(way), options.clock.boundedNowMs)
            switch outcome {
            case .held(let held): return hold(held, way)
            case .refused(let refusal): try await decideAgain(refusal, &way)
            default: throw SpendError(.outcomeUnknown, "The ledger's answer was none to a hold.")
            }
        }
    }

    /// Where there is nothing to decide: no rule, no share, nobody to be asked.
    private func holdPlainly(
        _ call: DeskCall,
        _ plan: SpendPlan,
        _ nowMs: Int64
    ) async throws(SpendError) -> DeskHold {
        let bound = call.bound
        let request = HoldRequest(
            id: .next(),
            lines: plan.lines(bound),
            output: OutputBound(wanted: bound.outputTokens, least: least(call, plan)),
            expiresAtMs: nowMs + call.expiresInMs,
            isSent: call.isSent,
            projectedNanos: min(bound.ceilingNanos, Money.maxNanos),
            context: plan.context
        )
        switch try await askForHold(request, nowMs) {
        case .held(let held):
            return DeskHold(
                id: held.id,
                model: call.model ?? "",
                bound: bound,
                outputTokens: held.outputTokens,
                remainingNanos: held.remainingNanos,
                sequence: held.sequence,
                expiresInMs: call.expiresInMs,
                plan: plan
            )
        case .refused(let refusal): throw error(refusal, bound, plan, nil)
        default: throw SpendError(.outcomeUnknown, "The ledger's answer was none to a hold.")
        }
    }

    /// Asks the rules, and goes on as another model's call where they say so.
    private func passRules(_ way: inout Way) async throws(SpendError) {
        while true {
            let match = way.plan.match
            if !match.isUnmatched, !match.hasRules { return }
            let verdict = try verdict(way, match)
            switch way.deliberation.judge(verdict) {
            case .hold, .wait: return
            case .downgrade(let model): try goOn(as: model, &way)
            case .refuse: throw await refused(by: verdict, way)
            }
        }
    }

    /// Does what there is to do at the limits and shares that a refused hold would pass.
    private func decideAgain(_ refusal: Refusal, _ way: inout Way) async throws(SpendError) {
        let nowMs = options.clock.boundedNowMs
        let mayWait = way.call.part?.mayWait ?? true
        if refusal.code == .approvalPending, let waitMs = way.deliberation.approval?.waitMs,
            waitMs > 0, nowMs < way.arrivedAtMs + waitMs, mayWait
        {
            return try await pause(until: way.arrivedAtMs + waitMs, refusal)
        }
        let mayDecide = way.plan.hasActions || way.deliberation.isRemarkable
        guard !way.isLast, refusal.code.isOfRoom, !refusal.reached.isEmpty, mayDecide else {
            throw error(refusal, way.call.bound, way.plan, way.deliberation)
        }
        let tried = way
        let step = way.deliberation.answered(refusal, budgets: way.plan.budgets) { ladder in
            self.rung(ladder, tried)
        }
        switch step {
        case .hold: return
        case .downgrade(let model):
            try goOn(as: model, &way)
            try await passRules(&way)
        case .wait(let deadlineMs) where mayWait && nowMs < way.arrivedAtMs + deadlineMs:
            try await pause(until: way.arrivedAtMs + deadlineMs, refusal)
        case .wait, .refuse:
            // Asked once more so that the journal has the last word.
            way.isLast = true
        }
    }

    /// Waits a little before the ledger is asked again.
    private func pause(until untilMs: Int64, _ refusal: Refusal) async throws(SpendError) {
        let count = waiting.add(1, ordering: .relaxed).newValue
        defer { waiting.subtract(1, ordering: .relaxed) }
        let nowMs = options.clock.boundedNowMs
        guard count <= LocalDesk.waitingMax else { throw SpendError(refusal, nowMs: nowMs) }
        let pauseMs = min(20, max(1, untilMs - nowMs))
        do {
            try await options.clock.sleep(nanos: pauseMs * 1_000_000)
        } catch {
            throw SpendError(refusal, nowMs: nowMs)
        }
    }

    private func request(_ way: Way) throws(SpendError) -> HoldRequest {
        var lines = way.plan.lines(way.call.bound)
        if way.plan.hasActions {
            for (index, budget) in way.plan.budgets.enumerated()
            where way.plan.lines[index].isEnforced {
                lines[index].thresholdBasisPoints = way.deliberation.nextThreshold(of: budget)
            }
        }
        let wanted = way.call.bound.outputTokens
        var request = HoldRequest(
            id: way.id,
            lines: lines,
            output: OutputBound(wanted: wanted, least: least(way.call, way.plan)),
            expiresAtMs: options.clock.boundedNowMs + way.call.expiresInMs,
            isSent: way.call.isSent,
            projectedNanos: min(way.call.judgedNanos, Money.maxNanos),
            source: way.call.source,
            bound: HoldBound(
                nanosUSD: min(way.call.bound.ceilingNanos, Money.maxNanos),
                tokens: min(way.call.bound.ceilingTokens, Money.maxNanos)
            ),
            context: way.plan.context.decided(way.deliberation, resolved: way.deliberation.model)
        )
        if let key = way.call.idempotencyKey {
            request.key = IdempotencyKey(
                key,
                tenant: way.plan.scope[.tenant] ?? "",
                principal: options.principal,
                content: way.call.contentHash
            )
        }
        let mayDecide = way.plan.hasActions || way.deliberation.isRemarkable
        request.recordsRefusal = way.isLast || !mayDecide
        request.recordsThreshold = way.isLast
        request.blames = way.isLast ? way.deliberation.stoppedBy : nil
        if way.deliberation.approval != nil || way.plan.hasApprovals {
            let subject = try approvalSubject(way)
            request.approval = way.deliberation.approvalAsk(under: subject)
            request.approvalSubject = subject
        } else {
            request.approvalSubject = way.call.part?.approvedSubject
        }
        return request
    }

    /// The fewest output tokens that are of use: all, unless a budget lets the limit be written down.
    private func least(_ call: DeskCall, _ plan: SpendPlan) -> Int64 {
        let wanted = call.bound.outputTokens
        guard plan.isFitted, let bound = call.bound.callBound else { return wanted }
        // An empty, billed answer helps nobody.
        let each: Int64 = call.bound.price?.hidesReasoning ?? true ? 4_096 : 256
        return min(wanted, (call.leastOutputTokens ?? each) * bound.choices)
    }

    private func hold(_ held: Held, _ way: Way) -> DeskHold {
        var hold = DeskHold(
            id: held.id,
            model: way.call.model ?? "",
            bound: way.call.bound,
            outputTokens: held.outputTokens,
            remainingNanos: held.remainingNanos,
            sequence: held.sequence,
            reasons: way.deliberation.isRemarkable ? way.deliberation.allReasons : [],
            expiresInMs: way.call.expiresInMs,
            plan: way.plan
        )
        hold.runRequest = way.runRequest
        return hold
    }

    private func error(
        _ refusal: Refusal,
        _ amounts: CallAmounts,
        _ plan: SpendPlan,
        _ deliberation: Deliberation?
    ) -> SpendError {
        var affordable: Int64?
        if case .money = refusal.unit, refusal.code.isOfRoom, amounts.callBound != nil {
            let line = plan.lines.first { $0.budget == refusal.account?.budget }
            let bound = line?.lineUnit.bound(amounts.cost)
            affordable = bound?.outputTokens(within: refusal.free).flatMap { $0 > 0 ? $0 : nil }
        }
        return SpendError(
            refusal,
            nowMs: options.clock.boundedNowMs,
            reasons: deliberation?.allReasons ?? [],
            approvalCauses: deliberation?.approvalCauses ?? [],
            affordableOutputTokens: affordable
        )
    }

    /// Notes in the journal that the rules refuse a call.
    private func refused(by verdict: Verdict, _ way: Way) async -> SpendError {
        let context = way.plan.context.refused(
            by: verdict,
            way.deliberation,
            resolved: way.deliberation.model
        )
        let nanos = min(way.call.bound.ceilingNanos, Money.maxNanos)
        let call = RefusedCall(way.id, verdict, projectedNanos: nanos, context: context)
        let code: SpendError.Code = verdict.isUnmatched ? .unmatched : .rule
        var noted: Refusal?
        let outcome = try? await ask(.refuse(call), options.clock.boundedNowMs)
        if case .refused(let refusal)? = outcome { noted = refusal }
        return SpendError(
            SpendError.Details(
                code: code,
                message: verdict.refusalText(in: .english),
                refusal: noted,
                reasons: verdict.reasons
            )
        )
    }
}
