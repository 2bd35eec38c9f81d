import FarthingCore
import Synchronization

/// The short way of a governor's commonest calls: a plan with one simple line, a ledger in memory whose
/// entries nobody takes, and nobody who listens.
///
/// It decides nothing: a call that is not admitted here goes the long way from its beginning, and is
/// refused, downgraded or told of there.
final class PlainLane: Sendable {
    /// What the last call's plan was found by. Most programs make the same sort of call again.
    private struct State: Sendable {
        var context: Scope?
        var request = Scope()
        var provider: String?
        var model: String?
        var plan: SpendPlan?
        var untilMs = Int64.min
        var ids = HoldIDSource()
    }

    private let desk: LocalDesk
    private let ledger: MemoryLedger
    private let state = Mutex(State())

    /// The lane of a desk; nil where its calls cannot take one.
    init?(_ desk: LocalDesk) {
        guard let ledger = desk.ledger as? MemoryLedger, ledger.takesPlainHolds,
            !desk.asksAboutRuns
        else { return nil }
        self.desk = desk
        self.ledger = ledger
    }

    /// Sets a call's money aside; nil where it must go the long way.
    func begin(_ request: SpendRequest, _ governor: Governor) -> PlainCall? {
        let options = governor.options
        let shared = SpendContext.shared
        guard request.idempotencyKey == nil, request.cost.isValid,
            SpendRequest.expiresInMsBounds.contains(request.expiresInMs),
            options.onDecision == nil, !options.events.isHeard,
            shared?.context.pools.isEmpty ?? true, let bound = try? governor.amounts(request),
            bound.cost.outputRate.nanosPerMillion <= Money.maxNanos
        else { return nil }
        let nowMs = options.clock.boundedNowMs
        guard let (plan, id) = known(request, shared, nowMs) ?? found(request, governor, nowMs),
            let plain = plan.plain
        else { return nil }
        let near = plan.account.load(ordering: .relaxed)
        let hold = PlainHold(
            id: id,
            amount: plan.plainHold(bound),
            outputTokens: bound.outputTokens,
            expiresAtMs: nowMs + request.expiresInMs,
            isSent: true
        )
        guard let held = ledger.holdPlainly(hold, plain, near: near, nowMs: nowMs) else {
            return nil
        }
        if held.account != near { plan.account.store(held.account, ordering: .relaxed) }
        return PlainCall(request, bound, plan, id, held)
    }

    /// Books what a call has cost; false where that must go the long way.
    func end(_ call: PlainCall, _ bill: Bill, _ governor: Governor) -> Bool {
        if governor.options.events.isHeard { return false }
        let charge: Int64
        switch bill.kind {
        case .amounts(let nanos, let tokens, let credits):
            let amounts = PoolAmounts(nanos: nanos, tokens: tokens)
            guard amounts.isWithinBounds, credits.isEmpty else { return false }
            charge = call.plan.plainCharge(nanos: nanos, tokens: tokens)
        case .usage:
            guard let cost = try? governor.cost(of: bill, call.ticket) else { return false }
            charge = call.plan.plainCharge(nanos: cost.nanos, tokens: cost.tokens)
        case .unknown, .nothing: return false
        }
        let sequence = ledger.settlePlainly(
            call.permit.id,
            at: call.slot,
            amount: charge,
            evidence: bill.evidence,
            nowMs: governor.options.clock.boundedNowMs
        )
        return sequence != nil
    }

    /// The last call's plan, where this one is of its sort.
    private func known(
        _ request: SpendRequest,
        _ shared: SpendContext.Shared?,
        _ nowMs: Int64
    ) -> (SpendPlan, HoldID)? {
        state.withLock { last in
            guard let plan = last.plan, nowMs < last.untilMs, last.provider == request.provider,
                last.model == request.model, last.request == request.scope,
                last.context == shared?.context.scope
            else { return nil }
            return (plan, last.ids.next())
        }
    }

    /// A call's plan as the long way finds it; nil where it would be refused.
    private func found(
        _ request: SpendRequest,
        _ governor: Governor,
        _ nowMs: Int64
    ) -> (SpendPlan, HoldID)? {
        let shared = SpendContext.shared
        let context = shared?.context ?? .empty
        guard
            let scope = try? governor.scopes.scope(
                context.scope,
                request,
                make: { () throws(SpendError) in try governor.scope(request, context) }
            ), let dated = try? desk.datedPlan(scope, nowMs)
        else { return nil }
        return state.withLock { last in
            last.context = shared?.context.scope
            last.request = request.scope
            last.provider = request.provider
            last.model = request.model
            last.plan = dated.plan
            last.untilMs = dated.untilMs
            return (dated.plan, last.ids.next())
        }
    }
}

/// A call that was admitted on the short way.
struct PlainCall: Sendable {
    let permit: Permit
    let plan: SpendPlan
    /// Where its hold stands in the book.
    let slot: Int
    private let bound: CallAmounts
    private let provider: String?
    private let expiresInMs: Int64

    init(
        _ request: SpendRequest,
        _ bound: CallAmounts,
        _ plan: SpendPlan,
        _ id: HoldID,
        _ held: PlainHeld
    ) {
        permit = Permit(
            id: id,
            model: request.model ?? "",
            outputTokens: bound.callBound == nil ? Int64.max : bound.outputTokens,
            heldNanos: bound.ceilingNanos,
            remainingNanos: held.remainingNanos,
            sequence: held.sequence,
            reasons: []
        )
        self.plan = plan
        slot = held.slot
        self.bound = bound
        provider = request.provider
        expiresInMs = request.expiresInMs
    }

    /// The same as the long way knows it.
    var ticket: Ticket {
        Ticket(
            permit: permit,
            hold: DeskHold(
                id: permit.id,
                model: permit.model,
                bound: bound,
                outputTokens: bound.outputTokens,
                remainingNanos: permit.remainingNanos,
                sequence: permit.sequence,
                expiresInMs: expiresInMs,
                plan: plan
            ),
            isAtDesk: true,
            pools: PoolStack(),
            poolHeld: .zero,
            provider: provider ?? ""
        )
    }
}
