import FarthingCore
import FarthingGateway
import Testing

@Suite("Runs: streams under an allowance")
struct RunStreamTests {
    private static func steps(words: Int) -> [FakeProvider.Step] {
        let piece = Chat.chunk(String(repeating: Chat.event(" word"), count: 10))
        let sent = (0..<words / 10).flatMap { _ -> [FakeProvider.Step] in
            [.send(piece), .wait(ms: 2)]
        }
        let end = Chat.event(nil, finish: "stop") + Chat.usageEvent(Chat.usage(8, words))
        return [.send(Chat.streamHead)] + sent + [
            .send(Chat.chunk(end + Chat.done) + Chat.lastChunk)
        ]
    }

    @Test("a metered stream is extended out of its allowance, and cut where that is at its end")
    func metered() async throws {
        let steps = Self.steps(words: 600)
        var policy = RunAllowanceTests.policy
        policy.budgets[0].holdMode = .metered
        // Some 320 of the 600 words; the parent has plenty beside it.
        let carved: Int64 = 20_000 + 320 * 4_000
        try await Rig.with(Setup(policy: policy), script: { _ in steps }) { rig in
            let child = try await rig.carve("{\"amount\":\(carved)}", RunAllowanceTests.parent)
            let body = Chat.body(maxTokens: 4_000, isStream: true)
            let answer = try await rig.ask(Chat.request(body, fields: child.fields))
            #expect(answer.isFramed)
            #expect(answer.text.contains("\"finish_reason\":\"length\""))
            try await rig.until("it is settled", { rig.journal.settlements.count == 1 })
            #expect(rig.journal.extensions.count >= 1)
            let (spent, held) = try await rig.account("run")
            #expect(spent > 200 * 4_000)
            #expect(spent + held == carved)
            _ = try await rig.spend("release", "{\"id\":\"\(child.id)\"}")
            #expect(try await rig.account("run") == (spent, 0))
        }
    }

    @Test("a fitted call is written down to what its allowance affords")
    func fitted() async throws {
        var policy = RunAllowanceTests.policy
        policy.budgets[0].holdMode = .fitted
        let carved: Int64 = 20_000 + 500 * 4_000
        try await Rig.with(Setup(policy: policy)) { rig in
            let child = try await rig.carve("{\"amount\":\(carved)}", RunAllowanceTests.parent)
            let request = Chat.request(Chat.body(maxTokens: 4_000), fields: child.fields)
            let answer = try await rig.ask(request)
            #expect(answer.status == 200)
            let limit = try #require(answer.field("x-farthing-output-limit").flatMap { Int($0) })
            #expect((490...505).contains(limit))
        }
    }
}
