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
        try check(session: request.sessionID, on: desk)
        try check(tenant: request.tenantID)
        var outcome = Wire.SessionOutcome()
        let wish: (call: SidecarCall, unit: WireUnit, amount: Int64, pricing: WirePricing)
        do throws(WireError) {
            let unit = try WireUnit(request.unit, field: "unit")
            try unit.checkIsReservable(field: "unit")
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
            guard WireText.isPlain(request.sessionID), WireText.isPlain(request.budgetID) else {
                throw WireError("session_id", "ids without control characters")
            }
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
            let pricing = WirePricing(request.pricing)
            try pricing.checkLength(field: "pricing")
            ClaimTags.put(unit, pricing, &call.scope)
            call.scope[ClaimTags.kind] = SidecarHold.Kind.session.rawValue
            // A yes is for this session's amount, and for no other session of the run.
            let asked = [
                request.sessionID, request.route, request.budgetID, unit.text, String(amount),
            ]
            call.approvalMark = String(WireText.hexHash(["approval session/1"] + asked).prefix(32))
            wish = (call, unit, amount, pricing)
        } catch {
            outcome.error = Wire.WireFault(error)
            return outcome
        }
        let answer = try await hold(wish.call, session: request.sessionID)
        outcome = await told(answer, wish.unit, wish.amount, wish.pricing)
        // With a key the retry finds it.
        if request.idempotencyKey.isEmpty,
            let hold = HoldID(outcome.accepted.sessionReservationID)
        {
            try await checkHeard(context, [hold])
        }
        return outcome
    }

    private func told(
        _ answer: SidecarAnswer,
        _ unit: WireUnit,
        _ amount: Int64,
        _ pricing: WirePricing
    ) async -> Wire.SessionOutcome {
        var outcome = Wire.SessionOutcome()
        switch answer {
        case .held(let hold):
            var reservation = SidecarMemory.Reservation(
                hold: hold,
                unit: unit,
                pricing: pricing,
                decision: DecisionID.of(hold.id)
            )
            reservation.drawn = 0
            memory.note(reservation)
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
        case .approval(let id, let ask):
            let reasons = ask.words + ["APPROVAL_REQUIRED", id.description] + ask.reasons
            outcome.denied = denied(reasons, nil, ask.matched)
        case .refused(let refusal):
            if refusal.isDecision {
                let matched = refusal.matched.map { [$0] } ?? []
                outcome.denied = denied(refusal.reasonCodes.dropLast(), refusal, matched)
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

    private func denied(
        _ reasons: [String],
        _ refusal: SidecarRefusal?,
        _ matched: [MatchedRule] = []
    ) -> Wire.SessionDenied {
        var denied = Wire.SessionDenied()
        denied.auditSessionEventID = HoldID.random().description
        denied.reasonCodes = reasons
        denied.matchedRuleIds = matched.map { $0.text(of: desk.policyID) }
        if let refusal { denied.error = Wire.WireFault(refusal) }
        return denied
    }

    static func auditID(_ what: String, _ id: HoldID, _ sequence: Int64) -> String {
        WireText.id(["session/1", what, id.description, String(sequence)]).description
    }

    /// What a hold has in a unit, in the units of the book; nil where it counts nothing in it.
    static func amount(_ hold: SidecarHold, _ unit: WireUnit) -> Int64? {
        hold.lines.lazy.compactMap { line -> Int64? in
            guard unit.isCounted(in: line.unit) else { return nil }
            guard case .money = line.unit else { return line.held }
            return LineUnit(unit: line.unit, rateNanos: line.rateNanos).dollars(within: line.held)
        }.first
    }

    /// The unit of a hold that was made before a restart: that of its first line.
    static func unit(_ hold: SidecarHold) -> WireUnit {
        switch hold.lines.first?.unit {
        case .tokens?: WireUnit(id: "", kind: .tokens)
        case .credits(let name)?: WireUnit(id: "", kind: .credits(name))
        default: WireUnit(id: "", kind: .dollars(nanosPerPart: 1_000))
        }
    }
}
