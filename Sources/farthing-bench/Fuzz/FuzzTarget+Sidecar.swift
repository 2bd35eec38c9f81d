import Farthing
import FarthingCore
import FarthingSidecar
import GRPCCore
import SwiftProtobuf

extension FuzzTarget {
    /// What strangers send to the sidecar.
    static let sidecar: [FuzzTarget] = [decision, trace, delta, otherCalls]

    /// Stands in an input for the reservation that is there.
    private static let placeholder = "00000000-0000-4000-8000-000000000001"

    private static let words = [
        "usd_micros", "usd_cents", "tokens", "credits", "my-budget", "run-1", "model", "big",
        "sg-1", placeholder, "1000", "999999", "1000000", "1000001", "0", "00",
        "99999999999999999999999999999999999999", "\u{8}\u{1}", "\u{8}\u{2}", "\u{8}\u{4}",
    ]

    private static func bytes(_ message: some SwiftProtobuf.Message) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            preconditionFailure("a message of our own cannot be written: \(error)")
        }
    }

    private static let micros: Wire.UnitRef = {
        var unit = Wire.UnitRef()
        unit.unitID = "usd_micros"
        unit.kind = .monetary
        return unit
    }()

    private static func request(
        _ amounts: [String],
        key: String = "sg-1"
    ) -> Wire.DecisionRequest {
        var request = Wire.DecisionRequest()
        request.trigger = .llmCallPre
        request.route = "llm.call"
        request.ids.runID = "run-1"
        request.ids.stepID = "run-1:call:1"
        request.idempotency.key = key
        request.inputs.projectedUnit = micros
        for (index, amount) in amounts.enumerated() {
            var claim = Wire.BudgetClaim()
            claim.budgetID = "budget-\(index)"
            claim.amountAtomic = amount
            claim.unit = micros
            claim.direction = .debit
            request.inputs.projectedClaims.append(claim)
        }
        return request
    }

    private static let decision = FuzzTarget(
        name: "sidecar-decision",
        seeds: {
            var large = request(["1000"])
            large.inputs.runtimeMetadata.fields["model"] = .init(stringValue: "big")
            large.inputs.runtimeMetadata.fields["team_id"] = .init(stringValue: "t")
            large.trace.spanID = "s"
            return [
                bytes(request(["1000"])), bytes(request(["1000", "500"])), bytes(request([])),
                bytes(request(["1000001"])), bytes(request(["600000", "600000"])), bytes(large),
                bytes(request(["1"], key: "")),
            ]
        }(),
        words: words
    ) { input, _ throws(FuzzFault) in
        guard let request = try? Wire.DecisionRequest(serializedBytes: input) else { return false }
        return try SidecarWorld.run {
            let world = try await SidecarWorld()
            let first = try await decide(request, world.service)
            try await check(first, request, world, of: first?.reservationIds ?? [])
            let second = try await decide(request, world.service)
            let third = try await decide(request, world.restarted())
            guard let first, let second, let third else { return false }
            if request.idempotency.key.isEmpty {
                let ids = first.reservationIds + second.reservationIds + third.reservationIds
                try await check(third, request, world, of: ids)
            } else {
                let same = [first, second, third].map(\.reservationIds)
                guard same.allSatisfy({ $0 == same[0] }) else {
                    throw FuzzFault("a retry was answered with other holds")
                }
                try await check(third, request, world, of: same[0])
            }
            return true
        }
    }

    private static func decide(
        _ request: Wire.DecisionRequest,
        _ service: SidecarService
    ) async throws -> Wire.DecisionResponse? {
        do {
            return try await service.requestDecision(
                request: request,
                context: SidecarWorld.context
            )
        } catch is RPCError {
            return nil
        }
    }

    private static func check(
        _ answer: Wire.DecisionResponse?,
        _ request: Wire.DecisionRequest,
        _ world: SidecarWorld,
        of ids: [String]
    ) async throws {
        try await world.check()
        let open = try await world.ledger.openHolds(limit: .max).map(\.id.description)
        guard Set(open) == Set(ids) else {
            throw FuzzFault("other holds are open than were told of")
        }
        guard let answer else { return }
        let goesOn = answer.decision == .continue || answer.decision == .degrade
        let claims = request.inputs.projectedClaims.count
        guard answer.reservationIds.count == (goesOn ? claims : 0) else {
            throw FuzzFault("\(claims) claims, and \(answer.reservationIds.count) reservations")
        }
        guard answer.error == Wire.WireFault() else { throw FuzzFault("an answer with an error") }
    }

    private static let trace = FuzzTarget(
        name: "sidecar-trace",
        seeds: {
            var event = Wire.TraceEvent()
            event.kind = .llmCallPost
            event.llmCallPost.reservationID = placeholder
            event.llmCallPost.estimatedAmountAtomic = "600"
            event.llmCallPost.providerEventID = "e1"
            event.llmCallPost.outcome = .success
            event.llmCallPost.unit = micros
            var reported = event
            reported.llmCallPost.estimatedAmountAtomic = ""
            reported.llmCallPost.providerReportedAmountAtomic = "2000"
            reported.llmCallPost.actualInputTokens = 7
            var failed = event
            failed.llmCallPost.outcome = .providerError
            var end = Wire.TraceEvent()
            end.kind = .runEnd
            end.ids.runID = "run-1"
            return [bytes(event), bytes(reported), bytes(failed), bytes(end)]
        }(),
        words: words
    ) { input, _ throws(FuzzFault) in
        guard let read = try? Wire.TraceEvent(serializedBytes: input) else { return false }
        return try SidecarWorld.run {
            var event = read
            let world = try await SidecarWorld()
            let held = try await decide(request(["1000"]), world.service)
            guard let id = held?.reservationIds.first else { throw FuzzFault("nothing is held") }
            if event.llmCallPost.reservationID == placeholder {
                event.llmCallPost.reservationID = id
            }
            let ack = await world.service.ack(event)
            let after = try await world.sums()
            try await world.check()
            guard (ack.status == .rejected) == (ack.error.code != .unspecified) else {
                throw FuzzFault("an acknowledgement that says two things")
            }
            let end = event.llmCallPost
            switch (ack.status, after.spent, after.held) {
            case (_, 0, 1_000_000), (.accepted, 0, 0): break
            case (.accepted, let spent, 0):
                let texts = [end.estimatedAmountAtomic, end.providerReportedAmountAtomic]
                let parts = try WireAmount(texts.joined(), field: "")
                guard end.outcome == .success, UInt128(spent) == parts.value * 1_000 else {
                    throw FuzzFault("\(spent) were booked of \(parts.value)")
                }
            default: throw FuzzFault("\(ack.status): \(after)")
            }
            // The same again changes nothing.
            let again = await world.service.ack(event)
            guard again.status == ack.status, try await world.sums() == after else {
                throw FuzzFault("a repeat is \(again.status), and makes other sums of \(after)")
            }
            // Also for a service that remembers nothing, where the event says the unit that was held:
            // that one knows no other.
            if event.llmCallPost.unit == micros {
                let later = await world.restarted().ack(event)
                let sums = try await world.sums()
                guard sums == after, later.status == ack.status else {
                    throw FuzzFault("a repeat after a restart makes \(sums) of \(after)")
                }
            }
            return ack.status == .accepted
        }
    }

    private static let delta = FuzzTarget(
        name: "sidecar-delta",
        seeds: {
            var request = Wire.DeltaRequest()
            request.sessionReservationID = placeholder
            request.streamingCommitID = "d1"
            request.amountAtomicDelta = "4000"
            request.outcome = .success
            var beyond = request
            beyond.amountAtomicDelta = "10001"
            return [bytes(request), bytes(beyond)]
        }(),
        words: words
    ) { input, _ throws(FuzzFault) in
        guard let read = try? Wire.DeltaRequest(serializedBytes: input) else { return false }
        return try SidecarWorld.run {
            var request = read
            let world = try await SidecarWorld()
            var session = Wire.SessionRequest()
            session.budgetID = "my-budget"
            session.unit = micros
            session.estimatedAmountAtomic = "10000"
            session.ttlSeconds = 60
            let context = SidecarWorld.context
            let opened = try await world.service.reserveSession(request: session, context: context)
            if request.sessionReservationID == placeholder {
                request.sessionReservationID = opened.accepted.sessionReservationID
            }
            var sums: [(spent: Int64, held: Int64)] = []
            var accepted = 0
            for service in [world.service, world.service, world.restarted()] {
                let outcome = try await service.commitSessionDelta(
                    request: request,
                    context: context
                )
                if case .accepted? = outcome.outcome { accepted += 1 }
                sums.append(try await world.sums())
                try await world.check()
            }
            guard sums.allSatisfy({ $0 == sums[0] }), accepted == 0 || accepted == 3 else {
                throw FuzzFault("a repeat changes the sums: \(sums), \(accepted)")
            }
            guard sums[0].spent + sums[0].held == 10_000_000 else {
                throw FuzzFault("a part of the session is gone: \(sums[0])")
            }
            return accepted > 0
        }
    }
}
