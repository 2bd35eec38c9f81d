import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Calls in many budgets")
struct ManyBudgetsTests {
    private static let fields = "x-farthing-agent: \(String(repeating: "a", count: 99))\r\n"

    /// Budgets of which each matches the agent above by another pattern.
    private static func setup(_ count: Int) throws -> Setup {
        var policy = Setup().policy
        policy.budgets = try (1...count).map { number in
            let pattern = try #require(Glob(String(repeating: "a", count: number) + "*"))
            return Setup.money(
                "b\(number)",
                limit: 1_000_000_000,
                match: Match([Match.Term(dimension: .agent, pattern: pattern)])
            )
        }
        return Setup(policy: policy)
    }

    @Test("a call counts in as many as a hold may have")
    func most() async throws {
        try await Rig.with(try Self.setup(HoldRequest.linesMax)) { rig in
            #expect(try await rig.ask(Chat.request(fields: Self.fields)).status == 200)
            try await rig.until("it is settled", { rig.journal.settlements.count == 1 })
            #expect(rig.journal.settlements.first?.amounts.count == HoldRequest.linesMax)
        }
    }

    @Test("in more it is refused, and told why")
    func tooMany() async throws {
        try await Rig.with(try Self.setup(HoldRequest.linesMax + 1)) { rig in
            let answer = try await rig.ask(Chat.request(fields: Self.fields))
            #expect(answer.status == 403 && answer.code == "too_many_budgets")
            #expect(answer.text.contains("65 budgets match this call"))
            let spend = try await rig.spend(
                "hold",
                "{\"tool\":\"t\",\"amount\":1000}",
                fields: Self.fields
            )
            #expect(spend.status == 403 && spend.code == "too_many_budgets")
            #expect(rig.provider.requests.isEmpty && rig.journal.holds.isEmpty)
        }
    }
}
