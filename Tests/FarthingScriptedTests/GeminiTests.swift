import FarthingCore
import FarthingScripted
import Testing

@Suite("scripted Gemini")
struct GeminiTests {
    private static func post(
        _ provider: ScriptedProvider,
        _ verb: String,
        _ body: String,
        model: String = "gemini-2.5-flash"
    ) async throws -> String {
        try await RawClient.exchange(
            port: provider.port,
            """
            POST /v1beta/models/\(model):\(verb) HTTP/1.1\r
            host: scripted\r
            content-length: \(body.utf8.count)\r
            connection: close\r
            \r
            \(body)
            """
        )
    }

    private static func content(_ steering: String, _ config: String = "") -> String {
        #"{"contents":[{"parts":[{"text":"Hi [[scripted \#(steering)]]"}]}],"#
            + #""generation_config":{\#(config)}}"#
    }

    private static func root(of answer: String) throws -> JSONNode {
        let body = try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last)
        return try JSONDocument(Array(body.utf8)).root
    }

    private static func events(of answer: String) throws -> [JSONNode] {
        try answer.split(separator: "\r\n")
            .filter { $0.hasPrefix("data: ") }
            .map { try JSONDocument(Array($0.dropFirst(6).utf8)).root }
    }

    @Test("thinking and text share the output limit, and the bill has both")
    func limit() async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "generateContent",
                Self.content("tokens=100;reasoning=30", #""max_output_tokens":64"#)
            )
            let root = try Self.root(of: answer)
            let candidate = try #require(root.member("candidates")?.elements.first { _ in true })
            #expect(candidate.member("finishReason")?.string == "MAX_TOKENS")
            let usage = try #require(root.member("usageMetadata"))
            #expect(usage.member("candidatesTokenCount")?.int64 == 34)
            #expect(usage.member("thoughtsTokenCount")?.int64 == 30)
            let call = try #require(provider.bill().first)
            #expect(call.completionTokens == 64 && call.reasoningTokens == 30)
            #expect(root.member("responseId")?.string == call.id)
        }
    }

    @Test("a stream's usage runs along, and its last chunk says why it ended")
    func stream() async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "streamGenerateContent?alt=sse",
                Self.content("tokens=40;chunk=4", #""thinkingConfig":{"thinkingBudget":0}"#)
            )
            let events = try Self.events(of: answer)
            let counts = events.map {
                $0.member("usageMetadata")?.member("candidatesTokenCount")?.int64 ?? 0
            }
            #expect(counts == (1...10).map { $0 * 4 } + [40])
            let last = events.last?.member("candidates")?.elements.first { _ in true }
            #expect(last?.member("finishReason")?.string == "STOP")
            let call = try #require(provider.bill().first)
            #expect(call.isStream && call.completionTokens == 40 && call.reasoningTokens == 0)
        }
    }

    @Test("errors have Google's shape, embeddings and counts their usage")
    func others() async throws {
        try await withProvider { provider in
            let failure = try await Self.post(
                provider,
                "generateContent",
                Self.content("fault=429")
            )
            let error = try #require(Self.root(of: failure).member("error"))
            #expect(error.member("code")?.int64 == 429)
            #expect(error.member("status")?.string == "RESOURCE_EXHAUSTED")
            let count = try await Self.post(
                provider,
                "countTokens",
                #"{"contents":[{"parts":[{"text":"a b c"}]}]}"#
            )
            #expect(try Self.root(of: count).member("totalTokens")?.int64 == 3)
            let item = #"{"content":{"parts":[{"text":"a b"}]}}"#
            let batch = try await Self.post(
                provider,
                "batchEmbedContents",
                #"{"requests":[\#(item),\#(item)]}"#,
                model: "gemini-embedding-001"
            )
            #expect(try Self.root(of: batch).member("embeddings")?.count == 2)
            let call = try #require(provider.bill().last)
            #expect(call.promptTokens == 4 && call.completionTokens == 0)
        }
    }
}
