import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("When a call costs money: usage beside what was seen")
struct UsageTests {
    private static let request = Chat.request(Chat.body(isStream: true))

    /// The input of ``request``, as it is counted here.
    private static let inputNanos: Int64 = 8 * 1_000

    @Test(
        "a usage far below what the answer shows is charged as seen, and counted",
        arguments: [
            (Chat.usage(0, 0), 1, Chat.cost(8, 1)), (Chat.usage(0, 0), 40, Chat.cost(8, 40)),
            (Chat.usage(20, 0), 40, Chat.cost(20, 40)), (Chat.usage(20, 3), 40, Chat.cost(20, 40)),
        ]
    )
    func smallUsage(_ usage: String, _ words: Int, _ cost: Int64) async throws {
        let content = String(repeating: " word", count: words)
        let body = Chat.answerBody(usage: usage, content: content)
        try await Rig.with(script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.text == body)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[cost]])
            #expect(rig.journal.settlements.map(\.evidence) == [.metered])
            let metrics = try await rig.ask(Chat.get("/metrics")).text
            #expect(metrics.contains("farthing_usage_mismatches_total 1\n"))
        }
    }

    @Test("the text of tool calls is seen as well")
    func smallUsageOfTools() async throws {
        let arguments = "{\\\"a\\\":\\\"" + String(repeating: " word", count: 40) + "\\\"}"
        let body =
            "{\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":"
            + "{\"name\":\"f\",\"arguments\":\"\(arguments)\"}}]},\"finish_reason\":\"tool_calls\"}],"
            + "\"usage\":\(Chat.usage(20, 1))}"
        try await Rig.with(script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            try await rig.untilClosed()
            #expect(try await rig.account().spent >= Chat.cost(20, 41))
        }
    }

    @Test("a usage that is as large as what can be seen stands, hidden output and all")
    func honestUsage() async throws {
        let content = String(repeating: " word", count: 40)
        let body = Chat.answerBody(usage: Chat.usage(20, 40), content: content)
        try await Rig.with(script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Chat.cost(20, 40)]])
            #expect(rig.journal.settlements.map(\.evidence) == [.reported])
        }
    }

    @Test(
        "a usage chunk below what the stream showed is charged as seen",
        arguments: [
            (Chat.usage(0, 0), inputNanos + 40 * 4_000), (Chat.usage(20, 0), Chat.cost(20, 40)),
            (Chat.usage(20, 39), Chat.cost(20, 40)),
        ]
    )
    func smallUsageOfStream(_ usage: String, _ cost: Int64) async throws {
        try await Rig.with(script: { _ in [.send(Chat.stream(words: 40, usage: usage))] }) { rig in
            #expect(try await rig.ask(Self.request).isFramed)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[cost]])
            #expect(rig.journal.settlements.map(\.evidence) == [.metered])
            let metrics = try await rig.ask(Chat.get("/metrics")).text
            #expect(metrics.contains("farthing_usage_mismatches_total 1\n"))
        }
    }

    @Test("an honest usage stands however small the pieces are in which the stream is cut")
    func smallPieces() async throws {
        let text = String(repeating: " word", count: 8)
        let stream =
            Chat.streamHead + text.map { Chat.chunk(Chat.event(String($0))) }.joined()
            + Chat.chunk(Chat.event(nil, finish: "stop") + Chat.usageEvent(Chat.usage(10, 8)))
            + Chat.chunk(Chat.done) + Chat.lastChunk
        try await Rig.with(script: { _ in [.send(stream)] }) { rig in
            #expect(try await rig.ask(Self.request).isFramed)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Chat.cost(10, 8)]])
            #expect(rig.journal.settlements.map(\.evidence) == [.reported])
        }
    }
}
