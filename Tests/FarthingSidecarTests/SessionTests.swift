import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Testing

@Suite("sidecar sessions and grants")
struct SessionTests {
    private func reserve(
        _ sample: Sample,
        _ key: String = "k",
        amount: String = "10000"
    ) async throws -> Wire.SessionOutcome {
        var request = Wire.SessionRequest()
        request.budgetID = "my-budget"
        request.unit = Sample.micros
        request.sessionID = "s"
        request.route = "voice"
        request.estimatedAmountAtomic = amount
        request.ttlSeconds = 120
        request.idempotencyKey = key
        return try await sample.service.reserveSession(request: request, context: Sample.context)
    }

    private func delta(
        _ sample: Sample,
        _ session: String,
        _ id: String,
        _ amount: String
    ) async throws -> Wire.DeltaOutcome {
        var request = Wire.DeltaRequest()
        request.sessionReservationID = session
        request.streamingCommitID = id
        request.amountAtomicDelta = amount
        request.outcome = .success
        return try await sample.service.commitSessionDelta(
            request: request,
            context: Sample.context
        )
    }

    private func end(_ sample: Sample, _ session: String) async throws -> Wire.SessionEndOutcome {
        var request = Wire.SessionEnd()
        request.sessionReservationID = session
        request.reasonCode = "done"
        request.idempotencyKey = "end"
        return try await sample.service.releaseSession(request: request, context: Sample.context)
    }

    @Test("parts are charged once each, none beyond what was reserved, and the rest goes back")
    func session() async throws {
        let sample = try await Sample()
        let opened = try await reserve(sample).accepted
        let id = opened.sessionReservationID
        #expect(opened.reservedAmountAtomic == "10000")
        #expect(try await reserve(sample).accepted.sessionReservationID == id)
        #expect(try await reserve(sample, amount: "9999").error.code == .idempotencyConflict)
        let first = try await delta(sample, id, "d1", "4000").accepted
        #expect(first.remainingAmountAtomic == "6000")
        #expect(first.cumulativeCommittedAtomic == "4000")
        #expect(try await delta(sample, id, "d1", "4000").accepted.remainingAmountAtomic == "6000")
        #expect(try await delta(sample, id, "d1", "4001").error.code == .idempotencyConflict)
        #expect(try await delta(sample, id, "d2", "6001").error.code == .overrunReservation)
        #expect(try await delta(sample, id, "d2", "1000").accepted.remainingAmountAtomic == "5000")
        let ended = try await end(sample, id).accepted
        #expect(ended.releasedAmountAtomic == "5000")
        #expect(ended.committedAmountAtomic == "5000")
        #expect(try await end(sample, id).accepted.committedAmountAtomic == "5000")
        #expect(try await sample.account()?.spent == 5_000_000)
        #expect(try await sample.account()?.held == 0)
        #expect(try await sample.account("counted")?.spent == 1)
        #expect(try await sample.account("counted")?.held == 0)
        #expect(try await delta(sample, id, "d3", "1").error.code != .unspecified)
        #expect(
            try await reserve(sample, "big", amount: "2000000").denied.reasonCodes.first
                == "BUDGET_EXHAUSTED"
        )
    }

    @Test("a session goes on after a restart, and ends by its time")
    func restarts() async throws {
        let sample = try await Sample()
        let id = try await reserve(sample).accepted.sessionReservationID
        _ = try await delta(sample, id, "d1", "4000")
        let restarted = try sample.restarted()
        #expect(
            try await delta(restarted, id, "d1", "4000").accepted.remainingAmountAtomic == "6000"
        )
        #expect(
            try await delta(restarted, id, "d2", "1000").accepted.remainingAmountAtomic == "5000"
        )
        #expect(try await sample.account()?.spent == 5_000_000)
        sample.clock.advance(byMs: 120_001)
        #expect(try await delta(restarted, id, "d3", "1").error.code == .reservationTtlExpired)
        #expect(try await sample.account()?.held == 0)
        #expect(try await sample.account()?.spent == 5_000_000)
    }

    @Test("a grant is part of a reservation: bounded, signed, expiring, revocable")
    func grants() async throws {
        let sample = try await Sample()
        let parent = try await sample.decide(Sample.request(amount: "50000"))
        var request = Wire.GrantRequest()
        request.parentRunID = "run-1"
        request.scope.maxAmountAtomic = "20000"
        request.scope.maxAmountUnit = Sample.micros
        request.scope.reservationID = parent.reservationIds[0]
        request.scope.expiresAt = Google_Protobuf_Timestamp(atMs: sample.clock.nowMs + 30_000)
        let context = Sample.context
        let grant = try await sample.service.issueBudgetGrant(request: request, context: context)
        #expect(try await sample.account()?.held == 50_000_000)
        var consume = Wire.ConsumeRequest()
        consume.jwtGrant = grant.jwtGrant
        var consumed = try await sample.service.consumeBudgetGrant(
            request: consume,
            context: Sample.context
        )
        #expect(consumed.accepted)
        #expect(consumed.parentRunID == "run-1")
        for word in ["", "a.b.c", grant.jwtGrant + "x", String(grant.jwtGrant.dropLast(3)) + "AAA"]
        {
            consume.jwtGrant = word
            consumed = try await sample.service.consumeBudgetGrant(
                request: consume,
                context: Sample.context
            )
            #expect(!consumed.accepted)
            #expect(consumed.error.code == .signatureInvalid)
        }
        var child = Sample.request("child", amount: "15000", run: "child")
        child.budgetGrantJti = grant.grantJti
        let admitted = try await sample.decide(child)
        #expect(admitted.decision == .continue)
        #expect(try await sample.decide(child) == admitted)
        child.idempotency.key = "child-2"
        let beyond = try await sample.decide(child)
        #expect(beyond.decision == .stop)
        #expect(beyond.reasonCodes.first == "GRANT_EXHAUSTED")
        #expect(await sample.commit(admitted.reservationIds.first, "15000").status == .accepted)
        #expect(try await sample.account()?.spent == 15_000_000)
        #expect(try await sample.account("counted")?.spent == 1)

        var revoke = Wire.RevokeRequest()
        revoke.grantJti = grant.grantJti
        let revoked = try await sample.service.revokeBudgetGrant(
            request: revoke,
            context: Sample.context
        )
        #expect(revoked.revoked)
        consume.jwtGrant = grant.jwtGrant
        consumed = try await sample.service.consumeBudgetGrant(
            request: consume,
            context: Sample.context
        )
        #expect(!consumed.accepted)
        child.idempotency.key = "child-3"
        child.inputs.projectedClaims[0].amountAtomic = "1"
        #expect(try await sample.decide(child).reasonCodes.first == "GRANT_EXPIRED")

        request.scope.maxAmountAtomic = "60000"
        await #expect(throws: RPCError.self) {
            try await sample.service.issueBudgetGrant(request: request, context: Sample.context)
        }
        request.scope.expiresAt = Google_Protobuf_Timestamp(atMs: sample.clock.nowMs - 1)
        await #expect(throws: RPCError.self) {
            try await sample.service.issueBudgetGrant(request: request, context: Sample.context)
        }
    }
}
