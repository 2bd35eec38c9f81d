import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI chat stream: the end of a cut stream")
struct ChatStreamEndTests {
    @Test("a cut in the middle of an event still ends well")
    func cut() throws {
        let stream = Array((StreamSample.text("Hello") + StreamSample.text(" world")).utf8)
        for length in 0...stream.count {
            var meter = StreamSample.meter(choices: 2, asks: true)
            var passed: [UInt8] = []
            switch stream.prefix(length).withUnsafeBytes({ meter.feed($0) }) {
            case .piece: passed += stream.prefix(length)
            case .bytes(let bytes): passed += bytes
            }
            passed += meter.endOfStream(promptTokens: 9)
            let log = try EventLog.of(passed)
            let chunks = try log.data.map { try #require($0) }
            #expect(chunks.last == "[DONE]")
            for chunk in chunks.dropLast() {
                #expect(throws: Never.self) { try JSONDocument(Array(chunk.utf8)) }
            }
            #expect(chunks.count == 3 + Int(meter.outputTokens))
        }
    }

    @Test(
        "it has the stream's own identity, finishes open choices only, and reports usage if asked"
    )
    func contents() throws {
        var meter = StreamSample.meter(choices: 3, asks: true)
        let stream = StreamSample.text("Hello") + StreamSample.finish(1)
        _ = Array(stream.utf8).withUnsafeBytes { meter.feed($0) }
        let log = try EventLog.of(meter.endOfStream(promptTokens: 9))
        #expect(
            log.data == [
                #"{"id":"chatcmpl-\u0041","object":"chat.completion.chunk","created":1700000000,"#
                    + #""model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{},"logprobs":null,"#
                    + #""finish_reason":"length"},{"index":2,"delta":{},"logprobs":null,"#
                    + #""finish_reason":"length"}],"usage":null}"#,
                #"{"id":"chatcmpl-\u0041","object":"chat.completion.chunk","created":1700000000,"#
                    + #""model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":9,"#
                    + #""completion_tokens":1,"total_tokens":10}}"#,
                "[DONE]",
            ]
        )
    }

    @Test("without a question for usage there is none, and without a chunk there is an identity")
    func bare() throws {
        let meter = StreamSample.meter()
        let text = String(decoding: meter.endOfStream(promptTokens: 9), as: UTF8.self)
        #expect(!text.contains("usage"))
        #expect(text.contains(#""finish_reason":"length""#))
        #expect(text.contains(#""id":"chatcmpl-farthing""#))
        #expect(text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test("a preamble without identity does not lend its own")
    func preamble() {
        var meter = StreamSample.meter()
        let stream = "data: {\"id\":\"\",\"created\":0,\"model\":\"\",\"choices\":[]}\n\n"
        _ = Array((stream + StreamSample.text("a")).utf8).withUnsafeBytes { meter.feed($0) }
        #expect(meter.model == "gpt-4o-2024-08-06")
        let end = String(decoding: meter.endOfStream(), as: UTF8.self)
        #expect(end.contains(#""created":1700000000"#))
    }

    @Test("a hostile identity is not repeated at length")
    func longIdentity() {
        var meter = StreamSample.meter()
        let id = String(repeating: "x", count: 10_000)
        let chunk = "data: {\"id\":\"\(id)\",\"choices\":[]}\n\n"
        _ = Array(chunk.utf8).withUnsafeBytes { meter.feed($0) }
        #expect(meter.endOfStream().count < 1000)
    }
}
