import Farthing
import FarthingCore
import Logging
import NIOCore
import Synchronization

/// A hold by spend verb on its way: judged by the rules, asked for, and decided again at the
/// thresholds that it would pass.
///
/// Whoever makes the call is told where another model must take it; nothing is rewritten here. Used on
/// its event loop alone.
final class SpendHolding: OutcomeWaiter, ClientWork, RunningCall, RoomSeeker, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; `LoopMailbox` calls on the loop.
    let id: HoldID
    let loop: LoopState
    var slot: Int?
    private let plan: SpendPlan
    /// Where the client has reached us.
    private let base: String
    private var request: HoldRequest
    private weak var client: ClientConnection?
    private var way: Deliberation
    private let arrivedAtMs: Int64
    private var isAsking = false
    private var isClientGone = false
    private var isWaiting = false
    private var waitUntilMs: Int64?
    private var approvalUntilMs: Int64?
    private var isLast = false
    private let affordable: (Refusal) -> Int64?
    private let held: (Held, ToolGate.Pass?) -> Answer
    /// What the guards of a registered tool gave; nil once the hold has it.
    private var pass: ToolGate.Pass?
    /// What the guards refuse of a call that may be a repeat: the book says whether it is one.
    private var guardRefusal: RequestRefusal?
    /// Begins again, under a policy that has changed since.
    private let anew: () -> Void

    init(
        _ request: HoldRequest,
        _ plan: SpendPlan,
        _ client: ClientConnection,
        base: String,
        affordable: @escaping (Refusal) -> Int64?,
        held: @escaping (Held, ToolGate.Pass?) -> Answer,
        anew: @escaping () -> Void
    ) {
        self.anew = anew
        id = request.id
        loop = client.loop
        self.request = request
        self.plan = plan
        self.base = base
        self.client = client
        self.affordable = affordable
        self.held = held
        arrivedAtMs = client.loop.nowMs
        way = Deliberation(requested: plan.scope[.model] ?? "")
    }

    var scopeToHold: Scope? { plan.scope }
    var scope: Scope? { plan.scope }

    private var language: Language { loop.gateway.options.language }

    /// Begins, or throws what the rules refuse.
    func start(_ verdict: Verdict) throws(RequestRefusal) {
        switch way.judge(verdict) {
        case .refuse:
            let context = plan.context.refused(by: verdict, way)
            let nanos = request.projectedNanos
            let call = RefusedCall(id, verdict, projectedNanos: nanos, context: context)
            throw .verdict(verdict, call, in: language)
        case .downgrade(let model): throw .downgrade(model, verdict.reasons, language)
        case .hold, .wait: break
        }
        try askGuards()
        client?.setWork(self)
        loop.add(self)
        if !waitsBehindOthers() { ask() }
    }

    /// Asks the guards of a registered tool. One that refuses does not keep a repeat of a call that it let
    /// through from finding its hold.
    private func askGuards() throws(RequestRefusal) {
        do throws(RequestRefusal) {
            pass = try plan.admitTool(id, nanos: request.projectedNanos, loop)
        } catch {
            guard let name = request.key?.name,
                loop.gateway.spendHolds.withLock({ $0.isKnown(keyName: name) })
            else { throw error }
            guardRefusal = error
        }
    }

    /// Whether others wait already for what this hold may wait for: it does not overtake them.
    private func waitsBehindOthers() -> Bool {
        let room = loop.gateway.waitRoom
        if room.isEmpty || guardRefusal != nil { return false }
        for (line, budget) in zip(plan.lines, plan.budgets) where line.isEnforced {
            guard let deadlineMs = budget.waitMs, room.isWaitedFor(line.place) else { continue }
            waitUntilMs = arrivedAtMs + deadlineMs
            isWaiting = room.join(self, place: line.place, run: plan.scope.turnName(plan.key))
            return isWaiting
        }
        return false
    }

    private func ask() {
        isAsking = true
        for (index, budget) in plan.budgets.enumerated() where plan.lines[index].isEnforced {
            request.lines[index].thresholdBasisPoints =
                plan.lines[index].isDrawn ? nil : way.nextThreshold(of: budget)
        }
        request.recordsRefusal = isLast || !mayDecideAgain
        request.blames = isLast ? way.stoppedBy : nil
        request.recordsThreshold = isLast
        if way.approval != nil || plan.budgets.contains(where: \.hasApprovals) {
            let subject = plan.scope.approvalSubject(plan.key, way.approvalRules, loop.gateway)
            request.approval = way.approvalAsk(under: subject)
            request.approvalSubject = subject
        }
        request.context = plan.context.decided(way)
        loop.ledger.ask(.hold(request), self)
    }

    private var mayDecideAgain: Bool {
        way.isRemarkable || request.lines.contains { $0.thresholdBasisPoints != nil }
    }

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        isAsking = false
        switch result {
        case .success(.held(let held)): admitted(held)
        case .success(.refused(let refusal)): refused(refusal)
        case .success: end()
        case .failure(let error):
            loop.gateway.logger.warning(
                "the ledger failed",
                metadata: ["code": "\(error.code)", "detail": "\(error.detail)"]
            )
            // What may have been held counts.
            if !error.code.saysNothingWasDone { pass = nil }
            end()
            client?.respond(Answer.spendLedgerDown(error))
        }
    }

    private func admitted(_ held: Held) {
        guard !isClientGone, let client else {
            end()
            // Nobody heard its id: it goes back.
            loop.ledger.tell(.release(id, why: "client gone before dispatch"))
            loop.counters.released += 1
            return
        }
        if let guardRefusal {
            end()
            loop.ledger.tell(.release(id, why: guardRefusal.code))
            loop.counters.released += 1
            return client.refuse(guardRefusal)
        }
        let pass = pass
        self.pass = nil
        end()
        client.respond(self.held(held, pass))
    }

    private func refused(_ refusal: Refusal) {
        if isClientGone { return end() }
        if refusal.code == .unknownBudget, loop.gateway.policyHasChanged(since: plan.policy) {
            end()
            return anew()
        }
        if let guardRefusal, !refusal.code.isOfKey {
            end()
            client?.refuse(guardRefusal)
            return
        }
        if refusal.code == .approvalPending, awaitsApproval() { return }
        guard !isLast, refusal.code.isOfRoom, !refusal.reached.isEmpty, mayDecideAgain else {
            return answer(refusal)
        }
        let tried = way
        let step = way.answered(refusal, budgets: plan.budgets) { tried.nextRung($0) }
        switch step {
        case .hold: ask()
        case .downgrade(let model):
            end()
            client?.refuse(.downgrade(model, way.reasons, language))
        case .wait(let deadlineMs): wait(deadlineMs, for: refusal)
        case .refuse: answer(refusal)
        }
    }

    private func answer(_ refusal: Refusal) {
        if refusal.sequence == nil, refusal.code.isOfRoom, !isLast {
            isLast = true
            return ask()
        }
        end()
        loop.counters.refused(refusal.code.rawValue)
        loop.gateway.logger.info("call refused", metadata: request.context.refused(refusal))
        client?.respond(refusal.holdAnswer(affordable(refusal), loop, base: base))
    }

    private func end() {
        if let pass { loop.gateway.tools.cancel(pass) }
        pass = nil
        leaveLine()
        loop.remove(self)
    }

    // MARK: Waiting

    /// Whether the request is held open for its approval.
    private func awaitsApproval() -> Bool {
        guard let waitMs = way.approval?.waitMs, waitMs > 0, !isLast,
            loop.nowMs < arrivedAtMs + waitMs
        else { return false }
        // Those behind it wait for room, and not for a yes.
        leaveLine()
        approvalUntilMs = arrivedAtMs + waitMs
        return true
    }

    private func wait(_ deadlineMs: Int64, for refusal: Refusal) {
        let untilMs = min(waitUntilMs ?? Int64.max, arrivedAtMs + deadlineMs)
        waitUntilMs = untilMs
        guard loop.nowMs < untilMs, let line = way.stoppedBy ?? refusal.reached.first?.line else {
            return answer(refusal)
        }
        let room = loop.gateway.waitRoom
        if isWaiting { room.foundNone(self) }
        let place = plan.lines[line].place
        isWaiting = room.join(self, place: place, run: plan.scope.turnName(plan.key))
        if !isWaiting { answer(refusal) }
    }

    func tryAgain() {
        guard isWaiting, !isAsking else { return }
        ask()
    }

    private func leaveLine() {
        guard isWaiting else { return }
        isWaiting = false
        loop.gateway.waitRoom.leave(self)
    }

    func sweep(_ nowMs: Int64) {
        guard !isAsking, let untilMs = isWaiting ? waitUntilMs : approvalUntilMs else { return }
        if nowMs >= untilMs {
            leaveLine()
            isLast = true
        } else if isWaiting {
            return
        }
        ask()
    }

    func cut() { stopWaiting() }

    func stopWaiting() {
        guard !isAsking, isWaiting || approvalUntilMs != nil else { return }
        leaveLine()
        isLast = true
        ask()
    }

    func clientGone() {
        isClientGone = true
        if !isAsking { end() }
    }

    func clientWritable(_ isWritable: Bool) {}
}

extension RefusalCode {
    /// Whether an idempotency key found its call.
    fileprivate var isOfKey: Bool {
        self == .keyConflict || self == .inFlight || self == .alreadySettled
    }
}
