import FarthingScripted
import Testing

@Suite("answers")
struct AnswerTests {
    @Test("a plain answer has as many words as the bill has tokens")
    func plain() async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                chatMembers(
                    #""user":"u1","service_tier":"flex","metadata":{"scripted":"tokens=7"}"#
                ),
                headers: "x-request-tag: t1\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(content(of: answer).split(separator: " ").count == 7)
            #expect(answer.contains(#""prompt_tokens":8,"completion_tokens":7,"total_tokens":15"#))
            #expect(answer.contains(#""finish_reason":"stop""#))
            let call = try #require(provider.bill().first)
            #expect(call.tag == "t1" && call.user == "u1" && call.serviceTier == "flex")
            #expect(call.promptTokens == 8 && call.completionTokens == 7)
            #expect(call.outcome == .whole && !call.isStream)
        }
    }

    @Test(
        "steering is read from header, metadata and prompt, in this order of precedence",
        arguments: [(true, true, 3), (false, true, 4), (false, false, 5)]
    )
    func steering(hasHeader: Bool, hasMetadata: Bool, tokens: Int) async throws {
        let text = "Hi [[scripted tokens=5;reasoning=2]] there"
        let metadata = hasMetadata ? #","metadata":{"scripted":"tokens=4"}"# : ""
        try await withProvider { provider in
            _ = try await RawClient.chat(
                port: provider.port,
                #""model":"gpt-4o","messages":[{"role":"user","content":"\#(text)"}]\#(metadata)"#,
                headers: hasHeader ? "x-scripted: tokens=3\r\n" : ""
            )
            let call = try #require(provider.bill().first)
            #expect(call.completionTokens == tokens + 2)
            #expect(call.reasoningTokens == 2)
        }
    }

    @Test("the same request gets the same text")
    func isDeterministic() async throws {
        try await withProvider { provider in
            let first = try await RawClient.chat(port: provider.port, chatMembers())
            let second = try await RawClient.chat(port: provider.port, chatMembers())
            #expect(!content(of: first).isEmpty)
            #expect(content(of: first) == content(of: second))
        }
    }

    @Test("an output limit cuts every choice and counts thinking")
    func limit() async throws {
        try await withProvider { provider in
            let answer = try await RawClient.chat(
                port: provider.port,
                chatMembers(
                    #""n":3,"max_tokens":20,"metadata":{"scripted":"tokens=50;reasoning=15"}"#,
                    model: "o3"
                )
            )
            #expect(answer.occurrences(of: #""finish_reason":"length""#) == 3)
            let call = try #require(provider.bill().first)
            #expect(call.completionTokens == 60)
            #expect(call.reasoningTokens == 45)
        }
    }

    @Test("models that hide their thinking bill it")
    func reasoning() async throws {
        try await withProvider { provider in
            for model in ["gpt-5-mini", "o4-mini", "gpt-4o", "gpt-5-chat-latest"] {
                _ = try await RawClient.chat(port: provider.port, chatMembers(model: model))
            }
            let thinking = provider.bill().map { $0.reasoningTokens > 0 }
            #expect(thinking == [true, true, false, false])
        }
    }

    @Test("a stream sends the words of its usage, and usage only when asked")
    func stream() async throws {
        try await withProvider { provider in
            let steering = #""metadata":{"scripted":"tokens=40;chunk=1-4"}"#
            let silent = try await RawClient.chat(
                port: provider.port,
                chatMembers(#""stream":true,\#(steering)"#)
            )
            let telling = try await RawClient.chat(
                port: provider.port,
                chatMembers(#""stream":true,"stream_options":{"include_usage":true},\#(steering)"#)
            )
            for text in [silent, telling] {
                #expect(streamedWords(text) == 40)
                #expect(text.occurrences(of: #""finish_reason":"stop""#) == 1)
                #expect(text.hasSuffix("data: [DONE]\n\n\r\n0\r\n\r\n"))
            }
            #expect(!silent.contains("usage"))
            #expect(telling.occurrences(of: #""choices":[],"usage":{"prompt_tokens":8"#) == 1)
            #expect(telling.occurrences(of: #""usage":null"#) >= 12)
        }
    }

    @Test("a stream of several choices ends each of them once")
    func streamedChoices() async throws {
        try await withProvider { provider in
            let text = try await RawClient.chat(
                port: provider.port,
                chatMembers(#""stream":true,"n":3,"metadata":{"scripted":"tokens=9"}"#)
            )
            #expect(streamedWords(text) == 27)
            for index in 0..<3 {
                #expect(text.contains(#"{"index":\#(index),"delta":{},"#))
            }
            #expect(try #require(provider.bill().first).completionTokens == 27)
        }
    }

    @Test("requests on one connection are answered in their order")
    func pipelining() async throws {
        try await withProvider { provider in
            let models = "GET /v1/models/gpt-4o HTTP/1.1\r\nhost: s\r\n\r\n"
            let last = "GET /v1/models/none HTTP/1.1\r\nhost: s\r\nconnection: close\r\n\r\n"
            let text = try await RawClient.exchange(port: provider.port, models + models + last)
            #expect(text.occurrences(of: "HTTP/1.1 200 OK") == 2)
            #expect(text.occurrences(of: "HTTP/1.1 404 Not Found") == 1)
            #expect(text.contains("model_not_found"))
            #expect(provider.requestCount() == 3)
            #expect(provider.bill().isEmpty)
        }
    }

    @Test("bill, counts and reset are served over HTTP")
    func control() async throws {
        try await withProvider { provider in
            _ = try await RawClient.chat(port: provider.port, chatMembers())
            let bill = try await RawClient.get(port: provider.port, "/_scripted/bill")
            #expect(bill.body.contains(#"{"id":"chatcmpl-s1","#))
            let stats = try await RawClient.get(port: provider.port, "/_scripted/stats")
            #expect(stats.body.hasPrefix(#"{"requests":1,"open":0,"#))
            let reset = "POST /_scripted/reset HTTP/1.1\r\nhost: s\r\nconnection: close\r\n\r\n"
            _ = try await RawClient.exchange(port: provider.port, reset)
            #expect(provider.bill().isEmpty && provider.requestCount() == 0)
        }
    }

    @Test("a standalone provider ends when its task is cancelled")
    func standalone() async throws {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let running = Task {
            try await ScriptedProvider.runStandalone { continuation.yield($0.port) }
        }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let answer = try await RawClient.get(port: port, "/v1/models")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        running.cancel()
        try await running.value
        await #expect(throws: (any Error).self) {
            try await RawClient.get(port: port, "/v1/models")
        }
    }

    @Test("the bill keeps its bound and counts what it dropped")
    func bound() async throws {
        var options = quickOptions()
        options.billRowsMax = 2
        try await withProvider(options) { provider in
            for _ in 0..<3 {
                _ = try await RawClient.chat(port: provider.port, chatMembers())
            }
            #expect(provider.bill().count == 2)
            let stats = try await RawClient.get(port: provider.port, "/_scripted/stats")
            #expect(stats.contains(#""rows_dropped":1,"#) && stats.contains(#""whole":3"#))
        }
    }
}

/// The text of the one choice of a plain answer.
func content(of answer: String) -> String {
    guard let start = answer.firstRange(of: #""content":""#)?.upperBound,
        let end = answer[start...].firstIndex(of: "\"")
    else { return "" }
    return String(answer[start..<end])
}

/// Words in all text chunks of a stream.
func streamedWords(_ text: String) -> Int {
    text.components(after: #""delta":{"content":""#)
        .reduce(0) { $0 + $1.prefix { $0 != "\"" }.split(separator: " ").count }
}

extension String {
    /// What follows each occurrence of `part`.
    fileprivate func components(after part: String) -> [Substring] {
        ranges(of: part).map { self[$0.upperBound...] }
    }
}
