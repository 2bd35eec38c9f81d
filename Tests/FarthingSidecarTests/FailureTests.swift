import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import Testing

/// What becomes of money where the ledger fails, answers get lost, and clients go away.
@Suite("sidecar failures")
struct FailureTests {
    /// Waits until so many submissions lie with the ledger.
    private func sleepers(_ count: Int, _ ledger: MoodyLedger) async throws {
        for _ in 0..<20_000 where ledger.sleeperCount < count {
            try await Task.sleep(for: .milliseconds(1))
        }
        try #require(ledger.sleeperCount >= count)
    }

    @Test("a commit that fails may come again, and is not taken for one that was booked")
    func down() async throws {
        let ledger = MoodyLedger(MemoryLedger())
        let sample = try await Sample(ledger)
        let id = try await sample.decide(Sample.request()).reservationIds.first
        ledger.will(.down)
        #expect(await sample.commit(id, "300").status == .rejected)
        #expect(await sample.commit(id, "300").status == .accepted)
        #expect(try await sample.account()?.spent == 300_000)
        ledger.will(.down)
        #expect(await sample.commit(id, "200", event: "e2").status == .rejected)
        #expect(await sample.commit(id, "200", event: "e2").status == .accepted)
        #expect(try await sample.account()?.spent == 500_000)
    }

    @Test("a commit whose answer got lost is booked once, whatever comes next")
    func mute() async throws {
        let stored = StoredSample()
        var id: String?
        for (event, total) in [("e1", Int64(300_000)), ("e2", 600_000)] {
            try await stored.life { outer throws in
                let ledger = MoodyLedger(outer.ledger)
                let sample = try await Sample(ledger, outer.clock)
                if id == nil { id = try await sample.decide(Sample.request()).reservationIds.first }
                ledger.will(.mute)
                #expect(await sample.commit(id, "300", event: event).status == .rejected)
                #expect(await sample.commit(id, "300", event: event).status == .accepted)
                #expect(try await sample.account()?.spent == total)
            }
        }
        try await stored.life { outer throws in
            let ledger = MoodyLedger(outer.ledger)
            let sample = try await Sample(ledger, outer.clock)
            let other = try await sample.decide(Sample.request("other")).reservationIds.first
            ledger.will(.mute)
            #expect(await sample.commit(other, "300", event: "lost").status == .rejected)
            // Not that one, though its amount is the same.
            #expect(await sample.commit(other, "300", event: "next").status == .accepted)
            #expect(await sample.commit(other, "300", event: "lost").status == .accepted)
            #expect(try await sample.account()?.spent == 1_200_000)
        }
    }

    @Test("the retry of a commit is accepted when it is booked, and not before")
    func retries() async throws {
        let ledger = MoodyLedger(MemoryLedger())
        let sample = try await Sample(ledger)
        let id = try await sample.decide(Sample.request()).reservationIds.first
        ledger.will(.asleep(then: .down))
        async let first = sample.commit(id, "300")
        try await sleepers(1, ledger)
        async let second = sample.commit(id, "300")
        async let third = sample.commit(id, "40", event: "e2")
        try await Task.sleep(for: .milliseconds(20))
        ledger.wake()
        #expect(await first.status == .rejected)
        #expect(await second.status == .accepted)
        #expect(await third.status == .accepted)
        #expect(try await sample.account()?.spent == 340_000)
        #expect(try await sample.account()?.held == 0)
    }

    @Test("a client that goes away has its commit booked, and its decision found by the retry")
    func cancelled() async throws {
        let ledger = MoodyLedger(MemoryLedger())
        let sample = try await Sample(ledger)
        ledger.will(.asleep(then: .up))
        let deciding = Task { try await sample.decide(Sample.request()) }
        try await sleepers(1, ledger)
        deciding.cancel()
        ledger.wake()
        _ = try? await deciding.value
        #expect(try await sample.account()?.held == 1_000_000)
        let id = try await sample.decide(Sample.request()).reservationIds.first
        #expect(try await sample.account()?.held == 1_000_000)
        ledger.will(.asleep(then: .up))
        let committing = Task { await sample.commit(id, "300") }
        try await sleepers(1, ledger)
        committing.cancel()
        ledger.wake()
        _ = await committing.value
        #expect(await sample.commit(id, "300").status == .accepted)
        #expect(try await sample.account()?.spent == 300_000)
    }

    @Test("what nobody will ever hear of is given back: no key leads to it")
    func unheard() async throws {
        let ledger = MoodyLedger(MemoryLedger())
        let sample = try await Sample(ledger)
        let parent = try await sample.decide(Sample.request("p", amount: "50000")).reservationIds[0]
        let wishes: [@Sendable (ServerContext) async throws -> Void] = [
            {
                _ = try await sample.service.requestDecision(
                    request: Sample.request(""),
                    context: $0
                )
            },
            {
                var request = Wire.SessionRequest()
                request.budgetID = "my-budget"
                request.unit = Sample.micros
                request.estimatedAmountAtomic = "5000"
                request.ttlSeconds = 120
                _ = try await sample.service.reserveSession(request: request, context: $0)
            },
            {
                var request = Wire.GrantRequest()
                request.scope.maxAmountAtomic = "20000"
                request.scope.maxAmountUnit = Sample.micros
                request.scope.reservationID = parent
                request.scope.expiresAt = .init(atMs: sample.clock.nowMs + 30_000)
                _ = try await sample.service.issueBudgetGrant(request: request, context: $0)
            },
        ]
        for wish in wishes {
            let context = Sample.context
            ledger.will(.asleep(then: .up))
            let asking = Task { try await wish(context) }
            try await sleepers(1, ledger)
            // As a deadline does it; the task goes on.
            context.cancellation.cancel()
            ledger.wake()
            await #expect(throws: RPCError.self) { try await asking.value }
            let held = try await sample.ledger.openHolds(limit: 10)
            #expect(held.map(\.id.description) == [parent])
            #expect(held.first?.lines.first?.held == 50_000_000)
        }
        // A server that ends cancels its calls, too, and answers them: what they hold is needed.
        let context = Sample.context
        ledger.will(.asleep(then: .up))
        let asking = Task {
            try await sample.service.requestDecision(request: Sample.request(""), context: context)
        }
        try await sleepers(1, ledger)
        sample.service.drain.begin(deadlineMs: 0, trigger: "test")
        context.cancellation.cancel()
        ledger.wake()
        let answer = try await asking.value
        let held = try await sample.ledger.openHolds(limit: 10).map(\.id.description)
        #expect(held.contains(answer.reservationIds[0]))
    }

    @Test("claims of which one fails are all given back, also for a client that has gone away")
    func rollback() async throws {
        let ledger = MoodyLedger(MemoryLedger())
        let sample = try await Sample(ledger)
        var request = Sample.request()
        var claim = request.inputs.projectedClaims[0]
        claim.budgetID = "second"
        claim.amountAtomic = "10001"
        request.inputs.projectedClaims.append(claim)
        ledger.will(.asleep(then: .up))
        let asked = request
        let deciding = Task { try await sample.decide(asked) }
        try await sleepers(1, ledger)
        deciding.cancel()
        ledger.wake()
        _ = try? await deciding.value
        #expect(try await sample.account()?.held == 0)
        #expect(try await sample.account("second")?.held == 0)
        // The second fails by itself.
        request.inputs.projectedClaims[1].amountAtomic = "10"
        request.idempotency.key = "down"
        ledger.will(.asleep(then: .up), .down)
        let failing = request
        let failed = Task { try await sample.decide(failing) }
        try await sleepers(1, ledger)
        ledger.wake()
        await #expect(throws: RPCError.self) { try await failed.value }
        #expect(try await sample.account()?.held == 0)
        let again = try await sample.decide(failing)
        #expect(again.reservationIds.count == 2)
        #expect(try await sample.account()?.held == 1_000_000)
        #expect(try await sample.account("second")?.held == 10_000)
    }

    @Test("a delta that fails, or whose answer got lost, is charged once, and so is its call")
    func deltas() async throws {
        let ledger = MoodyLedger(MemoryLedger())
        let sample = try await Sample(ledger)
        let id = try await sample.reserve("10000")
        for mood in [MoodyLedger.Mood.down, .mute] {
            ledger.will(mood)
            #expect(try await sample.delta(id, "d1", "4000").error.code != .unspecified)
            let accepted = try await sample.delta(id, "d1", "4000").accepted
            #expect(accepted.remainingAmountAtomic == "6000")
        }
        ledger.will(.mute)
        #expect(try await sample.delta(id, "d2", "1000").error.code != .unspecified)
        #expect(try await sample.delta(id, "d3", "1000").accepted.remainingAmountAtomic == "4000")
        #expect(try await sample.account()?.spent == 6_000_000)
        #expect(try await sample.account("counted")?.spent == 1)
    }

    @Test("the first delta of a session may get lost, and its call is counted all the same")
    func firstDelta() async throws {
        let ledger = MoodyLedger(MemoryLedger())
        let sample = try await Sample(ledger)
        let id = try await sample.reserve("10000")
        ledger.will(.mute)
        #expect(try await sample.delta(id, "d1", "4000").error.code != .unspecified)
        #expect(try await sample.delta(id, "d2", "1000").accepted.remainingAmountAtomic == "5000")
        #expect(try await sample.delta(id, "d1", "4000").accepted.remainingAmountAtomic == "5000")
        #expect(try await sample.account("counted")?.spent == 1)
        #expect(try await sample.account()?.spent == 5_000_000)
    }
}
