import Farthing
import FarthingCore
package import GRPCCore
import SwiftProtobuf

/// The parts of a session, and its end.
extension SidecarService {
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
        await memory.turns.take(id)
        defer { memory.turns.end(id) }
        let known = try await committer.known(id)
        try known.hold.check(isFor: .session, "session_reservation_id")
        let unit = known.unit ?? Self.unit(known.hold)
        let part: Int64
        do throws(WireError) {
            let field = "amount_atomic_delta"
            let amount = try WireAmount(request.amountAtomicDelta, field: field)
            if request.outcome == .unspecified {
                throw WireError("outcome", "it must say how the part ended")
            }
            part = request.outcome == .success ? try unit.amount(amount, field: field) : 0
        } catch {
            throw SidecarRefusal(error)
        }
        let sequence: Int64
        let atMs: Int64?
        do throws(SidecarRefusal) {
            (sequence, atMs) = try await draw(request.streamingCommitID, part, unit, known)
        } catch {
            let mark = Self.deltaMark(request.streamingCommitID, of: id)
            atMs = known.commits[mark] == nil ? desk.nowMs : nil
            sequence = try await add(request.streamingCommitID, part, unit, known, after: error)
        }
        let now = try await desk.find(id)
        let isOpen = now?.isOpen ?? false
        let left = isOpen ? now.flatMap { Self.amount($0, unit) } ?? 0 : 0
        let committed = try await committed(memory.reservation(id) ?? known, now, unit)
        var accepted = Wire.DeltaAccepted()
        accepted.sessionReservationID = request.sessionReservationID
        accepted.streamingCommitID = request.streamingCommitID
        accepted.ledgerTransactionID = String(sequence)
        accepted.auditSessionEventID = Self.auditID("delta", id, sequence)
        accepted.committedDeltaAtomic = unit.parts(covering: part).text
        // Empty where the ledger does not tell of a session that is over.
        accepted.cumulativeCommittedAtomic =
            committed.map { unit.parts(covering: $0).text } ?? ""
        accepted.remainingAmountAtomic = unit.parts(within: left).text
        accepted.recordedAt = await recorded(atMs, by: sequence)
        return accepted
    }

    /// When something was recorded; of a repeat, when the entry was written that it names.
    ///
    /// - Parameter atMs: when it was done, in milliseconds UTC; nil for a repeat.
    func recorded(_ atMs: Int64?, by sequence: Int64) async -> Google_Protobuf_Timestamp {
        var atMs = atMs
        if atMs == nil { atMs = await desk.time(ofEntry: sequence) }
        return Google_Protobuf_Timestamp(atMs: atMs ?? desk.nowMs)
    }

    /// Charges a part of a session, once for each id.
    ///
    /// - Returns: the number of the entry, and when it was booked; nil for a repeat.
    private func draw(
        _ commitID: String,
        _ part: Int64,
        _ unit: WireUnit,
        _ known: SidecarMemory.Reservation
    ) async throws(SidecarRefusal) -> (sequence: Int64, atMs: Int64?) {
        let id = known.hold.id
        let drawID = WireText.id(["delta/1", id.description, commitID])
        let terms = CommitTerms(
            reservation: id,
            id: "",
            unit: unit,
            amount: part,
            evidence: .reported,
            tokens: 0
        )
        let reserved = Self.amount(known.hold, unit)
        let amounts = terms.parts(of: known.hold, reserved)
        // The session itself is one call, which the first of its parts counts.
        var drawn = amounts
        for index in drawn.indices where !known.hasCounted && known.hold.lines[index].unit == .calls
        {
            drawn[index] = min(1, known.hold.lines[index].held)
        }
        let settled: SidecarSettled
        let isCounted = reserved != nil || known.hold.lines.isEmpty || part == 0
        if !known.hold.isOpen || !isCounted {
            // Nothing is taken out of what is over, and to ask for it is a refusal in the journal.
            guard let booked = try await desk.find(drawID) else {
                if known.hold.isOpen { throw Self.otherUnit }
                throw SidecarRefusal(.expired, "The session is over.")
            }
            try check(booked, is: amounts, part, of: known, unit)
            return (booked.sequence, nil)
        }
        do throws(SidecarRefusal) {
            settled = try await inForce { desk throws(SidecarRefusal) in
                try await desk.draw(drawID, from: known.hold, drawn)
            }
        } catch {
            // A kill switch is asked before the ledger, which may have booked it long since.
            if error.kind == .killed {
                let booked = try await desk.find(drawID)
                if let booked {
                    try check(booked, is: amounts, part, of: known, unit)
                    return (booked.sequence, nil)
                }
            }
            // Whether the call was counted is to be asked anew.
            memory.doubt(id)
            if error.kind == .unknownOutcome { memory.changeReservation(id) { $0.drawn = nil } }
            throw error
        }
        if !settled.isRepeated {
            memory.changeReservation(id) { reservation in
                reservation.hasCounted = true
                reservation.drawn = reservation.drawn.map { $0 + part }
            }
        } else if let booked = try await desk.find(drawID) {
            try check(booked, is: amounts, part, of: known, unit)
        }
        return (settled.sequence, settled.atMs)
    }

    /// - Throws: ``SidecarRefusal`` where a part was booked with another amount.
    private func check(
        _ booked: SidecarHold,
        is amounts: [Int64],
        _ part: Int64,
        of known: SidecarMemory.Reservation,
        _ unit: WireUnit
    ) throws(SidecarRefusal) {
        if booked.lines.isEmpty { return }
        let isSame: Bool
        if let index = known.hold.lines.firstIndex(where: { unit.isCounted(in: $0.unit) }),
            booked.lines.indices.contains(index)
        {
            isSame = booked.lines[index].charged == amounts[index]
        } else {
            // A budget counts another unit since, and nobody knows which line counted this one: where none
            // was charged so much, it was another amount.
            isSame = booked.lines.contains { line in
                guard case .dollars = unit.kind else { return line.charged == part }
                let money = LineUnit(unit: LineUnit.dollars.unit, rateNanos: line.rateNanos)
                return line.charged == money.amount(ofDollars: part)
            }
        }
        if isSame { return }
        throw SidecarRefusal(.keyConflict, "This delta was booked with another amount.")
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
        await memory.turns.take(id)
        defer { memory.turns.end(id) }
        let known = try await committer.known(id)
        try known.hold.check(isFor: .session, "session_reservation_id")
        let key = request.idempotencyKey
        guard key.utf8.count <= DecisionTerms.keyBytesMax else {
            throw SidecarRefusal(
                .invalid,
                "idempotency_key: at most \(DecisionTerms.keyBytesMax) bytes"
            )
        }
        if let earlier = known.releaseKey, !key.isEmpty, earlier != key {
            throw SidecarRefusal(.keyConflict, "The session was released under another key.")
        }
        let unit = known.unit ?? Self.unit(known.hold)
        // No delta comes between.
        let before = try await desk.find(id)
        let committed = try await committed(known, before, unit)
        let left = Self.unused(known, before, unit, committed: committed)
        let sequence: Int64
        let nowMs = desk.nowMs
        if case .settled(let settled)? = before?.state {
            // Commits have ended it, and the rest went back with the first of them.
            sequence = settled
        } else {
            sequence = try await desk.release(
                id,
                // A client's own words could hold anything, and a journal keeps what it is told.
                why: "session: \(Self.why([request.reasonCode]))"
                    + (left.map { "\(Self.leftMark)\($0)" } ?? "")
            )
        }
        memory.changeReservation(id) { reservation in
            if reservation.releaseKey == nil { reservation.releaseKey = key }
            if reservation.hold.isOpen { reservation.hold.state = .released(sequence: sequence) }
        }
        guard let committed, let left else {
            throw SidecarRefusal(
                .conflict,
                "The session is over, and what it did not use has gone back; how much that was is not "
                    + "known here any more. The receipts say what was committed."
            )
        }
        var accepted = Wire.SessionEndAccepted()
        accepted.sessionReservationID = request.sessionReservationID
        accepted.ledgerTransactionID = String(sequence)
        accepted.auditSessionEventID = Self.auditID("release", id, sequence)
        accepted.releasedAmountAtomic = unit.parts(within: left).text
        accepted.committedAmountAtomic = unit.parts(covering: committed).text
        accepted.recordedAt = await recorded(before?.isOpen ?? true ? nowMs : nil, by: sequence)
        return accepted
    }
}

extension WireUnit {
    /// Whether a budget of a unit counts what this one does; calls are set aside in none.
    func isCounted(in unit: BudgetUnit) -> Bool {
        switch (kind, unit) {
        case (.dollars, .money), (.tokens, .tokens): true
        case (.credits(let name), .credits(let own)): name == own
        default: false
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
