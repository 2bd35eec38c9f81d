import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Synchronization
import Testing

/// A policy that names another tenant, while clients go on that have made their handshake before.
@Suite("sidecar tenants")
struct TenantTests {
    /// The desk of the policy in force.
    private final class DeskInForce: Sendable {
        let desk: Mutex<LedgerDesk>
        init(_ desk: LedgerDesk) { self.desk = Mutex(desk) }
    }

    private let sample: Sample
    private let service: SidecarService
    private let inForce: DeskInForce

    init() async throws {
        sample = try await Sample()
        let inForce = DeskInForce(sample.desk)
        self.inForce = inForce
        service = Self.service(inForce)
    }

    private static func service(_ inForce: DeskInForce) -> SidecarService {
        SidecarService(
            { inForce.desk.withLock { $0 } },
            SampleSigner(),
            SidecarOptions(),
            version: "test"
        )
    }

    /// Puts the same policy in force for another tenant.
    private func name(_ tenant: String) throws {
        var policy = try Sample.policy()
        policy.tenant = tenant
        let desk = LedgerDesk(
            sample.ledger,
            try CompiledPolicy(policy),
            .empty,
            sample.desk.settings,
            policyHash: [4]
        )
        inForce.desk.withLock { $0 = desk }
    }

    private func shake(_ tenant: String) async throws -> String {
        var request = Wire.HandshakeRequest()
        request.protocolVersion = 1
        request.tenantIDAssertion = tenant
        request.workloadInstanceID = "w"
        return try await service.handshake(request: request, context: Sample.context).sessionID
    }

    private func decide(
        _ key: String,
        _ session: String,
        budget: String = "my-budget",
        on other: SidecarService? = nil
    ) async throws -> Wire.DecisionResponse {
        var request = Sample.request(key, budget: budget)
        request.sessionID = session
        return try await (other ?? service).requestDecision(
            request: request,
            context: Sample.context
        )
    }

    /// What a call is refused with; nil where it is not.
    private func refusal(_ call: () async throws -> Void) async -> RPCError? {
        do {
            try await call()
            return nil
        } catch {
            return error as? RPCError
        }
    }

    @Test("who opened a session for the earlier tenant is told to make the handshake again")
    func earlier() async throws {
        let session = try await shake("acme")
        let asked = try await decide("asked", session, budget: "asked")
        let vote = ApprovalVote(
            id: try #require(HoldID(asked.approvalRequestID)),
            voter: "ann",
            isFor: true,
            note: ""
        )
        _ = try await sample.ledger.apply([.vote(vote)], nowMs: sample.clock.nowMs)
        let before = try await sample.ledger.openHolds(limit: 10).count
        try name("other")
        let context = Sample.context
        var resume = Wire.ResumeRequest()
        resume.sessionID = session
        resume.decisionID = asked.decisionID
        resume.approvalID = asked.approvalRequestID
        var reserve = Wire.SessionRequest()
        reserve.sessionID = session
        reserve.unit = Sample.micros
        reserve.estimatedAmountAtomic = "5"
        reserve.ttlSeconds = 60
        var issue = Wire.GrantRequest()
        issue.sessionID = session
        issue.scope.maxAmountUnit = Sample.micros
        issue.scope.maxAmountAtomic = "5"
        issue.scope.expiresAt = Google_Protobuf_Timestamp(atMs: sample.clock.nowMs + 30_000)
        var consume = Wire.ConsumeRequest()
        consume.sessionID = session
        let calls: [() async throws -> Void] = [
            { _ = try await decide("k", session) },
            // Also what was answered before.
            { _ = try await decide("asked", session, budget: "asked") },
            { _ = try await service.resumeAfterApproval(request: resume, context: context) },
            { _ = try await service.reserveSession(request: reserve, context: context) },
            { _ = try await service.issueBudgetGrant(request: issue, context: context) },
            { _ = try await service.consumeBudgetGrant(request: consume, context: context) },
        ]
        for (number, call) in calls.enumerated() {
            let error = await refusal(call)
            #expect(error?.code == .failedPrecondition, "\(number)")
            #expect(error?.message.contains("handshake again") ?? false, "\(number)")
        }
        #expect(try await sample.ledger.openHolds(limit: 10).count == before)
        // Nobody remembers who has made which handshake.
        let restarted = Self.service(inForce)
        let error = await refusal { _ = try await decide("k", session, on: restarted) }
        #expect(error?.code == .failedPrecondition)
        #expect(await refusal { _ = try await shake("acme") }?.code == .permissionDenied)
        let other = try await shake("other")
        #expect(other != session)
        resume.sessionID = other
        let unknown = try await service.resumeAfterApproval(request: resume, context: context)
        #expect(unknown.error.message.hasPrefix("[LEDGER_REJECTED]"))
        #expect(try await decide("k", other).decision == .continue)
        try name("acme")
        #expect(try await decide("k2", session).decision == .continue)
        #expect(await refusal { _ = try await decide("k3", other) }?.code == .failedPrecondition)
    }

    @Test("an id that is no session of this sidecar's asserts no tenant")
    func unknown() async throws {
        let others = [
            "", "session", HoldID.random().description, "0194f3a0-0000-7000-8000-00000000000a",
        ]
        for (number, session) in others.enumerated() {
            #expect(try await decide("k\(number)", session).decision == .continue, "\(session)")
        }
        let mac = { (bytes: [UInt8]) in SampleSigner().mac(bytes) }
        for number in 0..<1_000 {
            let tenant = "tenant-\(number)"
            let session = SessionName.id(tenant: tenant, workload: "w", mac: mac).description
            #expect(SessionName.mayBe(session, of: tenant, mac: mac))
            #expect(SessionName.mayBe(session.uppercased(), of: tenant, mac: mac))
            #expect(!SessionName.mayBe(session, of: "tenant", mac: mac))
            #expect(SessionName.mayBe(HoldID.random().description, of: tenant, mac: mac))
        }
    }

    @Test("what was held for the earlier tenant is committed and given back all the same")
    func open() async throws {
        let session = try await shake("acme")
        var holds: [String] = []
        for number in 0..<2 {
            let answer = try await decide("k\(number)", session)
            holds.append(try #require(answer.reservationIds.first))
        }
        let failed = try await decide("failed", session)
        try name("other")

        var end = Wire.TraceEvent()
        end.kind = .llmCallPost
        end.sessionID = session
        end.llmCallPost.reservationID = holds[0]
        end.llmCallPost.estimatedAmountAtomic = "600"
        end.llmCallPost.outcome = .success
        #expect(await service.ack(end).status == .accepted)
        #expect(try await sample.account()?.spent == 600_000)

        var release = Wire.ReleaseRequest()
        release.sessionID = session
        release.tenantID = "somebody"
        release.reservationID = holds[1]
        let request = release
        let foreign = await refusal {
            _ = try await service.releaseReservation(request: request, context: Sample.context)
        }
        #expect(foreign?.code == .permissionDenied)
        release.tenantID = "acme"
        // A restart forgets whose the reservation was, and the ledger does not.
        for each in [Self.service(inForce), service] {
            let answer = try await each.releaseReservation(
                request: release,
                context: Sample.context
            )
            #expect(answer.releasedReservationIds == [holds[1]])
        }
        var outcome = Wire.OutcomeRequest()
        outcome.sessionID = session
        outcome.decisionID = failed.decisionID
        outcome.outcome = .applyFailed
        _ = try await service.confirmPublishOutcome(request: outcome, context: Sample.context)
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
    }

    @Test("a conversation of the earlier tenant goes on to its end, and its run ends by itself")
    func conversation() async throws {
        let session = try await shake("acme")
        _ = try await decide("left", session)
        var reserve = Wire.SessionRequest()
        reserve.sessionID = session
        reserve.tenantID = "acme"
        reserve.budgetID = "my-budget"
        reserve.unit = Sample.micros
        reserve.estimatedAmountAtomic = "5000"
        reserve.ttlSeconds = 60
        let talk = try await service.reserveSession(request: reserve, context: Sample.context)
            .accepted.sessionReservationID
        try name("other")
        // A run of the same name, of the tenant of now.
        let theirs = try await decide("theirs", try await shake("other"))

        var delta = Wire.DeltaRequest()
        delta.sessionReservationID = talk
        delta.streamingCommitID = "d1"
        delta.amountAtomicDelta = "100"
        delta.outcome = .success
        let drawn = try await service.commitSessionDelta(request: delta, context: Sample.context)
        #expect(drawn.accepted.remainingAmountAtomic == "4900")
        var over = Wire.SessionEnd()
        over.sessionReservationID = talk
        let ended = try await service.releaseSession(request: over, context: Sample.context)
        #expect(ended.accepted.committedAmountAtomic == "100")

        var runEnd = Wire.TraceEvent()
        runEnd.kind = .runEnd
        runEnd.sessionID = session
        runEnd.ids.runID = "run-1"
        #expect(await service.ack(runEnd).status == .accepted)
        let left = try await sample.ledger.openHolds(limit: 10).map(\.id.description)
        #expect(left == theirs.reservationIds)
        #expect(try await sample.account()?.spent == 100_000)
    }
}
