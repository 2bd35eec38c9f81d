import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import Testing

/// What is said of sessions whose budgets were edited, or that others have stopped.
@Suite("sidecar sessions after edits")
struct SessionEditTests {
    private static func apply(_ command: Command, _ sample: Sample) async throws {
        let outcomes = try await sample.ledger.apply([command], nowMs: sample.clock.nowMs)
        if case .refused(let refusal)? = outcomes.first { Issue.record("\(refusal)") }
    }

    private static func budget(_ limit: BudgetLimit, per: [Dimension] = []) throws -> Budget {
        try Budget(
            "my-budget",
            match: [Dimension.tag("budget"): "my-budget"],
            limit: limit,
            per: per,
            window: .total
        )
    }

    /// The same ledger after an edit, under a service that remembers nothing.
    private static func edited(_ sample: Sample, _ budget: Budget) async throws -> Sample {
        try await apply(.setBudget(budget, opening: [:]), sample)
        let counted = try Budget(
            "counted",
            match: [Dimension.tag("budget"): "my-budget"],
            limit: .calls(50),
            window: .total
        )
        return try sample.under(
            Policy("test", tenant: "acme") {
                budget
                counted
            }
        )
    }

    @Test("a session whose budget has other accounts since says what it has come to")
    func otherAccounts() async throws {
        let stored = StoredSample()
        var id = ""
        try await stored.life { sample throws in
            id = try await sample.reserve("10000")
            _ = try await sample.delta(id, "d1", "4000")
            let edited = try await Self.edited(sample, Self.budget(.usd("1.00"), per: [.run]))
            let second = try await edited.delta(id, "d2", "1000").accepted
            #expect(second.cumulativeCommittedAtomic == "5000", "\(second)")
            #expect(second.remainingAmountAtomic == "5000")
            let again = try await edited.delta(id, "d1", "4000").accepted
            #expect(again.cumulativeCommittedAtomic == "5000")
        }
        // The next life has the first policy again, and so other accounts once more.
        try await stored.life { sample throws in
            let third = try await sample.delta(id, "d3", "500").accepted
            #expect(third.cumulativeCommittedAtomic == "5500", "\(third)")
            #expect(third.remainingAmountAtomic == "4500")
            let ended = try await sample.end(id).accepted
            #expect(ended.committedAmountAtomic == "5500", "\(ended)")
            #expect(ended.releasedAmountAtomic == "4500")
        }
        try await stored.life { sample throws in
            let ended = try await sample.end(id).accepted
            #expect(ended.committedAmountAtomic == "5500", "\(ended)")
            #expect(ended.releasedAmountAtomic == "4500")
        }
    }

    @Test("what was held in one unit is never taken for a reserve in another")
    func converted() async throws {
        let stored = StoredSample()
        try await stored.life { sample throws in
            let own = try Self.budget(.usd("1.00"))
            var alpha = try Self.budget(.calls(50))
            alpha.id = "alpha"
            try await Self.apply(.setBudget(alpha, opening: [:]), sample)
            let policy = try Policy("test", tenant: "acme") {
                alpha
                own
            }
            let id = try await sample.under(policy).reserve("10000")
            var dollars = own
            dollars.id = "alpha"
            try await Self.apply(.setBudget(dollars, opening: [:]), sample)
            let edited = try sample.under(
                Policy("test", tenant: "acme") {
                    dollars
                    own
                }
            )
            let first = try await edited.delta(id, "d1", "1000").accepted
            #expect(first.remainingAmountAtomic == "9000", "\(first)")
            #expect(first.cumulativeCommittedAtomic == "")
        }
    }

    @Test(
        "a session of which nobody knows what was reserved says no figures, and its rest goes back"
    )
    func unknown() async throws {
        let sample = try await Sample()
        let id = try await sample.reserve("10000")
        _ = try await sample.delta(id, "d1", "4000")
        // This ledger keeps no entries.
        let restarted = try sample.restarted()
        let second = try await restarted.delta(id, "d2", "1000").accepted
        #expect(second.cumulativeCommittedAtomic == "", "\(second)")
        #expect(second.remainingAmountAtomic == "5000")
        try await Self.apply(.pause(budget: "my-budget", scope: nil, note: "halt"), sample)
        #expect(try await restarted.delta(id, "d3", "5001").error.code == .overrunReservation)
        let third = try await restarted.delta(id, "d3", "2000").accepted
        #expect(third.cumulativeCommittedAtomic == "", "\(third)")
        #expect(third.remainingAmountAtomic == "0")
        let ended = try await restarted.end(id)
        #expect(ended.error.code == .reservationStateConflict, "\(ended)")
        #expect(try await sample.account()?.held == 0)
        #expect(try await sample.account()?.spent == 7_000_000)
    }

    @Test("a part is not accepted where the budget counts another unit and nothing would be booked")
    func nothingBooked() async throws {
        let stored = StoredSample()
        try await stored.life { sample throws in
            let id = try await sample.reserve("10000")
            let edited = try await Self.edited(sample, Self.budget(.tokens(10_000)))
            #expect(try await sample.ledger.openHold(try #require(HoldID(id))) != nil)
            let first = try await edited.delta(id, "d1", "1000")
            #expect(first.error.code == .reservationStateConflict, "\(first)")
            #expect(try await edited.end(id).error.code == .reservationStateConflict)
            #expect(try await sample.ledger.openHold(try #require(HoldID(id))) == nil)
        }
    }

    @Test(
        "a part that was booked repeats with its own amount alone, whatever its budget counts since"
    )
    func otherAmount() async throws {
        let stored = StoredSample()
        try await stored.life { sample throws in
            let id = try await sample.reserve("10000")
            _ = try await sample.delta(id, "d1", "4000")
            let edited = try await Self.edited(sample, Self.budget(.tokens(10_000)))
            let other = try await edited.delta(id, "d1", "4001")
            #expect(other.error.code == .idempotencyConflict, "\(other)")
            let same = try await edited.delta(id, "d1", "4000").accepted
            #expect(same.committedDeltaAtomic == "4000", "\(same)")
            #expect(same.cumulativeCommittedAtomic == "")
        }
    }

    @Test("a stopped session is bounded after a restart too, and loses nothing that was spent")
    func stopped() async throws {
        let stored = StoredSample()
        var id = ""
        try await stored.life { sample throws in
            id = try await sample.reserve("10000")
            _ = try await sample.delta(id, "d1", "4000")
            let hold = try #require(HoldID(id))
            try await Self.apply(.release(hold, why: "everything is stopped"), sample)
        }
        try await stored.life { sample throws in
            #expect(try await sample.delta(id, "d2", "10001").error.code == .overrunReservation)
            let second = try await sample.delta(id, "d2", "6000").accepted
            #expect(second.cumulativeCommittedAtomic == "", "\(second)")
            #expect(second.remainingAmountAtomic == "0")
            #expect(try await sample.delta(id, "d3", "4001").error.code == .overrunReservation)
        }
        try await stored.life { sample throws in
            #expect(
                try await sample.delta(id, "d2", "6000").accepted.committedDeltaAtomic == "6000"
            )
            #expect(try await sample.delta(id, "d2", "6001").error.code == .idempotencyConflict)
            #expect(try await sample.delta(id, "d3", "4001").error.code == .overrunReservation)
            #expect(try await sample.account()?.spent == 10_000_000)
        }
    }

    @Test("a client that has released is done, also where others had ended the session before")
    func releasedByBoth() async throws {
        let stored = StoredSample()
        try await stored.life { sample throws in
            let stopped = try await sample.reserve("10000")
            let paused = try await sample.reserve("10000", "other")
            for id in [stopped, paused] { _ = try await sample.delta(id, "d1", "4000") }
            let hold = try #require(HoldID(stopped))
            try await Self.apply(.release(hold, why: "everything is stopped"), sample)
            try await Self.apply(.pause(budget: "my-budget", scope: nil, note: "halt"), sample)
            _ = try await sample.delta(paused, "d2", "1000")
            for (id, sum) in [(stopped, "4000"), (paused, "5000")] {
                #expect(try await sample.end(id).accepted.committedAmountAtomic == sum)
                let later = try await sample.delta(id, "d3", "1000")
                #expect(later.error.code == .reservationStateConflict, "\(later)")
                let again = try await sample.delta(id, "d1", "4000").accepted
                #expect(again.cumulativeCommittedAtomic == sum, "\(again)")
                #expect(try await sample.end(id).accepted.committedAmountAtomic == sum)
            }
            let second = try await sample.delta(paused, "d2", "1000").accepted
            #expect(second.cumulativeCommittedAtomic == "5000", "\(second)")
            #expect(try await sample.account()?.spent == 9_000_000)
        }
    }
}
