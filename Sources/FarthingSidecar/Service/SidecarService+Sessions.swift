import Farthing
import FarthingCore
package import GRPCCore
import SwiftProtobuf

/// Money for a whole session, out of which its parts are charged while it lasts.
extension SidecarService {
    /// The longest session, in seconds.
    private static let sessionSecondsMax: UInt32 = 86_400

    package func reserveSession(
        request: Wire.SessionRequest,
        context: ServerContext
    ) async throws -> Wire.SessionOutcome {
        try checkOpen()
        try check(tenant: request.tenantID)
        var outcome = Wire.SessionOutcome()
        do throws(WireError) {
            let unit = try WireUnit(request.unit, field: "unit")
            let field = "estimated_amount_atomic"
            let amount = try unit.amount(
                try WireAmount(request.estimatedAmountAtomic, field: field),
                field: field
            )
            guard amount > 0 else { throw WireError(field, "an amount above zero") }
            guard (1...Self.sessionSecondsMax).contains(request.ttlSeconds) else {
                throw WireError("ttl_seconds", "1 to \(Self.sessionSecondsMax)")
            }
            guard request.sessionID.utf8.count <= Scope.valueBytesMax,
                request.budgetID.utf8.count <= Scope.valueBytesMax
            else { throw WireError("session_id", "ids of at most \(Scope.valueBytesMax) bytes") }
            var call = SidecarCall(
                scope: Scope(),
                budget: request.budgetID.isEmpty ? nil : request.budgetID,
                expiresInMs: Int64(request.ttlSeconds) * 1_000
            )
            call.take(unit.kind, amount)
            call.scope[.session] = request.sessionID.isEmpty ? nil : request.sessionID
            call.scope[.tag("budget")] = request.budgetID.isEmpty ? nil : request.budgetID
            if !request.idempotencyKey.isEmpty {
                let parts = [request.sessionID, request.route, request.idempotencyKey]
                call.key = WireText.hexHash(["session/1"] + parts)
                call.content = WireText.hexHash([
                    request.budgetID, "\(unit)", String(amount), String(request.ttlSeconds),
                ])
            }
            return await reserve(call, unit, amount, WirePricing(request.pricing))
        } catch {
            outcome.error = Wire.WireFault(error)
        }
        return outcome
    }

    private func reserve(
        _ call: SidecarCall,
        _ unit: WireUnit,
        _ amount: Int64,
        _ pricing: WirePricing
    ) async -> Wire.SessionOutcome {
        var outcome = Wire.SessionOutcome()
        switch await desk.hold(call) {
        case .held(let hold):
            memory.note(
                SidecarMemory.Reservation(
                    hold: hold,
                    unit: unit,
                    pricing: pricing,
                    decision: DecisionID.of(hold.id)
                )
            )
            outcome.accepted = accepted(hold, unit, amount, remaining: amount)
        case .open(let id):
            guard let hold = try? await desk.find(id) else {
                outcome.error = Self.over
                return outcome
            }
            let left = Self.amount(hold, unit) ?? 0
            outcome.accepted = accepted(hold, unit, amount, remaining: left)
        case .settled: outcome.error = Self.over
        case .downgrade(_, let reasons):
            outcome.denied = denied(["MODEL_DOWNGRADE_NEEDED"] + reasons, nil)
        case .approval(let id, let reasons):
            outcome.denied = denied(["APPROVAL_REQUIRED", id.description] + reasons, nil)
        case .refused(let refusal):
            if refusal.isDecision {
                outcome.denied = denied([refusal.reasonCode], refusal)
            } else {
                outcome.error = Wire.WireFault(refusal)
            }
        }
        return outcome
    }

    private static let over = Wire.WireFault(
        .reservationStateConflict,
        "The session is over; reserve another under a key of its own."
    )

    private func accepted(
        _ hold: SidecarHold,
        _ unit: WireUnit,
        _ amount: Int64,
        remaining: Int64
    ) -> Wire.SessionAccepted {
        var accepted = Wire.SessionAccepted()
        accepted.sessionReservationID = hold.id.description
        accepted.ledgerTransactionID = String(hold.sequence)
        accepted.auditSessionEventID = Self.auditID("reserve", hold.id, hold.sequence)
        accepted.ttlExpiresAt = Google_Protobuf_Timestamp(atMs: hold.expiresAtMs)
        accepted.reservedAmountAtomic = unit.parts(covering: amount).text
        accepted.remainingAmountAtomic = unit.parts(within: remaining).text
        return accepted
    }

    private func denied(_ reasons: [String], _ refusal: SidecarRefusal?) -> Wire.SessionDenied {
        var denied = Wire.SessionDenied()
        denied.auditSessionEventID = HoldID.random().description
        denied.reasonCodes = reasons
        if let refusal {
            denied.error = Wire.WireFault(refusal)
            denied.matchedRuleIds = [
                "\(desk.policyID):\(refusal.budget ?? ""):\(refusal.rule ?? "")"
            ]
        }
        return denied
    }

    package func commitSessionDelta(
        request: Wire.DeltaRequest,
        context: ServerContext
    ) async throws -> Wire.DeltaOutcome {
        var outcome = Wire.DeltaOutcome()
        do throws(SidecarRefusal) {
            outcome.accepted = try await delta(request)
        } catch {
            outcome.error = Wire.WireFault(error)
        }
        return outcome
    }

    private func delta(_ request: Wire.DeltaRequest) async throws(SidecarRefusal)
        -> Wire.DeltaAccepted
    {
        guard let id = HoldID(request.sessionReservationID.lowercased()),
            !request.streamingCommitID.isEmpty
        else {
            throw SidecarRefusal(
                .invalid,
                "session_reservation_id and streaming_commit_id are needed"
            )
        }
        let known = try await committer.known(id)
        let unit = known.unit ?? Self.unit(known.hold)
        let part: Int64
        do throws(WireError) {
            let field = "amount_atomic_delta"
            let amount = try WireAmount(request.amountAtomicDelta, field: field)
            part = request.outcome == .success ? try unit.amount(amount, field: field) : 0
        } catch {
            throw SidecarRefusal(error)
        }
        let commit = WireText.hexHash(["delta/1", id.description, request.streamingCommitID])
        let terms = CommitTerms(
            reservation: id,
            id: commit,
            unit: unit,
            amount: part,
            evidence: .reported,
            tokens: 0
        )
        let amounts = terms.parts(
            of: known.hold,
            known.unit == nil ? nil : Self.amount(known.hold, unit)
        )
        let mark = CommitMark(commit, amounts)
        let begun = memory.begin(mark, of: id)
        guard begun != .conflict, begun != .tooMany else {
            throw SidecarRefusal(.keyConflict, "This delta was booked with another amount.")
        }
        // The session itself is one call, which the first of its parts counts.
        var drawn = amounts
        for index in drawn.indices where begun == .first && known.hold.lines[index].unit == .calls {
            drawn[index] = min(1, known.hold.lines[index].held)
        }
        let sequence: Int64
        do throws(SidecarRefusal) {
            let drawID = WireText.id(["delta/1", id.description, request.streamingCommitID])
            sequence = try await desk.draw(drawID, from: known.hold, drawn)
        } catch {
            if begun != .repeated { memory.undo(mark, of: id) }
            throw error
        }
        let left = try await desk.find(id).flatMap { Self.amount($0, unit) } ?? 0
        var accepted = Wire.DeltaAccepted()
        accepted.sessionReservationID = request.sessionReservationID
        accepted.streamingCommitID = request.streamingCommitID
        accepted.ledgerTransactionID = String(sequence)
        accepted.auditSessionEventID = Self.auditID("delta", id, sequence)
        accepted.committedDeltaAtomic = unit.parts(covering: part).text
        let reserved = Self.amount(known.hold, unit) ?? 0
        accepted.cumulativeCommittedAtomic = unit.parts(covering: max(0, reserved - left)).text
        accepted.remainingAmountAtomic = unit.parts(within: left).text
        accepted.recordedAt = Google_Protobuf_Timestamp(atMs: desk.nowMs)
        return accepted
    }

    package func releaseSession(
        request: Wire.SessionEnd,
        context: ServerContext
    ) async throws -> Wire.SessionEndOutcome {
        var outcome = Wire.SessionEndOutcome()
        do throws(SidecarRefusal) {
            outcome.accepted = try await endSession(request)
        } catch {
            outcome.error = Wire.WireFault(error)
        }
        return outcome
    }

    private func endSession(
        _ request: Wire.SessionEnd
    ) async throws(SidecarRefusal) -> Wire.SessionEndAccepted {
        guard let id = HoldID(request.sessionReservationID.lowercased()) else {
            throw SidecarRefusal(.invalid, "session_reservation_id: no reservation's id")
        }
        let known = try await committer.known(id)
        let key = request.idempotencyKey
        if let earlier = known.releaseKey, !key.isEmpty, earlier != key {
            throw SidecarRefusal(.keyConflict, "The session was released under another key.")
        }
        let unit = known.unit ?? Self.unit(known.hold)
        let sequence = try await desk.release(id, why: "session: \(printable(request.reasonCode))")
        memory.changeReservation(id) { if $0.releaseKey == nil { $0.releaseKey = key } }
        // Asked for after its end, so that no delta comes between.
        let left = try await desk.find(id).flatMap { Self.amount($0, unit) } ?? 0
        let reserved = Self.amount(known.hold, unit) ?? 0
        var accepted = Wire.SessionEndAccepted()
        accepted.sessionReservationID = request.sessionReservationID
        accepted.ledgerTransactionID = String(sequence)
        accepted.auditSessionEventID = Self.auditID("release", id, sequence)
        accepted.releasedAmountAtomic = unit.parts(within: left).text
        accepted.committedAmountAtomic = unit.parts(covering: max(0, reserved - left)).text
        accepted.recordedAt = Google_Protobuf_Timestamp(atMs: desk.nowMs)
        return accepted
    }

    private static func auditID(_ what: String, _ id: HoldID, _ sequence: Int64) -> String {
        WireText.id(["session/1", what, id.description, String(sequence)]).description
    }

    /// What a hold has in a unit, in the units of the book; nil where it counts nothing in it.
    static func amount(_ hold: SidecarHold, _ unit: WireUnit) -> Int64? {
        hold.lines.lazy.compactMap { line -> Int64? in
            switch (unit.kind, line.unit) {
            case (.dollars, .money):
                LineUnit(unit: line.unit, rateNanos: line.rateNanos).dollars(within: line.held)
            case (.tokens, .tokens), (.calls, .calls): line.held
            case (.credits(let name), .credits(let own)) where name == own: line.held
            default: nil
            }
        }.first
    }

    /// The unit of a hold that was made before a restart: that of its first line.
    private static func unit(_ hold: SidecarHold) -> WireUnit {
        switch hold.lines.first?.unit {
        case .tokens?: WireUnit(id: "", kind: .tokens)
        case .credits(let name)?: WireUnit(id: "", kind: .credits(name))
        default: WireUnit(id: "", kind: .dollars(nanosPerPart: 1_000))
        }
    }
}

extension CommitTerms {
    /// What a part of a session is charged in each line: the call itself counts once, when it
    /// began.
    func parts(of hold: SidecarHold, _ reserved: Int64?) -> [Int64] {
        zip(hold.lines, amounts(hold)).map { line, amount in
            switch (line.unit, unit?.kind) {
            case (.calls, _), (.concurrent, _): 0
            case (.money, .dollars?), (.tokens, .tokens?), (.credits, .credits?): amount
            default:
                // Its share of what was held beside the claim.
                reserved.map { reserved in
                    reserved > 0
                        ? Int64(
                            clamping: Int128(line.held) * Int128(self.amount) / Int128(reserved)
                        )
                        : 0
                } ?? 0
            }
        }
    }
}
