import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Testing

/// A claim in the unit `calls` is one call: it counts where calls are counted, and passes no other limit.
@Suite("sidecar unit of calls")
struct CallUnitTests {
    private static let calls: Wire.UnitRef = {
        var unit = Wire.UnitRef()
        unit.unitID = "calls"
        return unit
    }()

    private static func request(
        _ key: String,
        budget: String,
        amount: String = "1"
    ) -> Wire.DecisionRequest {
        var request = Sample.request(key, budget: budget, amount: amount)
        request.inputs.projectedClaims[0].unit = calls
        return request
    }

    /// Budgets beside the sample's own: of calls, of calls that people are asked about, and of calls where money is
    /// counted without a limit.
    private static func policy() throws -> Policy {
        let budget = Dimension.tag("budget")
        var shadow = try Budget(
            "shadow",
            match: [budget: "watched"],
            limit: .usd("1.00"),
            window: .total
        )
        shadow.isEnforced = false
        var policy = try Sample.policy()
        policy.budgets += [
            try Budget("five", match: [budget: "five"], limit: .calls(5), window: .total),
            try Budget("polled", match: [budget: "polled"], limit: .calls(5), window: .total),
            try Budget("watched", match: [budget: "watched"], limit: .calls(5), window: .total),
            shadow,
        ]
        policy.rules.append(
            try Rule("poll", do: .approve(by: "finance")) { When(budget, fits: "polled") }
        )
        return policy
    }

    private static func sample(_ sample: Sample) async throws -> Sample {
        let policy = try policy()
        for budget in policy.budgets.suffix(4) {
            _ = try await sample.ledger.apply(
                [.setBudget(budget, opening: [:])],
                nowMs: sample.clock.nowMs
            )
        }
        return try sample.under(policy)
    }

    private static func sample() async throws -> Sample { try await sample(Sample()) }

    private static func commit(
        _ reservation: String?,
        _ amount: String,
        _ sample: Sample,
        event: String = "e1"
    ) async -> Wire.TraceEventAck {
        await sample.commit(reservation, amount, event: event, unit: calls)
    }

    @Test(
        "where a limit counts what nobody knows of the call, it is refused, and nothing is held",
        arguments: ["my-budget", "second", "tokens", "gold"]
    )
    func unknown(budget: String) async throws {
        let sample = try await Self.sample()
        let error = await #expect(throws: RPCError.self) {
            _ = try await sample.decide(Self.request("one", budget: budget))
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("\"\(budget)\"") ?? false, "\(error as Any)")
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
    }

    @Test("where the amount is known otherwise, or is counted without a limit, it is let in")
    func known() async throws {
        let sample = try await Self.sample()
        var request = Self.request("estimated", budget: "tokens")
        request.inputs.claimEstimate.inputTokens = 100
        #expect(try await sample.decide(request).decision == .continue)
        #expect(try await sample.account("tokens")?.held == 100)
        let watched = try await sample.decide(Self.request("watched", budget: "watched"))
        #expect(watched.decision == .continue)
        #expect(try await sample.account("watched")?.held == 1)
    }

    @Test("a decision without claims is judged alone, also where money is counted")
    func unclaimed() async throws {
        let sample = try await Sample()
        let all = try Budget("all", limit: .usd("1.00"), window: .total)
        _ = try await sample.ledger.apply(
            [.setBudget(all, opening: [:])],
            nowMs: sample.clock.nowMs
        )
        var policy = try Sample.policy()
        policy.budgets.append(all)
        var request = Sample.request("judged")
        request.inputs.projectedClaims = []
        #expect(try await sample.under(policy).decide(request).decision == .continue)
    }

    @Test("it holds one of a budget of calls, and is charged what its commits say")
    func counted() async throws {
        let sample = try await Self.sample()
        var reservations: [String] = []
        for index in 0..<5 {
            let answer = try await sample.decide(Self.request("k\(index)", budget: "five"))
            #expect(answer.decision == .continue)
            reservations += answer.reservationIds
        }
        #expect(try await sample.account("five")?.held == 5)
        let sixth = try await sample.decide(Self.request("k5", budget: "five"))
        #expect(sixth.decision == .stop)
        #expect(await Self.commit(reservations[0], "1", sample).status == .accepted)
        #expect(await Self.commit(reservations[0], "1", sample).status == .accepted)
        #expect(try await sample.account("five")?.spent == 1, "the same commit, twice")
        #expect(await Self.commit(reservations[1], "0", sample).status == .accepted)
        #expect(try await sample.account("five")?.spent == 1)
        #expect(await Self.commit(reservations[2], "2", sample).status == .accepted)
        #expect(await Self.commit(reservations[2], "1", sample, event: "e2").status == .accepted)
        #expect(try await sample.account("five")?.spent == 4)
        #expect(try await sample.account("five")?.held == 2)
    }

    @Test("what people have approved is a claim of one call after a restart, too")
    func approved() async throws {
        let stored = StoredSample()
        var asked = Wire.DecisionResponse()
        try await stored.life { plain throws in
            let sample = try await Self.sample(plain)
            asked = try await sample.decide(Self.request("k", budget: "polled"))
            #expect(asked.decision == .requireApproval)
            let id = try #require(HoldID(asked.approvalRequestID))
            let vote = ApprovalVote(id: id, voter: "ann", isFor: true, note: "")
            _ = try await sample.ledger.apply([.vote(vote)], nowMs: sample.clock.nowMs)
        }
        try await stored.life { plain throws in
            let sample = try await Self.sample(plain)
            var request = Wire.ResumeRequest()
            request.decisionID = asked.decisionID
            request.approvalID = asked.approvalRequestID
            let resumed = try await sample.service.resumeAfterApproval(
                request: request,
                context: Sample.context
            )
            #expect(resumed.decision.decision == .continue, "\(resumed)")
            let reservation = resumed.decision.reservationIds.first
            let ack = await Self.commit(reservation, "1", sample)
            #expect(ack.status == .accepted, "\(ack)")
            #expect(try await sample.account("polled")?.spent == 1)
        }
    }

    @Test(
        "a decision is one call: another number of them is refused",
        arguments: ["0", "2", "1000"]
    )
    func several(amount: String) async throws {
        let sample = try await Self.sample()
        let error = await #expect(throws: RPCError.self) {
            _ = try await sample.decide(Self.request("k", budget: "five", amount: amount))
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("a decision is one call") ?? false, "\(error as Any)")
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
    }

    @Test("no session sets calls aside", arguments: ["five", "my-budget"])
    func session(budget: String) async throws {
        let sample = try await Self.sample()
        var request = Wire.SessionRequest()
        request.budgetID = budget
        request.unit = Self.calls
        request.sessionID = "s"
        request.estimatedAmountAtomic = "3"
        request.ttlSeconds = 60
        let outcome = try await sample.service.reserveSession(
            request: request,
            context: Sample.context
        )
        #expect(outcome.error.message.hasPrefix("unit: calls are counted"), "\(outcome)")
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
    }

    @Test("no grant sets calls aside, out of a reservation or of the budgets")
    func grant() async throws {
        let sample = try await Self.sample()
        let parent = try await sample.decide(Self.request("parent", budget: "five"))
        for source in ["", parent.reservationIds[0]] {
            var request = Wire.GrantRequest()
            request.parentRunID = "run-1"
            request.scope.maxAmountAtomic = "1"
            request.scope.maxAmountUnit = Self.calls
            request.scope.reservationID = source
            request.scope.expiresAt = Google_Protobuf_Timestamp(atMs: sample.clock.nowMs + 30_000)
            let asked = request
            let error = await #expect(throws: RPCError.self) {
                _ = try await sample.service.issueBudgetGrant(
                    request: asked,
                    context: Sample.context
                )
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains("calls are counted") ?? false, "\(error as Any)")
        }
        #expect(try await sample.ledger.openHolds(limit: 10).count == 1)
    }

    @Test("a claim of a direction that is not known is refused, and one that says none is a debit")
    func direction() async throws {
        let sample = try await Sample()
        for direction in [Wire.BudgetClaim.Direction.UNRECOGNIZED(7), .credit] {
            var request = Sample.request("k")
            request.inputs.projectedClaims[0].direction = direction
            let asked = request
            let error = await #expect(throws: RPCError.self) {
                _ = try await sample.decide(asked)
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains("direction") ?? false)
        }
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
        var request = Sample.request("k")
        request.inputs.projectedClaims[0].direction = .unspecified
        #expect(try await sample.decide(request).decision == .continue)
    }
}
