import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Testing

@Suite("sidecar restarts")
struct RestartTests {
    @Test("after a restart a commit repeats by its id, and another id adds the same amount again")
    func commits() async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            id = try await sample.decide(Sample.request()).reservationIds.first
            #expect(await sample.commit(id, "300", event: "e1").status == .accepted)
            #expect(await sample.commit(id, "300", event: "e2").status == .accepted)
            #expect(try await sample.account()?.spent == 600_000)
        }
        try await stored.life { sample throws in
            #expect(await sample.commit(id, "300", event: "e1").status == .accepted)
            #expect(await sample.commit(id, "300", event: "e2").status == .accepted)
            #expect(try await sample.account()?.spent == 600_000)
            let other = await sample.commit(id, "301", event: "e1")
            #expect(other.error.code == .idempotencyConflict)
            #expect(try await sample.account()?.spent == 600_000)
            #expect(await sample.commit(id, "300", event: "e3").status == .accepted)
            #expect(try await sample.account()?.spent == 900_000)
            #expect(try await sample.account("counted")?.spent == 1)
        }
        try await stored.life { sample throws in
            for event in ["e1", "e2", "e3"] {
                #expect(await sample.commit(id, "300", event: event).status == .accepted)
            }
            #expect(try await sample.account()?.spent == 900_000)
        }
    }

    @Test("unit and prices of a claim hold after a restart, open and settled")
    func claims() async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            var request = Sample.request()
            request.inputs.runtimeMetadata.fields = [
                "pricing_version": .init(stringValue: "v|1"),
                "price_snapshot_hash_hex": .init(stringValue: "00ff"),
            ]
            id = try await sample.decide(request).reservationIds.first
        }
        func commit(_ sample: Sample, _ version: String, _ unit: Wire.UnitRef) async
            -> Wire.TraceEventAck
        {
            var message = Wire.TraceEvent()
            message.kind = .llmCallPost
            message.llmCallPost.reservationID = id ?? ""
            message.llmCallPost.estimatedAmountAtomic = "300"
            message.llmCallPost.providerEventID = "e1"
            message.llmCallPost.outcome = .success
            message.llmCallPost.unit = unit
            message.llmCallPost.pricing.pricingVersion = version
            return await sample.service.ack(message)
        }
        var tokens = Wire.UnitRef()
        tokens.kind = .token
        for _ in 0..<2 {
            try await stored.life { sample throws in
                let wrong = await commit(sample, "v|2", Sample.micros)
                #expect(wrong.error.code == .pricingFreezeMismatch)
                #expect(await commit(sample, "v|1", tokens).status == .rejected)
                // A unit that is not said is the claim's.
                #expect(await commit(sample, "v|1", Wire.UnitRef()).status == .accepted)
                #expect(try await sample.account()?.spent == 300_000)
            }
        }
    }

    @Test("a commit of another kind of evidence adds after a restart, and replaces nothing")
    func evidence() async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            id = try await sample.decide(Sample.request()).reservationIds.first
            #expect(await sample.commit(id, "600", event: "estimated").status == .accepted)
        }
        try await stored.life { sample throws in
            var message = Wire.TraceEvent()
            message.kind = .llmCallPost
            message.llmCallPost.reservationID = id ?? ""
            message.llmCallPost.providerReportedAmountAtomic = "100"
            message.llmCallPost.providerEventID = "reported"
            message.llmCallPost.outcome = .success
            message.llmCallPost.unit = Sample.micros
            #expect(await sample.service.ack(message).status == .accepted)
            #expect(await sample.service.ack(message).status == .accepted)
            #expect(await sample.commit(id, "50", event: "again").status == .accepted)
            #expect(try await sample.account()?.spent == 750_000)
        }
    }

    @Test("a hold that expired while nobody served takes its late commit, once")
    func late() async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            id = try await sample.decide(Sample.request()).reservationIds.first
            sample.clock.advance(byMs: 60_001)
        }
        for _ in 0..<2 {
            try await stored.life { sample throws in
                #expect(await sample.commit(id, "5000").status == .accepted)
                #expect(try await sample.account()?.spent == 5_000_000)
                #expect(try await sample.account()?.held == 0)
            }
        }
    }

    @Test("a decision is found by its key, its attempts and its id, and keeps them all")
    func decisions() async throws {
        let stored = StoredSample()
        var first = Wire.DecisionResponse()
        var second = Wire.DecisionResponse()
        try await stored.life { sample throws in
            first = try await sample.decide(Sample.request())
            #expect(await sample.commit(first.reservationIds.first, "10").status == .accepted)
            second = try await sample.decide(Sample.request())
        }
        try await stored.life { sample throws in
            let replay = try await sample.decide(Sample.request())
            #expect(replay.reservationIds == second.reservationIds)
            #expect(replay.decisionID == first.decisionID)
            #expect(replay.effectHash == second.effectHash)
            await #expect(throws: RPCError.self) {
                try await sample.decide(Sample.request(amount: "1001"))
            }
            #expect(try await sample.account()?.held == 1_000_000)
        }
    }

    @Test("a session goes on where it was: each part once, and what it has come to in all")
    func sessions() async throws {
        let stored = StoredSample()
        var id = ""
        try await stored.life { sample throws in
            id = try await sample.reserve("10000")
            _ = try await sample.delta(id, "d1", "4000")
        }
        try await stored.life { sample throws in
            let repeated = try await sample.delta(id, "d1", "4000").accepted
            #expect(repeated.remainingAmountAtomic == "6000")
            #expect(repeated.cumulativeCommittedAtomic == "4000")
            #expect(try await sample.delta(id, "d1", "4001").error.code == .idempotencyConflict)
            let second = try await sample.delta(id, "d2", "1000").accepted
            #expect(second.remainingAmountAtomic == "5000")
            #expect(second.cumulativeCommittedAtomic == "5000")
            #expect(try await sample.account()?.spent == 5_000_000)
            #expect(try await sample.account("counted")?.spent == 1)
        }
        try await stored.life { sample throws in
            let ended = try await sample.end(id)
            #expect(ended.accepted.committedAmountAtomic == "5000")
            #expect(ended.accepted.releasedAmountAtomic == "5000")
            #expect(try await sample.account()?.held == 0)
            #expect(try await sample.account()?.spent == 5_000_000)
        }
        // Again, and of a session that has expired.
        try await stored.life { sample throws in
            let again = try await sample.end(id).accepted
            #expect(again.committedAmountAtomic == "5000")
            id = try await sample.reserve("10000", "other")
            _ = try await sample.delta(id, "d1", "4000")
            sample.clock.advance(byMs: 120_001)
        }
        try await stored.life { sample throws in
            let ended = try await sample.end(id).accepted
            #expect(ended.committedAmountAtomic == "4000")
            #expect(ended.releasedAmountAtomic == "6000")
            #expect(try await sample.account()?.spent == 9_000_000)
        }
    }

    @Test("a call that a run's end has overtaken is booked after a restart, too")
    func runEnd() async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            id = try await sample.decide(Sample.request()).reservationIds.first
            var end = Wire.TraceEvent()
            end.kind = .runEnd
            end.ids.runID = "run-1"
            #expect(await sample.service.ack(end).status == .accepted)
        }
        for _ in 0..<2 {
            try await stored.life { sample throws in
                #expect(await sample.commit(id, "300").status == .accepted)
                #expect(try await sample.account()?.spent == 300_000)
                #expect(try await sample.account()?.held == 0)
            }
        }
    }

    @Test("a hold that another door has made and closed takes no commit here")
    func foreign() async throws {
        let stored = StoredSample()
        try await stored.life { sample throws in
            var options = sample.desk.settings
            options.principal = "gateway"
            let other = LedgerDesk(
                sample.ledger,
                try CompiledPolicy(Sample.policy()),
                .empty,
                options,
                policyHash: []
            )
            var call = SidecarCall(scope: Scope(), budget: "my-budget", expiresInMs: 60_000)
            call.scope[.tag("budget")] = "my-budget"
            call.nanos = 1_000_000
            guard case .held(let open) = await other.hold(call),
                case .held(let settled) = await other.hold(call)
            else {
                Issue.record("not held")
                return
            }
            let amounts = settled.lines.map { _ in Int64(1) }
            let usage = SettledUsage(inputTokens: 0, outputTokens: 0, costNanos: 1, ending: "")
            _ = try await other.settle(settled.id, amounts, .reported, usage: usage, note: "")
            #expect(await sample.commit(settled.id.description, "5").status == .rejected)
            // Nor is it a grant.
            for id in [open.id, settled.id] {
                var child = Sample.request("child", amount: "100", run: "child")
                child.budgetGrantJti = id.description
                #expect(try await sample.decide(child).reasonCodes.contains("GRANT_EXPIRED"))
            }
            #expect(try await sample.account()?.spent == 1)
            #expect(try await sample.account()?.held == 1_000_000)
        }
    }
}
