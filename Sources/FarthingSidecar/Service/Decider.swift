import Farthing
import FarthingCore
import GRPCCore

/// Decisions: a request's claims as holds, and what became of them as an answer.
struct Decider: Sendable {
    /// Calls that one key can have been for: each is settled before the next.
    private static let attemptsMax = 1_024
    /// Models that one call can be sent on to.
    private static let downgradesMax = 8

    let desk: any SidecarDesk
    let memory: SidecarMemory
    let holdMs: Int64
    /// The approval that the decision is resumed with; nil for none.
    var approval: ApprovalStatement?

    /// Decides on a request.
    ///
    /// - Throws: ``SidecarRefusal`` or `RPCError` where there is no answer to be given; nothing
    ///   is held then that a retry under the same key would not find.
    func decide(
        _ terms: DecisionTerms,
        pricing: WirePricing = WirePricing()
    ) async throws -> Wire.DecisionResponse {
        if terms.claims.isEmpty { return try await judge(terms) }
        if approval == nil, let answer = try await granted(terms) { return answer }
        if let answer = await standing(terms) { return answer }
        var model: String?
        var reasons: [String] = []
        var attempt = memory.attempt(attemptKey(terms))
        var downgrades = 0
        while attempt.number < Self.attemptsMax {
            switch await ask(terms, pricing, attempt: attempt.number, model: model) {
            case .settled(let first):
                attempt.decision = attempt.decision ?? DecisionID.of(first)
                attempt.number += 1
            case .downgrade(let next, let why):
                guard downgrades < Self.downgradesMax, next != model else {
                    throw RPCError(
                        code: .failedPrecondition,
                        message: "The policy sends the call from model to model without an end."
                    )
                }
                downgrades += 1
                model = next
                for reason in why where !reasons.contains(reason) { reasons.append(reason) }
            case .approval(let id, let asked):
                return try await approval(id, asked, terms)
            case .refused(let refusal):
                guard refusal.isDecision else { throw refusal }
                return DecisionAnswer.stopped(
                    refusal,
                    decision: stopID(terms, attempt.number),
                    policyID: desk.policyID
                )
            case .admitted(let holds, let isReplay):
                memory.note(attempt, of: attemptKey(terms))
                let first = holds[0].id
                memory.note(first, of: attemptKey(terms))
                if isReplay, let answer = memory.answer(first),
                    answer.reservationIds == holds.map(\.id.description)
                {
                    return answer
                }
                let decision = attempt.decision ?? DecisionID.of(first)
                let answer = DecisionAnswer.admitted(
                    terms,
                    holds,
                    decision: decision,
                    model: model ?? (isReplay ? holds[0].model : nil),
                    reasons: reasons
                )
                note(terms, holds, answer, decision, pricing)
                return answer
            }
        }
        throw RPCError(code: .failedPrecondition, message: "The key has had too many calls.")
    }

    // MARK: Holds

    private enum Asked {
        case admitted([SidecarHold], isReplay: Bool)
        /// The attempt's call was made: one of its holds is settled. The first of them.
        case settled(HoldID)
        case downgrade(to: String, [String])
        case approval(HoldID, SidecarAsk)
        case refused(SidecarRefusal)
    }

    /// Asks for all claims' holds: all of them are made, or none.
    private func ask(
        _ terms: DecisionTerms,
        _ pricing: WirePricing,
        attempt: Int,
        model: String?
    ) async -> Asked {
        let calls = calls(terms, pricing, attempt: attempt, model: model)
        var holds = [SidecarHold?](repeating: nil, count: calls.count)
        var ids = [HoldID?](repeating: nil, count: calls.count)
        var made: [HoldID] = []
        var settled: HoldID?
        let (order, approved) = await order(of: calls)
        for index in order {
            // No yes is used up for a call that was made.
            if settled != nil, approved.contains(index) { continue }
            let step: Asked
            switch await desk.hold(index, of: calls) {
            case .held(let hold):
                holds[index] = hold
                ids[index] = hold.id
                made.append(hold.id)
                continue
            case .open(let id):
                holds[index] = memory.reservation(id)?.hold
                ids[index] = id
                continue
            case .settled(let id):
                settled = settled ?? id
                ids[index] = id
                continue
            case .downgrade(let next, let reasons): step = .downgrade(to: next, reasons)
            case .approval(let id, let asked): step = .approval(id, asked)
            case .refused(let refusal): step = .refused(refusal)
            }
            await giveBack(made, why: "another claim of the decision was not admitted")
            return step
        }
        if let settled {
            // Most clients settle the first hold of several alone. A call that went on with what is
            // left would have nothing set aside for the others.
            await giveBack(made, why: "the decision's call was made already")
            return .settled(ids[0] ?? settled)
        }
        do throws(SidecarRefusal) {
            for (index, id) in ids.enumerated() where holds[index] == nil {
                if let id { holds[index] = try await desk.find(id) }
            }
        } catch {
            return .refused(error)
        }
        let known = holds.compactMap { $0 }
        guard known.count == ids.count else {
            return .refused(SidecarRefusal(.unknownOutcome, "A hold is over by now; ask again."))
        }
        return .admitted(known, isReplay: made.count < ids.count)
    }

    /// The calls of all claims in an attempt.
    private func calls(
        _ terms: DecisionTerms,
        _ pricing: WirePricing,
        attempt: Int,
        model: String?
    ) -> [SidecarCall] {
        let marks = marks(terms)
        return terms.claims.indices.map { index in
            var call = terms.call(
                index,
                attempt: attempt,
                expiresInMs: holdMs,
                mark: marks.isEmpty ? nil : marks[index]
            )
            if let model { call.scope[.model] = model }
            if let approval {
                // Others wait for their turn to resume it.
                call.mayWait = false
                if approval.subjectMark == call.approvalMark {
                    call.approvedSubject = approval.subject
                }
            }
            ClaimTags.put(
                terms.claims[index].unit,
                pricing,
                of: terms.claims.count,
                &call.scope
            )
            // Others are known for a call's by their run.
            if terms.run.isEmpty { call.scope[ClaimTags.kind] = SidecarHold.Kind.call.rawValue }
            return call
        }
    }

    private func giveBack(_ holds: [HoldID], why: String) async {
        // What cannot be given back now expires.
        for id in holds { _ = try? await desk.release(id, why: why) }
    }

    private func note(
        _ terms: DecisionTerms,
        _ holds: [SidecarHold],
        _ answer: Wire.DecisionResponse,
        _ decision: HoldID,
        _ pricing: WirePricing
    ) {
        for (claim, hold) in zip(terms.claims, holds) {
            var reservation = SidecarMemory.Reservation(
                hold: hold,
                unit: claim.unit,
                claimed: claim.amount,
                pricing: pricing,
                decision: decision
            )
            reservation.key = terms.key
            memory.note(reservation)
        }
        // The decision's id leads back to the hold that it was made of.
        memory.note(holds: holds.map(\.id), ofDecision: DecisionID.of(decision))
        if let first = holds.first { memory.note(answer, of: first.id) }
    }

    /// A decision without claims: rules and standstills have their say, and nothing stays held.
    private func judge(_ terms: DecisionTerms) async throws -> Wire.DecisionResponse {
        var call = terms.call(0, attempt: 0, expiresInMs: holdMs, mark: marks(terms).first)
        call.key = nil
        call.content = ""
        let decision = stopID(terms, 0)
        switch await desk.hold(call) {
        case .held(let hold):
            await giveBack([hold.id], why: "judged, and nothing was claimed")
            return DecisionAnswer.admitted(terms, [], decision: decision, model: nil, reasons: [])
        case .downgrade(let model, let reasons):
            return DecisionAnswer.admitted(
                terms,
                [],
                decision: decision,
                model: model,
                reasons: reasons
            )
        case .approval(let id, let asked):
            return try await approval(id, asked, terms)
        case .refused(let refusal):
            guard refusal.isDecision else { throw refusal }
            return DecisionAnswer.stopped(refusal, decision: decision, policyID: desk.policyID)
        case .open, .settled:
            throw RPCError(code: .internalError, message: "A hold without a key was found.")
        }
    }

    // MARK: Ids

    func attemptKey(_ terms: DecisionTerms) -> String {
        // Without a key every request is a call of its own.
        terms.key.isEmpty ? "" : terms.key + "\u{1F}" + terms.fingerprint
    }

    private func stopID(_ terms: DecisionTerms, _ attempt: Int) -> HoldID {
        guard !terms.key.isEmpty else { return .random() }
        return WireText.id(["stop/1", desk.tenant, terms.key, terms.fingerprint, String(attempt)])
    }
}
