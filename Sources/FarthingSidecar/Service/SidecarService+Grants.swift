import FarthingCore
package import GRPCCore
import SwiftProtobuf

/// Budgets for sub-agents: a hold of the parent's, and a signed word that names it.
extension SidecarService {
    /// The longest that a grant is good, in milliseconds.
    private static let grantMsMax: Int64 = 86_400_000

    package func issueBudgetGrant(
        request: Wire.GrantRequest,
        context: ServerContext
    ) async throws -> Wire.GrantResponse {
        try checkOpen()
        let nowMs = desk.nowMs
        let untilMs: Int64
        let unit: WireUnit
        let amount: Int64
        var call: SidecarCall
        var source: HoldID?
        do throws(WireError) {
            guard let asked = request.scope.expiresAt.atMs, asked > nowMs,
                asked - nowMs <= Self.grantMsMax
            else {
                throw WireError("scope.expires_at", "a time within the next 24 hours")
            }
            untilMs = asked
            unit = try WireUnit(request.scope.maxAmountUnit, field: "scope.max_amount_unit")
            let field = "scope.max_amount_atomic"
            amount = try unit.amount(
                try WireAmount(request.scope.maxAmountAtomic, field: field),
                field: field
            )
            guard amount > 0 else { throw WireError(field, "an amount above zero") }
            guard request.parentRunID.utf8.count <= Scope.valueBytesMax else {
                throw WireError("parent_run_id", "at most \(Scope.valueBytesMax) bytes")
            }
            call = SidecarCall(scope: Scope(), expiresInMs: asked - nowMs)
            call.isAllowance = true
            call.take(unit.kind, amount)
            call.scope[.run] = request.parentRunID.isEmpty ? nil : request.parentRunID
            if !request.scope.reservationID.isEmpty {
                source = HoldID(request.scope.reservationID.lowercased())
                guard source != nil else {
                    throw WireError("scope.reservation_id", "no reservation's id")
                }
            }
        } catch {
            throw RPCError(error)
        }
        let answer: SidecarAnswer
        if let source {
            answer = try await carve(source, unit, amount, expiresInMs: untilMs - nowMs)
        } else {
            answer = await desk.hold(call)
        }
        switch answer {
        case .held(let hold):
            memory.note(
                SidecarMemory.Reservation(
                    hold: hold,
                    unit: unit,
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
                amount: unit.parts(within: amount).text,
                unit: unit.id,
                issuedAtMs: nowMs,
                expiresAtMs: untilMs
            )
            var answer = Wire.GrantResponse()
            answer.grantJti = hold.id.description
            answer.jwtGrant = try grant.signed(signer)
            answer.issuedAt = Google_Protobuf_Timestamp(atMs: nowMs)
            answer.expiresAt = Google_Protobuf_Timestamp(atMs: untilMs)
            return answer
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

    /// Part of an open reservation of the parent's.
    private func carve(
        _ source: HoldID,
        _ unit: WireUnit,
        _ amount: Int64,
        expiresInMs: Int64
    ) async throws -> SidecarAnswer {
        do throws(SidecarRefusal) {
            let known = try await committer.known(source)
            let terms = CommitTerms(
                reservation: source,
                id: "",
                unit: unit,
                amount: amount,
                evidence: .estimated,
                tokens: 0
            )
            let reserved = Self.amount(known.hold, unit)
            guard reserved != nil else {
                throw SidecarRefusal(
                    .invalid,
                    "The reservation counts nothing in the grant's unit."
                )
            }
            return await desk.carve(
                from: known.hold,
                terms.parts(of: known.hold, reserved),
                expiresInMs: expiresInMs
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
        do throws(SidecarRefusal) {
            _ = try await committer.known(id)
            _ = try await desk.release(id, why: "grant revoked: \(printable(request.reason))")
        } catch {
            throw RPCError(error)
        }
        var answer = Wire.RevokeResponse()
        answer.revoked = true
        answer.revokedAt = Google_Protobuf_Timestamp(atMs: desk.nowMs)
        return answer
    }

    package func consumeBudgetGrant(
        request: Wire.ConsumeRequest,
        context: ServerContext
    ) async throws -> Wire.ConsumeResponse {
        try checkOpen()
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
