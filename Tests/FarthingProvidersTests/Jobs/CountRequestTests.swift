import FarthingCore
import FarthingProviders
import Testing

@Suite("Counting by the provider")
struct CountRequestTests {
    private static func question(
        _ reader: any MeteredReader,
        _ body: String,
        _ target: String
    ) throws -> CountRequest? {
        let head = DialectHead(method: "POST", path: target[...])
        let request = try reader.read(Array(body.utf8), head)
        return request.isCountable ? request.countRequest(at: target) : nil
    }

    private static let claude =
        #"{"model":"claude-haiku-4-5","max_tokens":9,"temperature":1,"system":"S","stream":true,"#
        + #""metadata":{"user_id":"u"},"messages":[{"role":"user","content":"Hi"}]}"#

    @Test("Anthropic is asked with what is input, and its estimate is taken with a margin")
    func anthropic() throws {
        let asked = try #require(
            try Self.question(MessagesReader(), Self.claude, "/v1/messages")
        )
        #expect(asked.target == "/v1/messages/count_tokens")
        let members = try JSONDocument(asked.body).root.fields.map { $0.name.string }
        #expect(members == ["model", "messages", "system"])
        #expect(asked.count(inAnswer: Array(#"{"input_tokens":1000}"#.utf8))?.tokens == 1_084)
        for bad in ["{}", "x", #"{"input_tokens":-1}"#, #"{"input_tokens":9e18}"#, "[]"] {
            #expect(asked.count(inAnswer: Array(bad.utf8)) == nil)
        }
    }

    @Test("what a server tool adds is in no count")
    func serverTools() throws {
        let body =
            #"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","#
            + #""content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search","#
            + #""max_uses":1}]}"#
        #expect(try Self.question(MessagesReader(), body, "/v1/messages") == nil)
    }

    @Test("Gemini is asked with the whole request, audio apart")
    func gemini() throws {
        let reader = GenerateContentReader(model: "gemini-2.5-flash", isStream: true)
        let body =
            #"{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":5},"#
            + #""safetySettings":[]}"#
        let target = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
        let asked = try #require(try Self.question(reader, body, target))
        #expect(asked.target == "/v1beta/models/gemini-2.5-flash:countTokens")
        let request = try #require(
            try JSONDocument(asked.body).root.member("generateContentRequest" as StaticString)
        )
        let names = request.fields.map { $0.name.string }
        #expect(names == ["model", "contents", "generationConfig"])
        let answer =
            #"{"totalTokens":12,"promptTokensDetails":[{"modality":"TEXT","tokenCount":2},"#
            + #"{"modality":"AUDIO","tokenCount":10}]}"#
        let count = asked.count(inAnswer: Array(answer.utf8))
        #expect(count?.tokens == 2 && count?.audioTokens == 10)
    }

    private static func bedrockReader(_ target: String) throws -> any MeteredReader {
        let route = BedrockRoutes.route(DialectHead(method: "POST", path: target[...]))
        guard case .metered(let reader) = route else { throw RequestMissing() }
        return reader
    }

    private struct RequestMissing: Error {}

    @Test("Bedrock is asked about Converse and about a body of Anthropic's")
    func bedrock() throws {
        let target = "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/converse"
        let converse =
            #"{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"#
            + #""inferenceConfig":{"maxTokens":5}}"#
        let asked = try #require(try Self.question(Self.bedrockReader(target), converse, target))
        #expect(
            asked.target == "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens"
        )
        #expect(
            String(decoding: asked.body, as: UTF8.self)
                == #"{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}}}"#
        )
        #expect(asked.count(inAnswer: Array(#"{"inputTokens":8}"#.utf8))?.tokens == 8)
        let invoke =
            #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":"#
            + #"[{"role":"user","content":"Hi"}]}"#
        let place = "/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke"
        let other = try #require(try Self.question(Self.bedrockReader(place), invoke, place))
        let input = try JSONDocument(other.body).root.member("input" as StaticString)
        let body = input?.member("invokeModel" as StaticString)?.member("body" as StaticString)
        #expect(body?.string?.hasPrefix("eyJhbnRocm9waWNfdmVyc2lvbiI6") == true)
    }

    @Test("OpenAI's input is counted here")
    func openAI() throws {
        let body = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}"#
        #expect(try Self.question(ChatReader(), body, "/v1/chat/completions") == nil)
    }

    @Test("a count never makes a bound larger, and takes images for the dearest")
    func tightens() throws {
        let asked = try #require(
            try Self.question(MessagesReader(), Self.claude, "/v1/messages")
        )
        let count = try #require(asked.count(inAnswer: Array(#"{"input_tokens":100}"#.utf8)))
        let small = CallBound(inputTokensMax: 50, outputTokensMax: 9)
        #expect(count.tighten(small) == small)
        let large = CallBound(inputTokensMax: 5_000, outputTokensMax: 9)
        #expect(count.tighten(large).inputTokensMax == 166)
        let images = CallBound(inputTokensMax: 5_000, imageTokensMax: 10, outputTokensMax: 9)
        #expect(count.tighten(images).imageTokensMax == 166)
        #expect(count.tighten(images).inputTokensMax == 0)
    }
}
