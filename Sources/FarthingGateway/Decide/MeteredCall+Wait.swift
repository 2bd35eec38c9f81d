import FarthingCore

/// Wait: a call that finds no room stands in line for it, until its deadline.
extension MeteredCall {
    /// Whether others wait already for what this call may wait for: it does not overtake them.
    var waitsBehindOthers: Bool {
        guard !loop.gateway.waitRoom.isEmpty else { return false }
        return plan.waitPlaces.contains { loop.gateway.waitRoom.isWaitedFor($0.place) }
    }

    /// Stands in line without having tried.
    func waitInLine() {
        let room = loop.gateway.waitRoom
        guard let first = plan.waitPlaces.first(where: { room.isWaitedFor($0.place) }) else {
            return askForHold()
        }
        waitUntilMs = waitUntilMs ?? arrivedAtMs + first.deadlineMs
        isWaiting = room.join(self, place: first.place, run: plan.scope.turnName(plan.key))
        if !isWaiting { askForHold() }
    }

    /// Waits for room where a hold found none.
    func wait(_ deadlineMs: Int64, for refusal: Refusal) {
        let untilMs = min(waitUntilMs ?? Int64.max, arrivedAtMs + deadlineMs)
        waitUntilMs = untilMs
        guard loop.nowMs < untilMs, !isClientGone,
            let line = deliberation?.stoppedBy ?? refusal.reached.first?.line,
            line < plan.lines.count
        else { return refuse(refusal) }
        let place = plan.lines[line].place
        let room = loop.gateway.waitRoom
        if isWaiting { room.foundNone(self) }
        isWaiting = room.join(self, place: place, run: plan.scope.turnName(plan.key))
        if !isWaiting { refuse(refusal) }
    }

    /// It is this call's turn.
    func tryAgain() {
        guard isWaiting, phase == .hold, !isAsking else { return }
        askForHold()
    }

    /// Takes the call out of line; the next one has its turn.
    func leaveLine() {
        guard isWaiting else { return }
        isWaiting = false
        loop.gateway.waitRoom.leave(self)
    }

    func stopWaiting() {
        guard phase == .hold, !isAsking, isWaiting || approvalUntilMs != nil else { return }
        leaveLine()
        isLast = true
        askForHold()
    }

    /// Ends a wait whose time is over, or asks again whether an approval is there.
    func sweepHold(_ nowMs: Int64) {
        guard !isAsking else { return }
        if isWaiting, let waitUntilMs, nowMs >= waitUntilMs {
            leaveLine()
            // One last time, which has the refusal in the journal.
            isLast = true
            askForHold()
        } else if let approvalUntilMs {
            if nowMs >= approvalUntilMs { isLast = true }
            askForHold()
        }
    }
}

extension Scope {
    /// Among whom waiting is fair: runs, or where a call names none, its agent or key.
    func turnName(_ key: AccessKey) -> String { self[.run] ?? self[.agent] ?? key.id }
}
