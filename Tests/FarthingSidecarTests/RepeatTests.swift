import FarthingCore
import FarthingSidecar
import FarthingTesting
import SwiftProtobuf
import Testing

@Suite("sidecar repeats")
struct RepeatTests {
    private struct Asked {
        var session = ""
        var decision = ""
        var grant = ""
    }

    /// What a delta says of its time, and what the ends of a session, a decision and a grant do.
    private func times(
        _ sample: Sample,
        _ ids: Asked
    ) async throws -> [String: Int64?] {
        var failed = Wire.OutcomeRequest()
        failed.decisionID = ids.decision
        failed.outcome = .applyFailed
        var revoke = Wire.RevokeRequest()
        revoke.grantJti = ids.grant
        let context = Sample.context
        let service = sample.service
        return [
            "delta": try await sample.delta(ids.session, "d1", "4000").accepted.recordedAt.atMs,
            "end": try await sample.end(ids.session).accepted.recordedAt.atMs,
            "failed": try await service.confirmPublishOutcome(request: failed, context: context)
                .recordedAt.atMs,
            "revoked": try await service.revokeBudgetGrant(request: revoke, context: context)
                .revokedAt.atMs,
        ]
    }

    @Test("a repeat says when that was done which it names, after a restart too")
    func repeats() async throws {
        let stored = StoredSample()
        var first: [String: Int64?] = [:]
        var ids = Asked()
        try await stored.life { sample throws in
            ids.session = try await sample.reserve("10000")
            ids.decision = try await sample.decide(Sample.request()).decisionID
            var request = Wire.GrantRequest()
            request.scope.maxAmountAtomic = "1000"
            request.scope.maxAmountUnit = Sample.micros
            request.scope.reservationID = try await sample.decide(Sample.request("parent"))
                .reservationIds[0]
            request.scope.expiresAt = Google_Protobuf_Timestamp(atMs: sample.clock.nowMs + 30_000)
            ids.grant = try await sample.service.issueBudgetGrant(
                request: request,
                context: Sample.context
            ).grantJti
            let startMs = sample.clock.nowMs
            first = try await times(sample, ids)
            #expect(first.count == 4 && first.values.allSatisfy { $0 == startMs })
            sample.clock.advance(byMs: 3_000)
            let again = try await times(sample, ids)
            #expect(again == first)
        }
        try await stored.life { sample throws in
            sample.clock.advance(byMs: 3_000)
            let again = try await times(sample, ids)
            #expect(again == first)
        }
    }

    @Test(
        "a session's key begins another when it was given back, and none after commits"
    )
    func keys() async throws {
        let sample = try await Sample()
        let first = try await sample.reserve("10000")
        #expect(try await sample.reserve("10000") == first)
        _ = try await sample.delta(first, "d1", "4000")
        #expect(try await sample.end(first).accepted.committedAmountAtomic == "4000")
        let second = try await sample.reserve("10000")
        #expect(!second.isEmpty && second != first)
        sample.clock.advance(byMs: 120_001)
        let third = try await sample.reserve("10000")
        #expect(!third.isEmpty && third != second)
        #expect(await sample.commit(third, "1000").status == .accepted)
        #expect(try await sample.reserve("10000").isEmpty)
        #expect(try await !sample.reserve("10000", "other").isEmpty)
    }

    @Test("where the ledger keeps no entries a repeat says the present time")
    func withoutEntries() async throws {
        let sample = try await Sample()
        let session = try await sample.reserve("10000")
        let first = try await sample.delta(session, "d1", "4000").accepted
        sample.clock.advance(byMs: 3_000)
        let again = try await sample.delta(session, "d1", "4000").accepted
        #expect(again.ledgerTransactionID == first.ledgerTransactionID)
        #expect(again.recordedAt.atMs == sample.clock.nowMs)
    }
}
