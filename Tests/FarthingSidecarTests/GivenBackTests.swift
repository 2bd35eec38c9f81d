import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import Testing

@Suite("what others have given back")
struct GivenBackTests {
    @Test("a call that a kill switch has stopped is paid all the same, once, also after a restart")
    func killed() async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            id = try await sample.decide(Sample.request()).reservationIds.first
            let hold = try #require(id.flatMap { HoldID($0) })
            _ = try await sample.ledger.apply(
                [.release(hold, why: "stopped by the kill switch")],
                nowMs: sample.clock.nowMs
            )
            #expect(try await sample.account()?.held == 0)
            #expect(await sample.commit(id, "300").status == .accepted)
            #expect(try await sample.account()?.spent == 300_000)
        }
        try await stored.life { sample throws in
            #expect(await sample.commit(id, "300").status == .accepted)
            #expect(try await sample.account()?.spent == 300_000)
            #expect(await sample.commit(id, "200", event: "e2").status == .accepted)
            #expect(try await sample.account()?.spent == 500_000)
        }
    }

    @Test(
        "what its own client gave back is not paid, also after a restart",
        arguments: [
            Wire.CallEnd.Outcome.providerError, .clientTimeout, .runAborted,
        ]
    )
    func givenUp(_ outcome: Wire.CallEnd.Outcome) async throws {
        let stored = StoredSample()
        var id: String?
        try await stored.life { sample throws in
            id = try await sample.decide(Sample.request()).reservationIds.first
            #expect(await sample.commit(id, "0", outcome: outcome).status == .accepted)
            #expect(await sample.commit(id, "300").status == .rejected)
        }
        try await stored.life { sample throws in
            #expect(await sample.commit(id, "300").status == .rejected)
            #expect(try await sample.account()?.spent == 0)
        }
    }

    @Test("tokens are charged as their share of the money that was held for what was claimed")
    func share() {
        let line = SidecarHold.Line(
            budget: "b",
            scope: "",
            unit: .money("USD"),
            rateNanos: nil,
            held: 600_001
        )
        let hold = SidecarHold(id: .random(), lines: [line], expiresAtMs: 0, sequence: 1)
        func charged(_ tokens: Int64, claimed: Int64?) -> [Int64] {
            CommitTerms(
                reservation: hold.id,
                id: "c",
                unit: WireUnit(id: "tokens", kind: .tokens),
                amount: tokens,
                evidence: .estimated
            ).amounts(hold, claimed: claimed)
        }
        #expect(charged(1_000, claimed: 1_000) == [600_001])
        #expect(charged(501, claimed: 1_000) == [300_601], "rounded up")
        #expect(charged(2_000, claimed: 1_000) == [1_200_002])
        #expect(charged(0, claimed: 1_000) == [0])
        // Nobody knows any more for how many tokens it was.
        #expect(charged(501, claimed: nil) == [600_001])
    }
}
