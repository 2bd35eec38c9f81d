import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Spend verbs that wait")
struct SpendWaitTests {
    /// Two calls at a time, and a dear one only with somebody's yes.
    private static let policy: Policy = {
        let slots = Budget(
            id: "slots",
            unit: .concurrent,
            limit: 2,
            window: .total,
            thresholds: [Threshold(atBasisPoints: 10_000, action: .wait(deadlineMs: 30_000))]
                .compactMap { $0 }
        )
        let dear = Rule(
            id: "dear",
            conditions: [.cost(.greater, nanos: 500)],
            action: .approve(ApprovalTerms(group: "finance", waitMs: 20_000))
        )
        return Policy(id: "t", budgets: [Setup.money(limit: 10_000), slots], rules: [dear])
    }()

    @Test("a call that comes to wait for a yes lets those behind it have the room")
    func leavesTheLine() async throws {
        try await Rig.with(Setup(policy: Self.policy)) { rig in
            let first = try await rig.hold("{\"tool\":\"t\",\"amount\":1}")
            let second = try await rig.hold("{\"tool\":\"t\",\"amount\":2}")
            async let dear = rig.spend("hold", "{\"tool\":\"t\",\"amount\":501}")
            try await rig.until("it stands in line", { !rig.state.isNobodyWaiting })
            async let cheap = rig.spend("hold", "{\"tool\":\"t\",\"amount\":3}")
            // Should it come later, it finds the place free all the same.
            try await Task.sleep(for: .milliseconds(200))
            _ = try await rig.spend("release", "{\"id\":\"\(first)\"}")
            // The dear one asks, and the cheap one takes the place without waiting for the answer.
            #expect(try await cheap.status == 200)
            let asked = try #require(try await rig.ledger.approvals(limit: 1).first)
            #expect(asked.state == .pending)
            _ = try await rig.vote(asked.id, by: "alice")
            _ = try await rig.spend("release", "{\"id\":\"\(second)\"}")
            rig.clock.advance(byMs: 1_000)
            #expect(try await dear.status == 200)
        }
    }
}
