import FarthingSidecar
import GRPCCore
import SwiftProtobuf

extension FuzzTarget {
    /// One of the other calls: the first byte says which, the rest is its message.
    static let otherCalls = FuzzTarget(
        name: "sidecar-calls",
        seeds: {
            var handshake = Wire.HandshakeRequest()
            handshake.protocolVersion = 1
            handshake.workloadInstanceID = "w"
            var outcome = Wire.OutcomeRequest()
            outcome.decisionID = "00000000-0000-4000-8000-000000000001"
            outcome.outcome = .applyFailed
            var resume = Wire.ResumeRequest()
            resume.approvalID = outcome.decisionID
            var release = Wire.ReleaseRequest()
            release.reservationID = outcome.decisionID
            release.reasonCodes = ["provider_error"]
            var session = Wire.SessionRequest()
            session.budgetID = "b"
            session.unit.unitID = "usd_micros"
            session.estimatedAmountAtomic = "5000"
            session.ttlSeconds = 60
            var end = Wire.SessionEnd()
            end.sessionReservationID = outcome.decisionID
            var grant = Wire.GrantRequest()
            grant.scope.maxAmountAtomic = "5000"
            grant.scope.maxAmountUnit.unitID = "usd_micros"
            // A minute after a clock that stands still.
            grant.scope.expiresAt.seconds = 1_800_000_060
            var revoke = Wire.RevokeRequest()
            revoke.grantJti = outcome.decisionID
            var consume = Wire.ConsumeRequest()
            consume.jwtGrant = "e30.e30.e30"
            let messages: [any SwiftProtobuf.Message] = [
                handshake, outcome, resume, release, session, end, grant, revoke, consume,
            ]
            return messages.enumerated().map { index, message in
                let bytes: [UInt8] = (try? message.serializedBytes()) ?? []
                return [UInt8(index)] + bytes
            }
        }(),
        words: ["usd_micros", "tokens", "0", "5000", "e30", ".", "00000000-0000-4000-8000-"]
    ) { input, _ throws(FuzzFault) in
        guard let which = input.first else { return false }
        let body = Array(input.dropFirst())
        return try SidecarWorld.run {
            let world = try await SidecarWorld()
            do {
                for _ in 0..<2 { try await call(Int(which) % 9, body, world.service) }
            } catch is RPCError {
                try await world.check()
                return true
            } catch is BinaryDecodingError {
                return false
            }
            try await world.check()
            return true
        }
    }

    private static func call(
        _ which: Int,
        _ body: [UInt8],
        _ service: SidecarService
    ) async throws {
        func read<M: SwiftProtobuf.Message>(_ type: M.Type) throws -> M {
            try M(serializedBytes: body)
        }
        let context = SidecarWorld.context
        switch which {
        case 0:
            let answer = try await service.handshake(
                request: read(Wire.HandshakeRequest.self),
                context: context
            )
            if answer.sessionID.isEmpty { throw FuzzFault("a session without an id") }
        case 1:
            _ = try await service.confirmPublishOutcome(
                request: read(Wire.OutcomeRequest.self),
                context: context
            )
        case 2:
            let answer = try await service.resumeAfterApproval(
                request: read(Wire.ResumeRequest.self),
                context: context
            )
            if case .decision? = answer.outcome { throw FuzzFault("nothing was approved") }
        case 3:
            _ = try await service.releaseReservation(
                request: read(Wire.ReleaseRequest.self),
                context: context
            )
        case 4:
            _ = try await service.reserveSession(
                request: read(Wire.SessionRequest.self),
                context: context
            )
        case 5:
            let answer = try await service.releaseSession(
                request: read(Wire.SessionEnd.self),
                context: context
            )
            if case .accepted? = answer.outcome { throw FuzzFault("there was no session") }
        case 6:
            _ = try await service.issueBudgetGrant(
                request: read(Wire.GrantRequest.self),
                context: context
            )
        case 7:
            _ = try await service.revokeBudgetGrant(
                request: read(Wire.RevokeRequest.self),
                context: context
            )
        default:
            let answer = try await service.consumeBudgetGrant(
                request: read(Wire.ConsumeRequest.self),
                context: context
            )
            if answer.accepted { throw FuzzFault("a grant that was never given") }
        }
    }
}
