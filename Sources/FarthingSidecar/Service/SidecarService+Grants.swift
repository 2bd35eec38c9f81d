import FarthingCore
package import GRPCCore
import SwiftProtobuf

/// Budgets for sub-agents: a hold of the parent's, and a signed word that names it.
extension SidecarService {
    package func issueBudgetGrant(
        request: Wire.GrantRequest,
        context: ServerContext
    ) async throws -> Wire.GrantResponse {
        try checkOpen()
        try check(session: request.sessionID, on: desk)
        let nowMs = desk.nowMs
        let terms: GrantTerms
        do throws(WireError) {
            terms = try GrantTerms(request, nowMs: nowMs)
        } catch {
            throw RPCError(error)
        }
        let answer =
            if let source = terms.source {
                try await carve(source, terms)
            } else {
                try await hold(terms.call, session: request.sessionID)
            }
        switch answer {
        case .held(let hold):
            let granted = try await granted(hold, terms, request, nowMs)
            // A second asking is another grant, and nobody could revoke this one.
            try await checkHeard(context, [hold.id])
            return granted
        case .refused(let refusal):
            throw RPCError(
                code: refusal.isDecision ? .failedPrecondition : RPCError(refusal).code,
                message: refusal.message
            )
        case .approval(let id, _):
            throw RPCError(code: .failedPrecondition, message: "It needs the approval \(id).")
        case .downgrade, .open, .settled:
            throw RPCError(code: .failedPrecondition, message: "The policy grants no such budget.")
        }
    }

    /// The signed word for a hold.
    private func granted(
        _ hold: SidecarHold,
        _ terms: GrantTerms,
        _ request: Wire.GrantRequest,
        _ nowMs: Int64
    ) async throws -> Wire.GrantResponse {
        memory.note(
            SidecarMemory.Reservation(
                hold: hold,
                unit: terms.unit,
                pricing: WirePricing(),
                decision: DecisionID.of(hold.id)
            )
        )
        let grant = Grant(
            id: hold.id,
            tenant: desk.tenant,
            parentRun: request.parentRunID,
            kind: request.childWorkloadKind,
            routes: request.scope.allowedRoutes,
            runtimes: request.scope.allowedRuntimes,
            amount: terms.unit.parts(within: terms.amount).text,
            unit: terms.unit.id,
            issuedAtMs: nowMs,
            expiresAtMs: terms.untilMs
        )
        var answer = Wire.GrantResponse()
        answer.grantJti = hold.id.description
        do {
            answer.jwtGrant = try grant.signed(signer)
        } catch {
            _ = try? await desk.release(hold.id, why: "it could not be signed")
            throw error
        }
        answer.issuedAt = Google_Protobuf_Timestamp(atMs: nowMs)
        answer.expiresAt = Google_Protobuf_Timestamp(atMs: terms.untilMs)
        return answer
    }

    /// Part of an open reservation of the parent's.
    private func carve(_ source: HoldID, _ grant: GrantTerms) async throws -> SidecarAnswer {
        do throws(SidecarRefusal) {
            let known = try await committer.known(source)
            let terms = CommitTerms(
                reservation: source,
                id: "",
                unit: grant.unit,
                amount: grant.amount,
                evidence: .estimated,
                tokens: 0
            )
            let reserved = Self.amount(known.hold, grant.unit)
            guard reserved != nil else {
                throw SidecarRefusal(
                    .invalid,
                    "The reservation counts nothing in the grant's unit."
                )
            }
            let parts = terms.parts(of: known.hold, reserved)
            for _ in 0..<Self.policiesMax {
                let answer = await desk.carve(
                    from: known.hold,
                    parts,
                    expiresInMs: grant.call.expiresInMs,
                    tags: grant.tags
                )
                guard case .refused(let refusal) = answer, refusal.kind == .outdated else {
                    return answer
                }
                await nextPolicy()
            }
            return await desk.carve(
                from: known.hold,
                parts,
                expiresInMs: grant.call.expiresInMs,
                tags: grant.tags
            )
        } catch {
            throw RPCError(error)
        }
    }

    package func revokeBudgetGrant(
        request: Wire.RevokeRequest,
        context: ServerContext
    ) async throws -> Wire.RevokeResponse {
        guard let id = HoldID(request.grantJti.lowercased()) else {
            throw RPCError(code: .invalidArgument, message: "grant_jti: no grant's id")
        }
        let atMs: Int64?
        let sequence: Int64
        do throws(SidecarRefusal) {
            let known = try await committer.known(id)
            try known.hold.check(isFor: .grant, "grant_jti")
            atMs = known.hold.isOpen ? desk.nowMs : nil
            // Its reason is a client's text and could hold anything; nobody reads it here.
            sequence = try await desk.release(id, why: "grant revoked")
            memory.changeReservation(id) { $0.hold.state = .released(sequence: sequence) }
            // Nothing can use them any more, and what they keep would be held for nobody.
            try await desk.withdrawApprovals(from: id, why: "grant revoked")
        } catch {
            throw RPCError(error)
        }
        var answer = Wire.RevokeResponse()
        answer.revoked = true
        answer.revokedAt = await recorded(atMs, by: sequence)
        return answer
    }

    package func consumeBudgetGrant(
        request: Wire.ConsumeRequest,
        context: ServerContext
    ) async throws -> Wire.ConsumeResponse {
        try checkOpen()
        try check(session: request.sessionID, on: desk)
        var answer = Wire.ConsumeResponse()
        guard let grant = Grant(request.jwtGrant, signer), grant.tenant == desk.tenant else {
            answer.error = Wire.WireFault(
                .signatureInvalid,
                "The grant is not one of this sidecar."
            )
            return answer
        }
        let hold: SidecarHold?
        do throws(SidecarRefusal) {
            hold = try await desk.find(grant.id)
        } catch {
            throw RPCError(error)
        }
        guard grant.expiresAtMs > desk.nowMs, hold?.isOpen == true else {
            answer.error = Wire.WireFault(
                .reservationTtlExpired,
                "The grant is over: its time has passed, or it was revoked."
            )
            return answer
        }
        answer.accepted = true
        answer.parentRunID = grant.parentRun
        answer.parentTenantID = grant.tenant
        answer.expiresAt = Google_Protobuf_Timestamp(atMs: grant.expiresAtMs)
        return answer
    }
}
