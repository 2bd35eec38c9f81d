import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI answers: output seen beside output reported")
struct ChatVisibleTests {
    private static let counter = TokenCounter(.o200k)

    private static func answer(_ content: String) -> ChatAnswer {
        ChatAnswer(Array("{\"choices\":[{\"message\":{\"content\":\"\(content)\"}}]}".utf8))
    }

    private static func meter(_ pieces: [(choice: Int, text: String)]) -> ChatStreamMeter {
        var meter = ChatStreamMeter(choices: 2, clientAsksUsage: false, counter: counter)
        for piece in pieces {
            let event =
                "data: {\"id\":\"c\",\"choices\":[{\"delta\":{\"content\":\"\(piece.text)\"},"
                + "\"index\":\(piece.choice)}]}\n\n"
            Array(event.utf8).withUnsafeBytes { _ = meter.feed($0) }
        }
        return meter
    }

    @Test("a long stream in single letters counts as one text, but for its seams")
    func longStream() throws {
        let text = String(repeating: " word", count: 20_000)
        let meter = Self.meter(text.map { (0, String($0)) })
        #expect(meter.outputTokens == 100_000)
        let seen = try #require(meter.outputTokens(beyond: Usage(outputTokens: 19_999)))
        #expect((20_000...20_010).contains(seen))
        #expect(meter.outputTokens(beyond: Usage(outputTokens: 20_010)) == nil)
        #expect(meter.outputTokens(beyond: Usage(reasoningTokens: 20_010)) == nil)
    }

    @Test("the texts of two choices are counted apart, however they are mixed")
    func mixedChoices() {
        let word = "internationalization".map { String($0) }
        let meter = Self.meter(word.flatMap { [(0, $0), (1, $0)] })
        let both = 2 * Self.counter.count(Array("internationalization".utf8))
        #expect(meter.outputTokens(beyond: Usage(outputTokens: both - 1)) == both)
        #expect(meter.outputTokens(beyond: Usage(outputTokens: both)) == nil)
    }

    @Test("what a model did not write does not count: roles, names of calls, unknown members")
    func onlyItsText() {
        var meter = ChatStreamMeter(clientAsksUsage: false, counter: Self.counter)
        let event =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
            + "\"padding\":\"a b c d\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\"}]}}]}\n\n"
        Array(event.utf8).withUnsafeBytes { _ = meter.feed($0) }
        #expect(meter.outputTokens > 8)
        #expect(meter.outputTokens(beyond: Usage()) == nil)
    }

    @Test("a usage that is plausible for the bytes is believed without counting")
    func plausible() {
        let answer = Self.answer(String(repeating: " word", count: 80))
        #expect(answer.outputTokens(beyond: Usage(outputTokens: 50), Self.counter) == nil)
        #expect(answer.outputTokens(beyond: Usage(outputTokens: 49), Self.counter) == 80)
        #expect(answer.outputTokens(beyond: Usage(), Self.counter) == 80)
        #expect(Self.answer("").outputTokens(beyond: Usage(), Self.counter) == nil)
        #expect(ChatAnswer([]).outputTokens(beyond: Usage(), Self.counter) == nil)
    }

    @Test("of a very long answer as much is counted as an event loop has time for")
    func longAnswer() throws {
        let answer = Self.answer("x" + String(repeating: "é", count: 200_000))
        let seen = try #require(answer.outputTokens(beyond: Usage(), Self.counter))
        #expect((10_000...262_144).contains(seen))
    }
}
