import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Testing

@Suite("sidecar service")
struct ServiceTests {
    @Test("a call is held, committed once by its id, and added to by another")
    func commits() async throws {
        let sample = try await Sample()
        let answer = try await sample.decide(Sample.request())
        #expect(answer.decision == .continue)
        #expect(answer.effectHash.count == 32)
        let reservation = answer.reservationIds.first
        #expect(try await sample.account()?.held == 1_000_000)
        #expect(await sample.commit(reservation, "600").status == .accepted)
        #expect(await sample.commit(reservation, "600").status == .accepted)
        #expect(try await sample.account()?.spent == 600_000)
        let conflict = await sample.commit(reservation, "601")
        #expect(conflict.status == .rejected)
        #expect(conflict.error.code == .idempotencyConflict)
        #expect(await sample.commit(reservation, "600", event: "e2").status == .accepted)
        #expect(try await sample.account()?.spent == 1_200_000)
        #expect(try await sample.account("counted")?.spent == 1)
    }

    @Test(
        "a replay is the same answer, other content a conflict; after a commit comes the next try"
    )
    func replays() async throws {
        let sample = try await Sample()
        let first = try await sample.decide(Sample.request())
        #expect(try await sample.decide(Sample.request()) == first)
        await #expect(throws: RPCError.self) {
            try await sample.decide(Sample.request(amount: "1001"))
        }
        #expect(try await sample.account()?.held == 1_000_000)
        _ = await sample.commit(first.reservationIds.first, "10")
        let second = try await sample.decide(Sample.request())
        #expect(second.decisionID == first.decisionID)
        #expect(second.reservationIds != first.reservationIds)
        #expect(try await sample.decide(Sample.request()) == second)
        _ = await sample.commit(second.reservationIds.first, "10")
        let third = try await sample.decide(Sample.request())
        #expect(third.decisionID == first.decisionID)
        #expect(Set([first, second, third].flatMap(\.reservationIds)).count == 3)
    }

    @Test(
        "after a restart a replay finds its hold, a commit lands, and a decision is found by its id"
    )
    func restarts() async throws {
        let sample = try await Sample()
        let first = try await sample.decide(Sample.request())
        var restarted = try sample.restarted()
        let replay = try await restarted.decide(Sample.request())
        #expect(replay.decisionID == first.decisionID)
        #expect(replay.reservationIds == first.reservationIds)
        #expect(replay.effectHash == first.effectHash)
        restarted = try sample.restarted()
        #expect(await restarted.commit(first.reservationIds.first, "700").status == .accepted)
        #expect(try await sample.account()?.spent == 700_000)
        restarted = try sample.restarted()
        #expect(await restarted.commit(first.reservationIds.first, "700").status == .accepted)
        #expect(try await sample.account()?.spent == 700_000)
        let next = try await restarted.decide(Sample.request())
        #expect(next.decisionID == first.decisionID)

        let other = try await sample.decide(Sample.request("sg-2"))
        restarted = try sample.restarted()
        var outcome = Wire.OutcomeRequest()
        outcome.decisionID = other.decisionID
        outcome.outcome = .applyFailed
        _ = try await restarted.service.confirmPublishOutcome(
            request: outcome,
            context: Sample.context
        )
        // What is left is the next try of the first.
        #expect(try await sample.account()?.held == 1_000_000)
    }

    @Test("a hold that nobody settles expires, and a late commit is booked all the same")
    func late() async throws {
        let sample = try await Sample()
        let answer = try await sample.decide(Sample.request())
        sample.clock.advance(byMs: 60_001)
        _ = try await sample.ledger.apply([.tick], nowMs: sample.clock.nowMs)
        #expect(try await sample.account()?.held == 0)
        #expect(await sample.commit(answer.reservationIds.first, "400").status == .accepted)
        #expect(try await sample.account()?.spent == 400_000)
    }

    @Test("more than was held is spent, nothing releases all, a failure gives back")
    func amounts() async throws {
        let sample = try await Sample()
        let over = try await sample.decide(Sample.request("a", amount: "900000"))
        #expect(await sample.commit(over.reservationIds.first, "1500000").status == .accepted)
        #expect(try await sample.account()?.spent == 1_500_000_000)
        let stopped = try await sample.decide(Sample.request("b", amount: "1"))
        #expect(stopped.decision == .stop)
        #expect(stopped.reasonCodes.first == "BUDGET_EXHAUSTED")
        #expect(stopped.error.code == .unspecified)
    }

    @Test("nothing, failures and wrong words of a call's end")
    func ends() async throws {
        let sample = try await Sample()
        let zero = try await sample.decide(Sample.request("a"))
        #expect(await sample.commit(zero.reservationIds.first, "0").status == .accepted)
        let failed = try await sample.decide(Sample.request("b"))
        let id = failed.reservationIds.first
        #expect(await sample.commit(id, "x", outcome: .success).status == .rejected)
        #expect(await sample.commit(id, "", outcome: .success).status == .rejected)
        #expect(await sample.commit(id, "1", outcome: .unspecified).status == .rejected)
        #expect(try await sample.account()?.held == 1_000_000)
        #expect(await sample.commit(id, "", outcome: .providerError).status == .accepted)
        #expect(try await sample.account()?.held == 0)
        #expect(try await sample.account()?.spent == 0)
        let released = await sample.commit(id, "1")
        #expect(released.status == .rejected)
        #expect(released.error.code == .reservationStateConflict)
        #expect(await sample.commit("not-one", "1").status == .rejected)
        #expect(await sample.service.ack(Wire.TraceEvent()).status == .accepted)
    }

    @Test("a hold that another door has made is nobody's here")
    func foreign() async throws {
        let sample = try await Sample()
        var options = sample.desk.settings
        options.principal = "gateway"
        let other = LedgerDesk(
            sample.ledger,
            try CompiledPolicy(Sample.policy()),
            .empty,
            options,
            policyHash: []
        )
        var call = SidecarCall(scope: Scope(), budget: "my-budget", expiresInMs: 60_000)
        call.scope[.tag("budget")] = "my-budget"
        call.nanos = 1_000_000
        guard case .held(let hold) = await other.hold(call) else {
            Issue.record("not held")
            return
        }
        #expect(await sample.commit(hold.id.description, "1").status == .rejected)
        let ends: [Wire.CallEnd.Outcome] = [.providerError, .clientTimeout, .runAborted]
        for end in ends {
            #expect(await sample.commit(hold.id.description, "", outcome: end).status == .rejected)
        }
        var release = Wire.ReleaseRequest()
        release.reservationID = hold.id.description
        await #expect(throws: RPCError.self) {
            try await sample.service.releaseReservation(request: release, context: Sample.context)
        }
        #expect(try await sample.account()?.held == 1_000_000)
    }

    @Test("several claims are all held, or none")
    func several() async throws {
        let sample = try await Sample()
        var request = Sample.request()
        var claim = request.inputs.projectedClaims[0]
        claim.budgetID = "second"
        request.inputs.projectedClaims.append(claim)
        let answer = try await sample.decide(request)
        #expect(answer.reservationIds.count == 2)
        #expect(try await sample.decide(request) == answer)
        for id in answer.reservationIds {
            #expect(await sample.commit(id, "5").status == .accepted)
        }
        #expect(try await sample.account("second")?.spent == 5_000)
        request.idempotency.key = "other"
        request.inputs.projectedClaims[1].amountAtomic = "10001"
        #expect(try await sample.decide(request).decision == .stop)
        #expect(try await sample.account()?.held == 0)
    }

    @Test("an unknown budget, and a unit that its budget does not count, are refused")
    func strangers() async throws {
        let sample = try await Sample()
        let unknown = try await sample.decide(Sample.request(budget: "nobody"))
        #expect(unknown.decision == .stop)
        #expect(unknown.reasonCodes.first == "UNKNOWN_BUDGET")
        await #expect(throws: RPCError.self) {
            try await sample.decide(Sample.request("t", budget: "tokens"))
        }
        var gold = Sample.request("g", budget: "gold", amount: "3")
        gold.inputs.projectedClaims[0].unit = .init()
        gold.inputs.projectedClaims[0].unit.kind = .credit
        gold.inputs.projectedClaims[0].unit.creditProgram = "gold"
        #expect(try await sample.decide(gold).decision == .continue)
        #expect(try await sample.account("gold")?.held == 3)
    }

    @Test("a downgrade carries its patch and its hold, and so does its replay after a restart")
    func downgrades() async throws {
        let sample = try await Sample()
        var request = Sample.request()
        request.inputs.runtimeMetadata.fields["model"] = .init(stringValue: "big")
        let answer = try await sample.decide(request)
        #expect(answer.decision == .degrade)
        #expect(
            answer.mutationPatchJson
                == #"[{"op":"test","path":"/modelAlias","value":"big"},"#
                + #"{"op":"replace","path":"/modelAlias","value":"small"}]"#
        )
        #expect(answer.reservationIds.count == 1)
        #expect(try await sample.decide(request) == answer)
        let again = try await sample.restarted().decide(request)
        #expect(again.reservationIds == answer.reservationIds)
        #expect(again.mutationPatchJson == answer.mutationPatchJson)
    }

    @Test("64 at once on one budget: no more are let through than fit")
    func races() async throws {
        let sample = try await Sample()
        let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let request = Sample.request("race-\(index)", budget: "second")
                    return try await sample.decide(request).decision == .continue
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 10)
        #expect(try await sample.account("second")?.held == 10_000_000)
    }

    @Test("64 retries of one call hold once; 64 commits of it add up")
    func sameCall() async throws {
        let sample = try await Sample()
        let ids = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<64 {
                group.addTask { try await sample.decide(Sample.request()).reservationIds }
            }
            return try await group.reduce(into: Set<[String]>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await sample.account()?.held == 1_000_000)
        let id = ids.first?.first
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    await sample.commit(id, "10", event: "e\(index % 32)").status == .accepted
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 64)
        #expect(try await sample.account()?.spent == 320_000)
    }
}
