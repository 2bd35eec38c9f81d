import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import Synchronization
import Testing

/// What happens at the same time, or between two calls that belong together.
@Suite("sidecar races")
struct RaceTests {
    private func several(_ key: String = "sg-1") -> Wire.DecisionRequest {
        var request = Sample.request(key)
        var claim = request.inputs.projectedClaims[0]
        claim.budgetID = "second"
        request.inputs.projectedClaims.append(claim)
        return request
    }

    private func release(_ id: String?, _ sample: Sample) async throws {
        var request = Wire.ReleaseRequest()
        request.reservationID = id ?? ""
        _ = try await sample.service.releaseReservation(request: request, context: Sample.context)
    }

    @Test("of several holds one is settled: the next call has all of them anew")
    func partlySettled() async throws {
        let sample = try await Sample()
        let first = try await sample.decide(several())
        #expect(await sample.commit(first.reservationIds.first, "1000").status == .accepted)
        let second = try await sample.decide(several())
        #expect(Set(second.reservationIds).isDisjoint(with: first.reservationIds))
        #expect(second.reservationIds.count == 2)
        #expect(second.decisionID == first.decisionID)
        #expect(try await sample.account()?.held == 1_000_000)
        #expect(try await sample.account("second")?.held == 2_000_000)
    }

    @Test("of several holds one was given back: the retry answers with what is held now")
    func partlyReleased() async throws {
        let sample = try await Sample()
        let first = try await sample.decide(several())
        try await release(first.reservationIds.last, sample)
        let second = try await sample.decide(several())
        #expect(second.reservationIds.first == first.reservationIds.first)
        #expect(second.reservationIds.last != first.reservationIds.last)
        let held = try await sample.ledger.openHolds(limit: 10).map(\.id.description)
        #expect(Set(held) == Set(second.reservationIds))
        for id in second.reservationIds {
            #expect(await sample.commit(id, "5").status == .accepted)
        }
    }

    @Test("a settled one and one that was given back: nothing is held for a call that was made")
    func settledAndReleased() async throws {
        let sample = try await Sample()
        let first = try await sample.decide(several())
        #expect(await sample.commit(first.reservationIds.first, "1000").status == .accepted)
        try await release(first.reservationIds.last, sample)
        let second = try await sample.decide(several())
        let held = try await sample.ledger.openHolds(limit: 10).map(\.id.description)
        #expect(Set(held) == Set(second.reservationIds))
        #expect(second.reservationIds.count == 2)
    }

    @Test("a release against a commit: one of them wins, and the money agrees")
    func releaseAgainstCommit() async throws {
        let sample = try await Sample()
        for round in 0..<50 {
            let id = try await sample.decide(Sample.request("r\(round)")).reservationIds.first
            let before = try await sample.account()?.spent ?? 0
            async let committed = sample.commit(id, "10").status
            async let released = sample.commit(id, "", outcome: .providerError).status
            let accepted = await committed == .accepted
            #expect(await released == .accepted)
            let spent = try await sample.account()?.spent ?? 0
            #expect(spent - before == (accepted ? 10_000 : 0))
        }
        #expect(try await sample.account()?.held == 0)
    }

    @Test("commits of one hold at once after a restart: each id once, over entries")
    func commits() async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            id = try await sample.decide(Sample.request()).reservationIds.first
            #expect(await sample.commit(id, "10", event: "e0").status == .accepted)
        }
        try await stored.life { sample throws in
            let reservation = id
            let accepted = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<64 {
                    group.addTask {
                        let event = "e\(index % 16)"
                        return await sample.commit(reservation, "10", event: event).status
                            == .accepted
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(accepted == 64)
            #expect(try await sample.account()?.spent == 160_000)
        }
    }

    @Test("a call that a run's end has overtaken is booked; one that was given back is not")
    func runEnd() async throws {
        let sample = try await Sample()
        let running = try await sample.decide(Sample.request("a")).reservationIds.first
        let failed = try await sample.decide(Sample.request("b")).reservationIds.first
        #expect(await sample.commit(failed, "", outcome: .providerError).status == .accepted)
        var end = Wire.TraceEvent()
        end.kind = .runEnd
        end.ids.runID = "run-1"
        #expect(await sample.service.ack(end).status == .accepted)
        #expect(try await sample.account()?.held == 0)
        #expect(await sample.commit(failed, "7").status == .rejected)
        #expect(await sample.commit(running, "300").status == .accepted)
        #expect(await sample.commit(running, "300").status == .accepted)
        #expect(await sample.commit(running, "20", event: "e2").status == .accepted)
        #expect(try await sample.account()?.spent == 320_000)
    }

    @Test("a run's end is told on, once what it held is given back, and for what is booked later")
    func runEndTold() async throws {
        let told = Mutex<[(run: String, atMs: Int64)]>([])
        var options = SidecarOptions()
        options.onRunEnded = { run, atMs in told.withLock { $0.append((run, atMs)) } }
        let sample = try await Sample().serving(options)
        let settled = try await sample.decide(Sample.request("a")).reservationIds.first
        let running = try await sample.decide(Sample.request("b")).reservationIds.first
        #expect(await sample.commit(settled, "100").status == .accepted)
        var end = Wire.TraceEvent()
        end.kind = .runEnd
        for (run, runs) in [("", 0), (String(repeating: "r", count: 257), 0), ("run-1", 1)] {
            end.ids.runID = run
            #expect(await sample.service.ack(end).status == .accepted)
            #expect(told.withLock { $0.count } == runs)
        }
        sample.clock.advance(byMs: 5)
        #expect(await sample.commit(running, "300").status == .accepted)
        #expect(await sample.commit(settled, "10", event: "e2").status == .accepted)
        let nowMs = sample.clock.nowMs
        #expect(told.withLock { $0.map(\.run) } == ["run-1", "run-1"])
        #expect(told.withLock { $0.map(\.atMs) } == [nowMs - 5, nowMs])
    }

    @Test("an approved call's money is for its claims, and for a key that says others it is not")
    func taken() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(Sample.request(budget: "asked"))
        let approval = try #require(HoldID(asked.approvalRequestID))
        let vote = ApprovalVote(id: approval, voter: "ann", isFor: true, note: "")
        _ = try await sample.ledger.apply([.vote(vote)], nowMs: sample.clock.nowMs)
        var resume = Wire.ResumeRequest()
        resume.approvalID = asked.approvalRequestID
        let request = resume
        // Twice at once: one hold.
        async let one = sample.service.resumeAfterApproval(
            request: request,
            context: Sample.context
        )
        async let other = sample.service.resumeAfterApproval(
            request: request,
            context: Sample.context
        )
        let ids = try await [one, other].flatMap(\.decision.reservationIds)
        #expect(ids.count == 2)
        #expect(Set(ids).count == 1)
        #expect(try await sample.account("asked")?.held == 1_000_000)
        let rerun = try await sample.decide(Sample.request("sg-2", budget: "asked"))
        #expect(rerun.reservationIds.first == ids.first)
        let larger = try await sample.decide(
            Sample.request("sg-2", budget: "asked", amount: "900000")
        )
        #expect(larger.decision == .requireApproval)
        // It was one call: when it is settled, a resume is no second one.
        #expect(await sample.commit(ids.first, "10").status == .accepted)
        let late = try await sample.service.resumeAfterApproval(
            request: request,
            context: Sample.context
        )
        #expect(late.decision.reservationIds.isEmpty)
        #expect(late.error.message.hasPrefix("[RESERVE_REJECTED]"))
    }

    @Test("a policy that comes into force between desk and ledger is met by another try")
    func policy() async throws {
        let sample = try await Sample()
        let settings = sample.desk.settings
        var next = try CompiledPolicy(Sample.policy())
        next.revision = 9
        let desks = [
            sample.desk,
            LedgerDesk(sample.ledger, next, .empty, settings, policyHash: []),
        ]
        // The ledger has the new one; whoever asks still gets the old one twice.
        let policy = next.policy.id
        _ = try await sample.ledger.apply(
            [.setPolicy(id: policy, version: 9, hash: String(repeating: "0", count: 64))],
            nowMs: sample.clock.nowMs
        )
        let asked = Mutex(0)
        let service = SidecarService(
            {
                let count = asked.withLock { asked -> Int in
                    asked += 1
                    return asked
                }
                return count > 3 ? desks[1] : desks[0]
            },
            SampleSigner(),
            SidecarOptions(),
            version: "test"
        )
        let answer = try await service.requestDecision(
            request: Sample.request(),
            context: Sample.context
        )
        #expect(answer.decision == .continue)
        asked.withLock { $0 = 0 }
        var session = Wire.SessionRequest()
        session.budgetID = "my-budget"
        session.unit = Sample.micros
        session.estimatedAmountAtomic = "10"
        session.ttlSeconds = 10
        let reserved = try await service.reserveSession(request: session, context: Sample.context)
        #expect(!reserved.accepted.sessionReservationID.isEmpty)
        asked.withLock { $0 = 0 }
        var delta = Wire.DeltaRequest()
        delta.sessionReservationID = reserved.accepted.sessionReservationID
        delta.streamingCommitID = "d"
        delta.amountAtomicDelta = "1"
        delta.outcome = .success
        let drawn = try await service.commitSessionDelta(request: delta, context: Sample.context)
        #expect(drawn.accepted.remainingAmountAtomic == "9")
    }
}
