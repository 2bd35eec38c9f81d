import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import Testing

@Suite("sidecar approvals")
struct ApprovalTests {
    private func vote(
        _ answer: Wire.DecisionResponse,
        _ isFor: Bool,
        _ sample: Sample
    ) async throws {
        let id = try #require(HoldID(answer.approvalRequestID))
        let vote = ApprovalVote(id: id, voter: "ann", isFor: isFor, note: "because")
        _ = try await sample.ledger.apply([.vote(vote)], nowMs: sample.clock.nowMs)
    }

    @Test("what nobody has decided or used in its time has lapsed, also before the ledger says so")
    func lapsed() async throws {
        let sample = try await Sample()
        let undecided = try await sample.decide(Sample.request(budget: "asked"))
        let unused = try await sample.decide(Sample.request("sg-2", budget: "asked", run: "run-2"))
        try await vote(unused, true, sample)
        sample.clock.advance(byMs: 3_600_001)
        for asked in [undecided, unused] {
            let answer = try await sample.resume(asked)
            #expect(answer.error.message == #"[APPROVAL_NON_TERMINAL] state="expired""#)
        }
    }

    @Test("a yes without room is refused at the resume, and goes on when there is room")
    func withoutRoom() async throws {
        let sample = try await Sample()
        let first = try await sample.decide(Sample.request(budget: "asked", amount: "700000"))
        let second = try await sample.decide(
            Sample.request("sg-2", budget: "asked", amount: "700000", run: "run-2")
        )
        try await vote(first, true, sample)
        let held = try await sample.resume(first).decision
        try await vote(second, true, sample)
        for _ in 0..<2 {
            let refused = try await sample.resume(second)
            #expect(refused.error.message.hasPrefix("[RESERVE_REJECTED] BUDGET_EXHAUSTED"))
        }
        var release = Wire.ReleaseRequest()
        release.reservationID = try #require(held.reservationIds.first)
        _ = try await sample.service.releaseReservation(request: release, context: Sample.context)
        let resumed = try await sample.resume(second)
        #expect(resumed.decision.decision == .continue)
        #expect(resumed.decision.reservationIds.count == 1)
    }

    @Test("of several claims the decision's id is the approval's, as of one")
    func severalClaims() async throws {
        let sample = try await Sample()
        var request = Sample.request(budget: "asked")
        let other = Sample.request().inputs.projectedClaims
        request.inputs.projectedClaims += other
        let asked = try await sample.decide(request)
        let id = try #require(HoldID(asked.approvalRequestID))
        #expect(asked.decisionID == DecisionID.of(id).description)
        let statement = try #require(try await sample.ledger.approval(id))
        #expect(statement.scope[ClaimTags.claims] == "2" && statement.model == "none")
        try await vote(asked, true, sample)
        let forgotten = try await sample.restarted().resume(asked)
        #expect(forgotten.error.message.hasPrefix("[CONTEXT_PARSE_FAILED]"))
        #expect(try await sample.resume(asked).decision.reservationIds.count == 2)
    }

    @Test("of several calls that ask for the same one is resumed with the yes")
    func oneYesForOne() async throws {
        let sample = try await Sample()
        var asked: [Wire.DecisionResponse] = []
        for key in ["sg-1", "sg-2", "sg-3"] {
            asked.append(try await sample.decide(Sample.request(key, budget: "asked")))
        }
        #expect(Set(asked.map(\.approvalRequestID)).count == 1)
        #expect(Set(asked.map(\.decisionID)).count == 3)
        #expect(try await sample.decide(Sample.request("sg-2", budget: "asked")) == asked[1])
        try await vote(asked[0], true, sample)
        let resumed = try await sample.resume(asked[1])
        #expect(resumed.decision.decision == .continue)
        let again = try await sample.resume(asked[1])
        #expect(again.decision.reservationIds == resumed.decision.reservationIds)
        for other in [asked[0], asked[2]] {
            let refused = try await sample.resume(other)
            #expect(refused.error.message.hasPrefix("[RESERVE_REJECTED]"), "\(refused)")
        }
    }

    @Test("so it is after a restart, too, whoever of them it is")
    func oneYesAfterRestart() async throws {
        let sample = try await Sample()
        let first = try await sample.decide(Sample.request("sg-1", budget: "asked"))
        let second = try await sample.decide(Sample.request("sg-2", budget: "asked"))
        try await vote(first, true, sample)
        let restarted = try sample.restarted()
        let resumed = try await restarted.resume(second)
        #expect(resumed.decision.decision == .continue)
        let again = try await restarted.resume(second)
        #expect(again.decision.reservationIds == resumed.decision.reservationIds)
        let refused = try await restarted.resume(first)
        #expect(refused.error.message.hasPrefix("[RESERVE_REJECTED]"), "\(refused)")
    }

    @Test("who is let through with a yes has used it up for those who resume")
    func usedByRequest() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(Sample.request("sg-1", budget: "asked"))
        try await vote(asked, true, sample)
        let other = try await sample.decide(Sample.request("sg-2", budget: "asked"))
        #expect(other.decision == .continue)
        let refused = try await sample.resume(asked)
        #expect(refused.error.message.hasPrefix("[RESERVE_REJECTED]"), "\(refused)")
    }

    @Test("pending, approved, resumed, resumed again, retried, and run again")
    func approved() async throws {
        let sample = try await Sample()
        let request = Sample.request(budget: "asked")
        let asked = try await sample.decide(request)
        #expect(asked.decision == .requireApproval)
        #expect(asked.approverRole == "finance")
        #expect(asked.reasonCodes.prefix(2) == ["OVER_A_LOT", "APPROVAL_REQUIRED"])
        #expect(asked.matchedRuleIds == ["test::ask"])
        #expect(try await sample.decide(request) == asked, "and so when it is asked again")
        #expect(try await sample.restarted().decide(request).matchedRuleIds == ["test::ask"])
        #expect(asked.reservationIds.isEmpty)
        let pending = try await sample.resume(asked)
        #expect(pending.error.message == #"[APPROVAL_NON_TERMINAL] state="pending""#)
        try await vote(asked, true, sample)
        let resumed = try await sample.resume(asked)
        #expect(resumed.decision.decision == .continue)
        #expect(resumed.decision.reservationIds.count == 1)
        #expect(resumed.decision.effectHash.count == 32)
        let again = try await sample.resume(asked)
        #expect(again.decision.reservationIds == resumed.decision.reservationIds)
        let retried = try await sample.decide(request)
        #expect(retried.reservationIds == resumed.decision.reservationIds)
        var rerun = request
        rerun.idempotency.key = "sg-2"
        rerun.ids.stepID = "run-1:call:2"
        #expect(try await sample.decide(rerun).reservationIds == retried.reservationIds)
        #expect(try await sample.decide(rerun).reservationIds == retried.reservationIds)
        // Another asking is another call.
        rerun.idempotency.key = "sg-3"
        #expect(try await sample.decide(rerun).decision == .requireApproval)
    }

    @Test("a share of a budget asks by the budget's name, and with its own word first")
    func share() async throws {
        let sample = try await Sample()
        let request = Sample.request(budget: "shared", amount: "600000")
        let asked = try await sample.decide(request)
        #expect(asked.decision == .requireApproval)
        #expect(asked.reasonCodes.prefix(2) == ["HALF_SPENT", "APPROVAL_REQUIRED"])
        #expect(asked.matchedRuleIds == ["test:shared:"])
        #expect(try await sample.restarted().decide(request) == asked)
        try await vote(asked, false, sample)
        #expect(try await sample.resume(asked).denied.matchedRuleIds == ["test:shared:"])
    }

    @Test("a session that needs a yes is denied with whoever asks for it")
    func session() async throws {
        let sample = try await Sample()
        var request = Wire.SessionRequest()
        request.budgetID = "asked"
        request.unit = Sample.micros
        request.estimatedAmountAtomic = "1000"
        request.ttlSeconds = 60
        let denied = try await sample.service.reserveSession(
            request: request,
            context: Sample.context
        ).denied
        #expect(denied.reasonCodes.prefix(2) == ["OVER_A_LOT", "APPROVAL_REQUIRED"])
        #expect(denied.matchedRuleIds == ["test::ask"])
    }

    @Test("approved without a resume: the same key, or the run's next asking, goes on")
    func unresumed() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(Sample.request(budget: "asked"))
        try await vote(asked, true, sample)
        let rerun = try await sample.decide(Sample.request("sg-2", budget: "asked"))
        #expect(rerun.decision == .continue)
        #expect(try await sample.account("asked")?.held == 1_000_000)
    }

    @Test("resumed after a restart")
    func restarted() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(Sample.request(budget: "asked"))
        try await vote(asked, true, sample)
        let restarted = try sample.restarted()
        let resumed = try await restarted.resume(asked)
        #expect(resumed.decision.decision == .continue, "\(resumed)")
        #expect(resumed.decision.reservationIds.count == 1)
        let again = try await sample.restarted().resume(asked)
        #expect(again.decision.reservationIds == resumed.decision.reservationIds)
    }

    @Test("denied says by whom and why; unknown and foreign approvals are errors")
    func denied() async throws {
        let sample = try await Sample()
        var asked = try await sample.decide(Sample.request(budget: "asked"))
        try await vote(asked, false, sample)
        let denied = try await sample.resume(asked)
        #expect(denied.denied.approverSubject == "ann")
        #expect(denied.denied.approverReason == "because")
        #expect(denied.denied.matchedRuleIds == ["test::ask"])
        let stopped = try await sample.decide(Sample.request(budget: "asked"))
        #expect(stopped.decision == .stop && stopped.matchedRuleIds == ["test::ask"])
        #expect(stopped.reasonCodes.prefix(2) == ["OVER_A_LOT", "APPROVAL_DENIED"])
        asked.decisionID = DecisionID.of(WireText.id(["x"])).description
        #expect(try await sample.resume(asked).error.code != .unspecified)
        asked.approvalRequestID = WireText.id(["x"]).description
        #expect(try await sample.resume(asked).error.code != .unspecified)
    }
}
