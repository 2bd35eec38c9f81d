import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("The HTTP companion: trace")
struct CompanionTraceTests {
    @Test("a rejected call gives its hold back, once and at each repeat")
    func rejected() async throws {
        try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
            let answer = try await rig.decide("1000", budget: "mine")
            let id = try #require(try answer.json()["reservation_id"]?.string)
            let first = try await rig.trace(id, "", outcome: "REJECTED")
            let again = try await rig.trace(id, "", outcome: "REJECTED")
            #expect(first.status == 200)
            #expect(again.body == first.body)
            #expect(rig.journal.releases == ["provider_error"])
            #expect(try await rig.account("mine") == (0, 0))
            let late = try await rig.trace(id, #","actual_amount_atomic":"1""#)
            #expect(late.status == 409)
        }
    }

    @Test(
        "nothing is charged for 0, what was held for nothing said, and more than was held as overrun"
    )
    func amounts() async throws {
        let cases: [(String, Int64)] = [
            (#","actual_amount_atomic":"0""#, 0), ("", 1_000_000),
            (#","actual_amount_atomic":"3000""#, 3_000_000),
        ]
        for (more, spent) in cases {
            try await Rig.with(Companion.setup([try Companion.claimed("mine", limit: 2_000_000)])) {
                rig in
                let answer = try await rig.decide("1000", budget: "mine")
                let id = try #require(try answer.json()["reservation_id"]?.string)
                let traced = try await rig.trace(id, more)
                #expect(traced.status == 200, "\(traced.text)")
                #expect(try await rig.account("mine") == (spent, 0))
            }
        }
    }

    @Test("a trace that comes after the hold's end is booked all the same")
    func late() async throws {
        try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
            let answer = try await rig.decide("1000", budget: "mine")
            let id = try #require(try answer.json()["reservation_id"]?.string)
            rig.clock.advance(byMs: 120_001)
            // Anything that happens ends what is over.
            _ = try await rig.decide("1", budget: "mine", key: "k2")
            #expect(try await rig.account("mine").held == 1_000)
            let traced = try await rig.trace(id, #","actual_amount_atomic":"900""#)
            #expect(traced.status == 200, "\(traced.text)")
            #expect(try await rig.account("mine") == (900_000, 1_000))
            #expect(rig.journal.settlements.map(\.kind) == [.late])
        }
    }

    @Test("nothing billed is lost: any amount is booked as overrun, also after the hold's end")
    func beyond() async throws {
        // Ten times the hold and a dollar is what the spend verbs take.
        let cases: [(String, Int64)] = [
            (#","actual_amount_atomic":"5000000""#, 5_000_000_000),
            (#","actual_amount_atomic":"900000000000000""#, Money.maxNanos),
        ]
        for (more, spent) in cases {
            for isLate in [false, true] {
                try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
                    let answer = try await rig.decide("1000", budget: "mine")
                    let id = try #require(try answer.json()["reservation_id"]?.string)
                    if isLate {
                        rig.clock.advance(byMs: 120_001)
                        _ = try await rig.decide("1", budget: "mine", key: "k2")
                    }
                    let traced = try await rig.trace(id, more)
                    #expect(traced.status == 200, "\(traced.text)")
                    #expect(try await rig.account("mine").spent == spent)
                    let again = try await rig.trace(id, more)
                    #expect(again.body == traced.body)
                    #expect(try await rig.account("mine").spent == spent)
                }
            }
        }
    }

    @Test("nobody settles or releases another key's reservation")
    func foreign() async throws {
        try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
            let answer = try await rig.decide("1000", budget: "mine")
            let id = try #require(try answer.json()["reservation_id"]?.string)
            for outcome in ["ACCEPTED", "REJECTED"] {
                let body = #"{"reservation_id":"\#(id)","outcome":"\#(outcome)"}"#
                let refused = try await rig.companion("trace", body, key: "fk_other")
                #expect(refused.status == 400)
                #expect(try refused.json()["reason"]?.string == "unknown_hold")
            }
            #expect(try await rig.account("mine") == (0, 1_000_000))
        }
    }
}
