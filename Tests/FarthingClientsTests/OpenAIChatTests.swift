import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

@Suite("OpenAI's chat completions through a guarded client")
struct OpenAIChatTests {
    @Test("a plain answer comes whole, and its bill is the provider's own to the nano")
    func plain() async throws {
        try await Rig.with { rig in
            let answer = try await rig.openAI("tokens=40").chat.completions.create(Asked.openAI())
            let billed = try rig.billed()
            let cost = Rig.nanos(billed, input: 150, output: 600)
            #expect(!answer.text.isEmpty)
            #expect(answer.finishReason == .stop)
            #expect(answer.model == "gpt-4o-mini")
            #expect(answer.id == billed.id)
            #expect(answer.usage?.outputTokens == 40)
            #expect(answer.json["object"].string == "chat.completion")
            #expect(answer.bill?.costNanos == cost)
            #expect(answer.bill?.evidence == .reported)
            #expect(answer.bill?.isBooked == true)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("a stream brings the same text piece by piece, and is billed to the nano when it is over")
    func streamed() async throws {
        try await Rig.with { rig in
            let stream = try await rig.openAI("tokens=40").chat.completions.stream(Asked.openAI())
            var text = ""
            var pieces = 0
            var usage: Usage?
            for try await delta in stream {
                if case .text(let more) = delta {
                    text += more
                    pieces += 1
                }
                if case .usage(let told) = delta { usage = told }
            }
            let billed = try rig.billed()
            #expect(billed.isStream)
            #expect(pieces > 3)
            #expect(usage?.outputTokens == 40)
            let cost = Rig.nanos(billed, input: 150, output: 600)
            #expect(stream.bill?.costNanos == cost)
            #expect(stream.bill?.evidence == .reported)
            #expect(try await rig.account() == (cost, 0))
        }
    }
}
