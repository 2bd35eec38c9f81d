import Farthing
import FarthingCore
package import GRPCCore

extension SidecarService {
    package func resumeAfterApproval(
        request: Wire.ResumeRequest,
        context: ServerContext
    ) async throws -> Wire.ResumeResponse {
        try checkOpen()
        try check(session: request.sessionID, on: desk)
        try check(tenant: request.tenantID)
        var answer = Wire.ResumeResponse()
        guard let id = HoldID(request.approvalID.lowercased()) else {
            throw RPCError(code: .invalidArgument, message: "approval_id: no approval's id")
        }
        // Whoever comes second is to see whose the hold is by then.
        await memory.turns.take(id)
        defer { memory.turns.end(id) }
        let found: ApprovalStatement?
        do throws(SidecarRefusal) {
            found = try await desk.approval(id)
        } catch {
            throw RPCError(error)
        }
        // One of the tenant before is nobody's to use now.
        let tenant = desk.tenant
        guard let approval = found, approval.scope[.tenant] ?? tenant == tenant else {
            answer.error = Self.fault("LEDGER_REJECTED", "there is no approval \(id)")
            return answer
        }
        if approval.scope[ClaimTags.kind] == SidecarHold.Kind.session.rawValue {
            answer.error = Self.fault(
                "RESERVE_REJECTED",
                "the approval is a session's: reserve the same session again"
            )
            return answer
        }
        // Who names none means the one that asked first.
        let named = request.decisionID.lowercased()
        guard let decision = named.isEmpty ? DecisionID.of(id) : HoldID(named),
            DecisionID.isOf(decision, id)
        else {
            answer.error = Self.fault("LEDGER_REJECTED", "the approval is another decision's")
            return answer
        }
        let isOver = approval.untilMs <= desk.nowMs
        switch approval.state {
        // The ledger says so with its next command.
        case .pending where isOver, .granted where isOver: answer.error = Self.lapsed("expired")
        // The votes are there, and the room was not: it may be by now.
        case .pending where approval.hasItsVotes:
            return try await resumed(approval, decision, request.sessionID)
        case .pending: answer.error = Self.lapsed("pending")
        case .expired: answer.error = Self.lapsed("expired")
        case .withdrawn: answer.error = Self.lapsed("cancelled")
        case .denied: answer.denied = denied(approval)
        case .granted: return try await resumed(approval, decision, request.sessionID)
        case .used: return try await replayed(approval, decision)
        }
        return answer
    }

    /// Takes the approved money.
    private func resumed(
        _ approval: ApprovalStatement,
        _ asked: HoldID,
        _ session: String
    ) async throws -> Wire.ResumeResponse {
        var answer = Wire.ResumeResponse()
        // What waits under the approval is what was asked for with it.
        let pending = memory.pending(asked).flatMap { pending in
            approval.subjectMark.map { pending.terms.approvalMarks.contains($0) } == true
                ? pending : nil
        }
        if pending == nil, approval.isOfSeveral {
            answer.error = Self.forgotten
            return answer
        }
        let terms = pending?.terms ?? DecisionTerms(approval)
        var decision = try await decide(terms, session: session, resuming: approval)
        guard decision.decision == .continue || decision.decision == .degrade else {
            // As an answer it would not keep the client from going on.
            var why = decision.reasonCodes.joined(separator: ": ")
            if decision.decision == .requireApproval {
                if decision.approvalRequestID == approval.id.description {
                    // The votes are there, and no room for what they let pass.
                    why = "BUDGET_EXHAUSTED: there is no room for what was approved: " + why
                } else {
                    why +=
                        "; the decision needs another approval, \(decision.approvalRequestID), and this one "
                        + "is kept for it: send the same request again"
                }
            }
            answer.error = Self.fault("RESERVE_REJECTED", why)
            return answer
        }
        if let first = decision.reservationIds.first, let hold = HoldID(first) {
            memory.note(user: asked, of: approval.id)
            memory.grant(hold, key: terms.key, for: terms.rerunMark)
        }
        decision.reasonCodes.append("resume_approved")
        answer.decision = decision
        return answer
    }

    /// The same again, for a retry.
    private func replayed(
        _ approval: ApprovalStatement,
        _ asked: HoldID
    ) async throws -> Wire.ResumeResponse {
        var answer = Wire.ResumeResponse()
        guard let used = approval.usedBy else {
            answer.error = Self.fault(
                "LEDGER_RESPONSE_EMPTY",
                "nobody knows what used the approval"
            )
            return answer
        }
        let reservation = await reservation(used, of: approval.id)
        if let user = memory.user(of: approval.id, reservation), user != asked {
            answer.error = Self.fault(
                "RESERVE_REJECTED",
                "the approval was used by another request that asked for the same, and a yes is for one: send "
                    + "the same request again"
            )
            return answer
        }
        let first = reservation.flatMap { reservation in
            memory.holds(ofDecision: DecisionID.of(reservation.decision)).first
        }
        let known = memory.answer(first ?? used)
        var ids = [used]
        ids += known?.reservationIds.compactMap { HoldID($0) }.filter { $0 != used } ?? []
        var holds: [SidecarHold] = []
        do throws(SidecarRefusal) {
            for id in ids {
                if let hold = try await desk.find(id), hold.isOpen { holds.append(hold) }
            }
            guard holds.count == ids.count else {
                // As an answer it would let the client go on with nothing set aside.
                answer.error = Self.fault(
                    "RESERVE_REJECTED",
                    "what was approved is used up: its reservation is over"
                )
                return answer
            }
            guard try await isFor(holds[0], approval) else {
                answer.error = Self.fault(
                    "RESERVE_REJECTED",
                    "what was approved was used up by another call, for another amount"
                )
                return answer
            }
        } catch {
            throw RPCError(error)
        }
        if let known {
            answer.decision = known
        } else if approval.isOfSeveral {
            answer.error = Self.forgotten
            return answer
        } else {
            answer.decision = DecisionAnswer.admitted(
                DecisionTerms(approval),
                holds,
                decision: DecisionID.of(used),
                model: holds[0].model,
                reasons: []
            )
        }
        answer.decision.reasonCodes.append("resume_idempotent_replay")
        return answer
    }

    /// What has used an approval, where that is remembered: who was let through with it without a resume notes so
    /// when the ledger has answered, which may be a moment later than it tells others.
    private func reservation(
        _ used: HoldID,
        of approval: HoldID
    ) async -> SidecarMemory.Reservation? {
        for _ in 0..<Self.looksMax {
            if let found = memory.reservation(used) { return found }
            guard memory.hasAsker(approval) else { return nil }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return memory.reservation(used)
    }

    /// How often it is looked for, 10 ms apart.
    private static let looksMax = 5

    /// Whether a hold is what was approved. Under a mark nothing else is held; one without may have let a smaller
    /// call of the run through.
    private func isFor(
        _ hold: SidecarHold,
        _ approval: ApprovalStatement
    ) async throws(SidecarRefusal) -> Bool {
        if approval.subjectMark != nil { return true }
        let amounts = try await desk.opening(of: hold) ?? hold.lines.map(\.held)
        let lines = Array(zip(hold.lines, amounts))
        return approval.lines.allSatisfy { wanted in
            lines.contains { line, amount in
                line.budget == wanted.budget && line.scope == wanted.scope
                    && amount == wanted.amount
            }
        }
    }

    private func denied(_ approval: ApprovalStatement) -> Wire.ResumeDenied {
        var denied = Wire.ResumeDenied()
        let vote = approval.votes.last { !$0.isFor }
        denied.approverSubject = vote?.voter ?? ""
        denied.approverReason = vote?.note ?? ""
        denied.auditDecisionEventID = DecisionAnswer.auditID(
            DecisionID.of(approval.id),
            approval.changedSequence
        )
        denied.matchedRuleIds = desk.ask(of: approval).matched.map { $0.text(of: desk.policyID) }
        return denied
    }

    /// Nothing is set aside for claims that nobody knows any more: the client asks with them again.
    private static let forgotten = fault(
        "CONTEXT_PARSE_FAILED",
        "the decision had several claims, and the sidecar was restarted since; send the same request "
            + "again, which goes on"
    )

    private static func lapsed(_ state: String) -> Wire.WireFault {
        fault("APPROVAL_NON_TERMINAL", "state=\"\(state)\"")
    }

    private static func fault(_ tag: String, _ text: String) -> Wire.WireFault {
        Wire.WireFault(.reservationStateConflict, "[\(tag)] \(text)")
    }
}

extension ApprovalStatement {
    /// Whether its decision has several claims, of which it knows one.
    fileprivate var isOfSeveral: Bool { scope[ClaimTags.claims] != nil }
}
