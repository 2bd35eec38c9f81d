import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Testing

/// Calls that a grant pays for are judged as all others, and it pays for nothing else.
@Suite("sidecar grants and rules")
struct GrantRuleTests {
    private static func grant(
        _ sample: Sample,
        of budget: String = "my-budget",
        routes: [String] = []
    ) async throws -> String {
        let parent = try await sample.decide(
            Sample.request("parent-\(budget)", budget: budget, amount: "9000")
        )
        return try await issue(sample, "8000", from: parent.reservationIds.first ?? "", routes)
    }

    private static func issue(
        _ sample: Sample,
        _ amount: String,
        from reservation: String,
        _ routes: [String] = []
    ) async throws -> String {
        var request = Wire.GrantRequest()
        request.parentRunID = "run-1"
        request.scope.maxAmountAtomic = amount
        request.scope.maxAmountUnit = Sample.micros
        request.scope.reservationID = reservation
        request.scope.allowedRoutes = routes
        request.scope.expiresAt = Google_Protobuf_Timestamp(atMs: sample.clock.nowMs + 30_000)
        return try await sample.service.issueBudgetGrant(
            request: request,
            context: Sample.context
        ).grantJti
    }

    private static func child(_ jti: String, _ key: String = "child") -> Wire.DecisionRequest {
        var request = Sample.request(key, amount: "100", run: "child")
        request.budgetGrantJti = jti
        return request
    }

    @Test("another model, and a yes, are asked for under a grant too")
    func rules() async throws {
        let sample = try await Sample()
        let jti = try await Self.grant(sample)
        var dear = Self.child(jti, "dear")
        dear.inputs.runtimeMetadata.fields = ["model": .init(stringValue: "big")]
        let downgraded = try await sample.decide(dear)
        #expect(downgraded.decision == .degrade)
        #expect(downgraded.reservationIds.count == 1)
        #expect(try await sample.account()?.held == 9_000_000)

        let asked = try await sample.decide(
            Sample.request("asked", budget: "asked", amount: "9000")
        )
        #expect(asked.decision == .requireApproval)
    }

    @Test("a grant pays for nothing but the budget that it holds money of")
    func otherBudget() async throws {
        let sample = try await Sample()
        var child = Self.child(try await Self.grant(sample))
        child.inputs.projectedClaims[0].budgetID = "second"
        let stopped = try await sample.decide(child)
        #expect(stopped.decision == .stop)
        #expect(stopped.reasonCodes.first == "GRANT_EXHAUSTED")
        #expect(try await sample.account("second")?.held ?? 0 == 0)
    }

    @Test("the routes of a grant are its calls', after a restart too")
    func routes() async throws {
        let stored = StoredSample()
        var jti = ""
        try await stored.life { sample throws in
            jti = try await Self.grant(sample, routes: ["llm.call", "tool \"x\""])
            #expect(try await sample.decide(Self.child(jti)).decision == .continue)
        }
        try await stored.life { sample throws in
            var child = Self.child(jti, "other")
            child.route = "tool.call"
            let stopped = try await sample.decide(child)
            #expect(stopped.decision == .stop)
            child.route = "tool \"x\""
            child.idempotency.key = "third"
            #expect(try await sample.decide(child).decision == .continue)
        }
    }

    @Test("what was approved under a grant is judged with that grant after a restart, too")
    func approved() async throws {
        let stored = StoredSample()
        var jti = ""
        var asked: [Wire.DecisionResponse] = []
        try await stored.life { sample throws in
            let parent = try await sample.decide(
                Sample.request("parent", budget: "asked", amount: "9000")
            )
            try await Self.approve(parent, sample)
            let held = try await sample.resume(parent).decision.reservationIds.first
            jti = try await Self.issue(sample, "8000", from: held ?? "", ["llm.call"])
            for run in ["first", "second"] {
                var child = Sample.request(run, budget: "asked", amount: "100", run: run)
                child.budgetGrantJti = jti
                let answer = try await sample.decide(child)
                #expect(answer.decision == .requireApproval)
                try await Self.approve(answer, sample)
                asked.append(answer)
            }
        }
        try await stored.life { sample throws in
            let resumed = try await sample.resume(asked[0])
            #expect(resumed.decision.decision == .continue, "\(resumed)")
            #expect(try await sample.account("asked")?.held == 9_000_000, "the grant has paid")
            var revoke = Wire.RevokeRequest()
            revoke.grantJti = jti
            _ = try await sample.service.revokeBudgetGrant(request: revoke, context: Sample.context)
            let refused = try await sample.resume(asked[1])
            #expect(refused.error.message == #"[APPROVAL_NON_TERMINAL] state="cancelled""#)
            let held = try await sample.account("asked")?.held
            #expect(held == 8_900_000, "what the second yes kept is free again")
        }
    }

    private static func approve(_ answer: Wire.DecisionResponse, _ sample: Sample) async throws {
        let id = try #require(HoldID(answer.approvalRequestID))
        let vote = ApprovalVote(id: id, voter: "ann", isFor: true, note: "")
        _ = try await sample.ledger.apply([.vote(vote)], nowMs: sample.clock.nowMs)
    }

    @Test("a grant out of the budgets is not issued where the policy decides call by call")
    func issued() async throws {
        let sample = try await Sample()
        await #expect(throws: RPCError.self) {
            // Nothing counts a call that says nothing of a budget.
            try await Self.issue(sample, "1000", from: "")
        }
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
    }

    @Test("rules judge what all claims of a decision come to together")
    func together() async throws {
        let sample = try await Sample()
        var request = Sample.request("several", amount: "30000")
        let watched = ["user_id": Google_Protobuf_Value(stringValue: "watched")]
        request.inputs.runtimeMetadata.fields = watched
        request.inputs.projectedClaims.append(request.inputs.projectedClaims[0])
        request.inputs.projectedClaims.append(request.inputs.projectedClaims[0])
        let stopped = try await sample.decide(request)
        #expect(stopped.decision == .stop)
        #expect(stopped.reasonCodes.first == "TOO_MUCH")
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
        request = Sample.request("one", amount: "30000")
        request.inputs.runtimeMetadata.fields = watched
        #expect(try await sample.decide(request).decision == .continue)
    }

    @Test("names with control characters are refused before anything is held")
    func controlCharacters() async throws {
        let sample = try await Sample()
        for (field, run, budget) in [("run", "a\0b", "my-budget"), ("budget", "r", "my\nbudget")] {
            await #expect(throws: RPCError.self, "\(field)") {
                try await sample.decide(Sample.request(field, budget: budget, run: run))
            }
        }
        var agent = Sample.request("agent")
        agent.inputs.runtimeMetadata.fields = ["agent": .init(stringValue: "a\u{7F}")]
        let request = agent
        await #expect(throws: RPCError.self) { try await sample.decide(request) }
        #expect(try await sample.ledger.openHolds(limit: 10).isEmpty)
    }

    @Test(
        "a name of money that may mean another part of a dollar is refused, and an opaque one is not",
        arguments: [
            ("cents", false), ("usd", false), ("dollars", false), ("USD_CENTS", false),
            ("usd-millis", false), ("tokens", false), ("eur", false), ("usd_micros", true),
            ("micro-usd", true), ("", true), ("0194f3a0-0000-7000-8000-000000000000", true),
            ("unit-7", true),
        ]
    )
    func money(name: String, isTaken: Bool) throws {
        var unit = Wire.UnitRef()
        unit.kind = .monetary
        unit.unitID = name
        let read = try? WireUnit(unit, field: "unit")
        #expect((read != nil) == isTaken)
        if isTaken { #expect(read?.kind == .dollars(nanosPerPart: 1_000)) }
    }
}
