import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import SwiftProtobuf
import Testing

/// What sessions have cost is booked wherever the ledger can book it.
@Suite("sidecar billed money")
struct BilledTests {
    private static func apply(_ command: Command, _ sample: Sample) async throws {
        let outcomes = try await sample.ledger.apply([command], nowMs: sample.clock.nowMs)
        if case .refused(let refusal)? = outcomes.first { Issue.record("\(refusal)") }
    }

    private static func policy(_ budgets: [Budget]) throws -> Policy {
        try Policy("test", tenant: "acme") { for budget in budgets { budget } }
    }

    private static func budget(_ id: String, _ limit: BudgetLimit) throws -> Budget {
        try Budget(id, match: [Dimension.tag("budget"): "my-budget"], limit: limit, window: .total)
    }

    private static func grant(
        _ sample: Sample,
        from reservation: String
    ) async throws -> Wire.GrantResponse {
        var request = Wire.GrantRequest()
        request.parentRunID = "run-1"
        request.scope.maxAmountAtomic = "2000"
        request.scope.maxAmountUnit = Sample.micros
        request.scope.reservationID = reservation
        request.scope.expiresAt = Google_Protobuf_Timestamp(atMs: sample.clock.nowMs + 30_000)
        return try await sample.service.issueBudgetGrant(request: request, context: Sample.context)
    }

    @Test("parts are booked while the budget is paused, once each and within the reserve")
    func paused() async throws {
        let stored = StoredSample()
        var id = ""
        try await stored.life { sample throws in
            id = try await sample.reserve("10000")
            _ = try await sample.delta(id, "d1", "4000")
            try await Self.apply(.pause(budget: "my-budget", scope: nil, note: "halt"), sample)
            let second = try await sample.delta(id, "d2", "1000")
            #expect(second.accepted.cumulativeCommittedAtomic == "5000", "\(second)")
            #expect(second.accepted.remainingAmountAtomic == "0")
            #expect(try await sample.delta(id, "d2", "1000") == second)
            #expect(try await sample.delta(id, "d2", "1001").error.code == .idempotencyConflict)
            #expect(try await sample.delta(id, "d3", "5001").error.code == .overrunReservation)
            try await Self.apply(.resume(budget: "my-budget", scope: nil, note: ""), sample)
            #expect(
                try await sample.delta(id, "d3", "500").accepted.cumulativeCommittedAtomic == "5500"
            )
            #expect(try await sample.account()?.held == 0)
        }
        try await stored.life { sample throws in
            for (part, amount) in [("d1", "4000"), ("d2", "1000"), ("d3", "500")] {
                let again = try await sample.delta(id, part, amount).accepted
                #expect(again.cumulativeCommittedAtomic == "5500", "\(part)")
                #expect(again.remainingAmountAtomic == "0")
            }
            let ended = try await sample.end(id).accepted
            #expect(ended.committedAmountAtomic == "5500")
            #expect(ended.releasedAmountAtomic == "4500")
            #expect(try await sample.account()?.spent == 5_500_000)
            #expect(try await sample.account("counted")?.spent == 1)
        }
    }

    @Test("parts are booked after somebody else has ended the session, and not after its own end")
    func stopped() async throws {
        let stored = StoredSample()
        var (stopped, ended) = ("", "")
        try await stored.life { sample throws in
            stopped = try await sample.reserve("10000")
            ended = try await sample.reserve("10000", "other")
            _ = try await sample.delta(stopped, "d1", "4000")
            _ = try await sample.delta(ended, "d1", "3000")
            let id = try #require(HoldID(stopped))
            try await Self.apply(.release(id, why: "everything is stopped"), sample)
            let second = try await sample.delta(stopped, "d2", "1000")
            #expect(second.accepted.cumulativeCommittedAtomic == "5000", "\(second)")
            _ = try await sample.end(ended)
            #expect(
                try await sample.delta(ended, "d2", "1").error.code == .reservationStateConflict
            )
        }
        try await stored.life { sample throws in
            #expect(
                try await sample.delta(stopped, "d2", "1000").accepted.cumulativeCommittedAtomic
                    == "5000"
            )
            // A repeat after the end says what the session has come to.
            let again = try await sample.delta(ended, "d1", "3000").accepted
            #expect(again.cumulativeCommittedAtomic == "3000")
            #expect(again.remainingAmountAtomic == "0")
            #expect(try await sample.account()?.spent == 8_000_000)
        }
    }

    @Test(
        "parts are booked where the budget was held that the policy has no more; no grant is issued of it"
    )
    func renamed() async throws {
        let stored = StoredSample()
        try await stored.life { sample throws in
            let id = try await sample.reserve("10000")
            let parent = try await sample.decide(Sample.request(amount: "5000")).reservationIds[0]
            _ = try await sample.delta(id, "d1", "4000")
            try await Self.apply(.removeBudget("my-budget"), sample)
            let renamed = try sample.under(
                Self.policy([
                    Self.budget("renamed", .usd("1.00")), Self.budget("counted", .calls(50)),
                ])
            )
            let second = try await renamed.delta(id, "d2", "1000")
            #expect(second.accepted.remainingAmountAtomic == "0", "\(second)")
            #expect(second.accepted.cumulativeCommittedAtomic == "5000")
            let ended = try await renamed.end(id).accepted
            #expect(ended.committedAmountAtomic == "5000")
            // After a restart nobody has said what the budgets counted that are gone.
            try await Self.apply(.removeBudget("counted"), sample)
            let later = try sample.under(Self.policy([Self.budget("renamed", .usd("1.00"))]))
            #expect(try await later.delta(id, "d3", "500").error.message == "")
            let hold = try await sample.ledger.closedHold(try #require(HoldID(id)))
            #expect(hold?.lines.map(\.charged) == [1_500_000, 0])
            let error = await #expect(throws: RPCError.self) {
                _ = try await Self.grant(renamed, from: parent)
            }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains("my-budget") ?? false)
        }
    }

    @Test("a session whose budget counts another unit since says no wrong figures")
    func otherUnit() async throws {
        let stored = StoredSample()
        var id = ""
        try await stored.life { sample throws in
            id = try await sample.reserve("10000")
            _ = try await sample.delta(id, "d1", "4000")
            let tokens = try Self.budget("my-budget", .tokens(10_000))
            try await Self.apply(.setBudget(tokens, opening: [:]), sample)
            let edited = try sample.under(Self.policy([tokens]))
            let ended = try await edited.end(id)
            #expect(ended.error.code == .reservationStateConflict, "\(ended)")
            let second = try await edited.delta(id, "d2", "1000")
            #expect(second.error.code == .reservationStateConflict, "\(second)")
            // Who has seen the session from its start knows.
            let known = try await sample.end(id)
            #expect(known.accepted.committedAmountAtomic == "4000", "\(known)")
            #expect(known.accepted.releasedAmountAtomic == "6000")
        }
    }

    @Test(
        "what was held under one key is committed and released under another, and nothing else is"
    )
    func otherKey() async throws {
        let stored = StoredSample()
        try await stored.life { sample throws in
            let first = try await sample.decide(Sample.request(amount: "5000")).reservationIds[0]
            let second = try await sample.decide(Sample.request("sg-2", amount: "5000"))
                .reservationIds[0]
            let session = try await sample.reserve("10000")
            _ = try await sample.delta(session, "d1", "4000")
            let jti = try await Self.grant(sample, from: second).grantJti
            let other = try sample.under(Sample.policy(), principal: "key_other")
            #expect(await other.commit(first, "3000").status == .accepted)
            var child = Sample.request("child", amount: "100", run: "child")
            child.budgetGrantJti = jti
            #expect(try await other.decide(child).reasonCodes.first == "GRANT_EXPIRED")
            await #expect(throws: RPCError.self) { _ = try await Self.grant(other, from: second) }
            var release = Wire.ReleaseRequest()
            release.reservationID = second
            release.tenantID = "acme"
            _ = try await other.service.releaseReservation(
                request: release,
                context: Sample.context
            )
            #expect(
                try await other.delta(session, "d1", "4000").accepted.remainingAmountAtomic
                    == "6000"
            )
            #expect(
                try await other.delta(session, "d2", "1000").accepted.remainingAmountAtomic
                    == "5000"
            )
            #expect(try await other.delta(session, "d2", "9").error.code == .idempotencyConflict)
            _ = try await other.end(session)
            #expect(try await sample.account()?.spent == 8_000_000)

            // A call of another door says nothing of a claim.
            let gateway = HoldID.random()
            var scope = Scope()
            scope[.tag("budget")] = "my-budget"
            scope[.run] = "run-1"
            let request = HoldRequest(
                id: gateway,
                lines: [HoldLine(budget: "my-budget", scope: "", base: 1_000)],
                expiresAtMs: sample.clock.nowMs + 60_000,
                isSent: false,
                context: CallContext(
                    principal: "key_gateway",
                    provider: "none",
                    modelRequested: "none",
                    modelResolved: "none",
                    policyID: "test",
                    policyVersion: sample.desk.policy.revision,
                    isEnforced: true,
                    priceBook: "",
                    scope: scope
                )
            )
            try await Self.apply(.hold(request), sample)
            #expect(try await sample.ledger.openHold(gateway) != nil)
            let refused = await other.commit(gateway.description, "1")
            #expect(refused.status == .rejected)
        }
    }

    @Test("each kind of id is good for its own alone")
    func kinds() async throws {
        let stored = StoredSample()
        var (call, session, jti) = ("", "", "")
        try await stored.life { sample throws in
            call = try await sample.decide(Sample.request(amount: "5000")).reservationIds[0]
            session = try await sample.reserve("10000")
            jti = try await Self.grant(sample, from: call).grantJti
            try await Self.checkKinds(sample, call, session, jti)
        }
        try await stored.life { sample throws in
            try await Self.checkKinds(sample, call, session, jti)
            #expect(try await sample.account()?.held == 15_000_000)
            #expect(try await sample.account()?.spent == 0)
            var child = Sample.request("child", amount: "100", run: "child")
            child.budgetGrantJti = jti
            #expect(try await sample.decide(child).decision == .continue)
            #expect(try await sample.delta(session, "d1", "1").error.message == "")
        }
    }

    private static func checkKinds(
        _ sample: Sample,
        _ call: String,
        _ session: String,
        _ jti: String
    ) async throws {
        for id in [call, session] {
            var child = Sample.request("child \(id)", amount: "100", run: "child")
            child.budgetGrantJti = id
            let request = child
            let error = await #expect(throws: RPCError.self) { try await sample.decide(request) }
            #expect(error?.code == .invalidArgument)
            var revoke = Wire.RevokeRequest()
            revoke.grantJti = id
            let revocation = revoke
            await #expect(throws: RPCError.self) {
                try await sample.service.revokeBudgetGrant(
                    request: revocation,
                    context: Sample.context
                )
            }
        }
        for id in [call, jti] {
            #expect(try await sample.delta(id, "d", "1").error.code == .reservationStateConflict)
            #expect(try await sample.end(id).error.code == .reservationStateConflict)
        }
        #expect(await sample.commit(jti, "1").status == .rejected)
    }
}
