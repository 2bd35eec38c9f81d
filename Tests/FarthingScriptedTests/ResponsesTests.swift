import FarthingCore
import FarthingScripted
import Testing

@Suite("responses and embeddings")
struct ResponsesTests {
    private static func post(
        _ provider: ScriptedProvider,
        _ path: String,
        _ body: String
    ) async throws -> String {
        try await RawClient.exchange(
            port: provider.port,
            """
            POST \(path) HTTP/1.1\r
            host: scripted\r
            content-length: \(body.utf8.count)\r
            connection: close\r
            \r
            \(body)
            """
        )
    }

    private static func response(_ steering: String, _ more: String = "") -> String {
        #"{"model":"gpt-4o","input":"Hello [[scripted \#(steering)]] there"\#(more)}"#
    }

    /// The JSON text of a plain answer.
    private static func root(of answer: String) throws -> JSONNode {
        let body = try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last)
        return try JSONDocument(Array(body.utf8)).root
    }

    /// The data of a stream's events; whatever the pieces of HTTP's chunked coding are.
    private static func events(of answer: String) throws -> [JSONNode] {
        try answer.split(separator: "\n")
            .filter { $0.hasPrefix("data: ") }
            .map { try JSONDocument(Array($0.dropFirst(6).utf8)).root }
    }

    @Test("a plain response has as many words as the bill has tokens")
    func plain() async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "/v1/responses",
                Self.response("tokens=7;cached=2", #","user":"u1","instructions":"Be brief.""#)
            )
            let root = try Self.root(of: answer)
            #expect(root.member("status")?.string == "completed")
            let item = try #require(root.member("output")?.elements.first { _ in true })
            let part = try #require(item.member("content")?.elements.first { _ in true })
            #expect(part.member("text")?.string?.split(separator: " ").count == 7)
            let call = try #require(provider.bill().first)
            #expect(root.member("usage")?.member("input_tokens")?.int64 == Int64(call.promptTokens))
            #expect(root.member("usage")?.member("output_tokens")?.int64 == 7)
            #expect(call.user == "u1" && call.cachedTokens == 2 && call.completionTokens == 7)
            // Three each for beginning, instructions and message; two and four words.
            #expect(call.promptTokens == 15)
        }
    }

    @Test("a stream's events are numbered, and its end repeats what its pieces said")
    func stream() async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "/v1/responses",
                Self.response("tokens=30;reasoning=5", #","stream":true"#)
            )
            let events = try Self.events(of: answer)
            #expect(
                events.compactMap { $0.member("sequence_number")?.int64 }
                    == Array(0..<Int64(events.count))
            )
            let text = events.filter { $0.member("delta") != nil }
                .compactMap { $0.member("delta")?.string }.joined()
            #expect(text.split(separator: " ").count == 30)
            let last = try #require(events.last)
            #expect(last.member("type")?.string == "response.completed")
            let output = try #require(last.member("response")?.member("output"))
            #expect(output.elements.map { $0.member("type")?.string } == ["reasoning", "message"])
            let usage = last.member("response")?.member("usage")
            #expect(usage?.member("output_tokens")?.int64 == 35)
            let call = try #require(provider.bill().first)
            #expect(call.isStream && call.completionTokens == 35 && call.outcome == .whole)
        }
    }

    @Test("an output limit cuts the text and says so; one that is too small is refused")
    func limit() async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "/v1/responses",
                Self.response("tokens=50", #","max_output_tokens":16"#)
            )
            let root = try Self.root(of: answer)
            #expect(root.member("status")?.string == "incomplete")
            #expect(provider.bill().first?.completionTokens == 16)
            let refused = try await Self.post(
                provider,
                "/v1/responses",
                Self.response("tokens=50", #","max_output_tokens":15"#)
            )
            #expect(refused.hasPrefix("HTTP/1.1 400 "))
            #expect(provider.bill().count == 1)
        }
    }

    @Test(
        "faults are billed as they are for chat completions",
        arguments: [
            ("cut", true, BilledCall.Outcome.cut), ("500", false, .refused),
            ("502", false, .failed),
            ("no_usage", true, .whole), ("malformed", true, .whole),
        ]
    )
    func faults(fault: String, isStream: Bool, outcome: BilledCall.Outcome) async throws {
        try await withProvider { provider in
            _ = try await Self.post(
                provider,
                "/v1/responses",
                Self.response("tokens=20;fault=\(fault)", #","stream":\#(isStream)"#)
            )
            let call = try #require(try await provider.settledBill())
            #expect(call.outcome == outcome)
            if outcome == .cut {
                #expect((10..<20).contains(call.completionTokens))
            } else {
                #expect(call.completionTokens == (outcome == .refused ? 0 : 20))
            }
        }
    }

    @Test(
        "embeddings bill what they read and nothing else",
        arguments: [
            (#""one two three""#, 3, 1), (#"["a b","c"]"#, 3, 2), ("[1,2,3,4]", 4, 1),
            ("[[1,2],[3]]", 3, 2),
        ]
    )
    func embeddings(input: String, tokens: Int, vectors: Int) async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "/v1/embeddings",
                #"{"model":"text-embedding-3-small","input":\#(input),"dimensions":5}"#
            )
            let data = try #require(try Self.root(of: answer).member("data"))
            #expect(data.count == vectors)
            #expect(data.elements.allSatisfy { $0.member("embedding")?.count == 5 })
            let call = try #require(provider.bill().first)
            #expect(call.promptTokens == tokens && call.completionTokens == 0)
            #expect(call.outcome == .whole)
        }
    }
}
