import FarthingCore
package import GRPCCore
import SwiftProtobuf

extension SidecarService {
    package func confirmPublishOutcome(
        request: Wire.OutcomeRequest,
        context: ServerContext
    ) async throws -> Wire.OutcomeResponse {
        guard let first = DecisionID.hold(request.decisionID) else {
            throw RPCError(code: .invalidArgument, message: "decision_id: no decision's id")
        }
        var recordedAt = Google_Protobuf_Timestamp(atMs: desk.nowMs)
        switch request.outcome {
        case .unspecified, .UNRECOGNIZED:
            throw RPCError(code: .invalidArgument, message: "outcome: it must say what was done")
        case .applyFailed:
            let last = try await releaseDecision(first, decision: request.decisionID)
            if let last { recordedAt = await recorded(last.atMs, by: last.sequence) }
        case .applied, .appliedNoop, .approvalGranted, .approvalDenied, .approvalTimedOut: break
        }
        var answer = Wire.OutcomeResponse()
        answer.auditOutcomeEventID =
            WireText.id([
                "outcome/1", request.decisionID.lowercased(), String(request.outcome.rawValue),
            ]).description
        answer.recordedAt = recordedAt
        return answer
    }

    /// Gives back what a decision holds; what was committed stays.
    ///
    /// - Returns: the last entry by which it was given back, and when that was; without the time where all
    ///   of it was given back before, and nil where nothing was.
    private func releaseDecision(
        _ first: HoldID,
        decision: String
    ) async throws -> (sequence: Int64, atMs: Int64?)? {
        var ids = memory.holds(ofDecision: first)
        if ids.isEmpty { ids = [first] }
        var last: Int64?
        var atMs: Int64?
        for id in ids {
            do throws(SidecarRefusal) {
                let isOpen = try await committer.known(id).hold.isOpen
                let nowMs = desk.nowMs
                let sequence = try await desk.release(id, why: "apply_failed")
                last = max(last ?? sequence, sequence)
                if isOpen { atMs = nowMs }
                memory.changeReservation(id) { $0.hold.state = .released(sequence: sequence) }
            } catch  where error.kind == .settled {
                continue
            } catch  where error.kind == .unknownHold {
                // A decision that held nothing, or one that is forgotten.
                if ids.count == 1 {
                    throw RPCError(
                        code: .failedPrecondition,
                        message:
                            "The decision \(WireText.shown(decision)) holds nothing that is known."
                    )
                }
            } catch {
                throw RPCError(error)
            }
        }
        return last.map { ($0, atMs) }
    }

    package func releaseReservation(
        request: Wire.ReleaseRequest,
        context: ServerContext
    ) async throws -> Wire.ReleaseResponse {
        guard let id = HoldID(request.reservationID.lowercased()) else {
            try check(tenant: request.tenantID)
            throw RPCError(code: .invalidArgument, message: "reservation_id: no reservation's id")
        }
        if request.tenantID != desk.tenant {
            // A tenant that the policy named before gives back what was held for it then.
            let owner = (try? await committer.known(id))?.hold.tenant
            if owner != request.tenantID { try check(tenant: request.tenantID) }
        }
        let key = request.idempotencyKey
        guard key.utf8.count <= DecisionTerms.keyBytesMax else {
            throw RPCError(
                code: .invalidArgument,
                message: "idempotency_key: at most \(DecisionTerms.keyBytesMax) bytes"
            )
        }
        if let earlier = memory.reservation(id)?.releaseKey, !key.isEmpty, earlier != key {
            throw RPCError(
                code: .failedPrecondition,
                message: "The reservation was released under another key."
            )
        }
        let sequence: Int64
        do throws(SidecarRefusal) {
            _ = try await committer.known(id)
            sequence = try await desk.release(id, why: Self.why(request.reasonCodes))
        } catch {
            throw RPCError(error)
        }
        memory.changeReservation(id) { if $0.releaseKey == nil { $0.releaseKey = key } }
        var answer = Wire.ReleaseResponse()
        answer.ledgerTransactionID = String(sequence)
        answer.releasedReservationIds = [id.description]
        answer.auditEventSignature = wireData(
            try await signed(Array("farthing sidecar release/1\0\(id)\0\(sequence)".utf8))
        )
        return answer
    }

    /// Why a hold is given back, in the journal's words: a client's own are not kept.
    static func why(_ reasons: [String]) -> String {
        for reason in reasons {
            switch reason.lowercased() {
            case "provider_error", "runtime_error", "client_timeout": return "RUNTIME_ERROR"
            case "run_aborted", "run_cancelled": return "RUN_ABORTED"
            default: continue
            }
        }
        return "EXPLICIT"
    }

    package func streamDrainSignal(
        request: Wire.DrainRequest,
        response: RPCWriter<Wire.DrainSignal>,
        context: ServerContext
    ) async throws {
        guard let listening = drain.listen() else {
            throw RPCError(code: .resourceExhausted, message: "Too many listen for the drain.")
        }
        try await withRPCCancellationHandler {
            for await notice in listening.notices {
                var signal = Wire.DrainSignal()
                signal.phase = .drainInitiated
                signal.deadline = Google_Protobuf_Timestamp(atMs: notice.deadlineMs)
                signal.drainTrigger = notice.trigger
                try await response.write(signal)
            }
        } onCancelRPC: {
            // The task goes on when the stream is reset.
            listening.leave()
        }
    }
}
