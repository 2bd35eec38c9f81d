import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI responses stream: the end of a cut stream")
struct ResponsesStreamEndTests {
    private static func log(_ bytes: [UInt8]) throws -> [JSONNode] {
        let text = String(decoding: bytes, as: UTF8.self)
        return try text.split(separator: "\n\n").map { event in
            let lines = event.split(separator: "\n")
            #expect(lines.count == 2)
            let root = try JSONDocument(Array(lines[1].dropFirst("data: ".count).utf8)).root
            #expect(lines[0] == "event: \(root.member("type")?.string ?? "")")
            return root
        }
    }

    @Test("a cut anywhere ends well: numbered on, with all the text that was passed on")
    func anywhere() throws {
        let stream = Array(ResponsesStream.beginning.utf8)
        for length in 0...stream.count {
            var meter = ResponsesStream.meter()
            var passed: [UInt8] = []
            switch stream.prefix(length).withUnsafeBytes({ meter.feed($0) }) {
            case .piece: passed += stream.prefix(length)
            case .bytes(let bytes): passed += bytes
            }
            passed += meter.endOfStream(promptTokens: 9)
            let events = try Self.log(passed)
            #expect(events.first?.member("type")?.string == "response.created")
            for (index, event) in events.enumerated() {
                #expect(event.member("sequence_number")?.int64 == Int64(index))
            }
            let last = try #require(events.last)
            #expect(last.member("type")?.string == "response.incomplete")
            let response = try #require(last.member("response"))
            #expect(response.member("status")?.string == "incomplete")
            let details = response.member("incomplete_details")
            #expect(details?.member("reason")?.string == "max_output_tokens")
            let deltas = events.compactMap { $0.member("delta")?.string }.joined()
            let items = response.member("output").map { Array($0.elements) } ?? []
            let parts = items.flatMap { $0.member("content").map { Array($0.elements) } ?? [] }
            #expect(parts.compactMap { $0.member("text")?.string }.joined() == deltas)
            let finals = events.compactMap { event in
                event.member("type")?.string == "response.output_text.done"
                    ? event.member("text")?.string : nil
            }
            #expect(finals.joined() == deltas)
        }
    }

    @Test("it repeats the response as it began, and reports what was counted")
    func identity() throws {
        var meter = ResponsesStream.meter()
        _ = ResponsesStream.pass(ResponsesStream.beginning, through: &meter)
        let events = try Self.log(meter.endOfStream(promptTokens: 9))
        #expect(
            events.compactMap { $0.member("type")?.string } == [
                "response.output_text.done", "response.content_part.done",
                "response.output_item.done", "response.incomplete",
            ]
        )
        let response = try #require(events.last?.member("response"))
        #expect(response.member("id")?.string == "resp_A")
        #expect(response.member("instructions")?.string == "Be.")
        #expect(response.member("model")?.string == "gpt-4o-2024-08-06")
        #expect(response.member("tools")?.kind == .array)
        #expect(response.member("usage")?.member("output_tokens")?.int64 == 6)
        #expect(response.member("usage")?.member("total_tokens")?.int64 == 15)
        let item = try #require(response.member("output")?.elements.first { _ in true })
        #expect(item.member("id")?.string == "msg_1")
        #expect(item.member("status")?.string == "incomplete")
    }

    @Test("a call that is cut is in the output as incomplete, and nobody is told that it is done")
    func call() throws {
        var meter = ResponsesStream.meter()
        let stream =
            ResponsesStream.created
            + ResponsesStream.event(
                "response.output_item.added",
                1,
                #""output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"c","#
                    + #""name":"f","arguments":"","status":"in_progress"}"#
            )
            + ResponsesStream.event(
                "response.function_call_arguments.delta",
                2,
                #""item_id":"fc_1","output_index":0,"delta":"{\"a\":""#
            )
        _ = ResponsesStream.pass(stream, through: &meter)
        let events = try Self.log(meter.endOfStream(promptTokens: nil))
        #expect(events.count == 1)
        #expect(events[0].member("sequence_number")?.int64 == 3)
        let response = try #require(events[0].member("response"))
        #expect(response.member("usage")?.isNull == true)
        let item = try #require(response.member("output")?.elements.first { _ in true })
        #expect(item.member("arguments")?.string == #"{"a":"#)
        #expect(item.member("status")?.string == "incomplete")
    }

    @Test("finished items stay as they were; more than may be kept leaves the output empty")
    func kept() throws {
        var meter = ResponsesStream.meter()
        let stream = ResponsesStream.beginning + ResponsesStream.done("Hello world", 5)
        _ = ResponsesStream.pass(stream, through: &meter)
        var events = try Self.log(meter.endOfStream(promptTokens: 1))
        #expect(events.count == 1)
        var output = try #require(events[0].member("response")?.member("output"))
        #expect(output.count == 1)
        let long = String(repeating: "word ", count: 100_000)
        for number in 7..<18 {
            _ = ResponsesStream.pass(ResponsesStream.text(long, number), through: &meter)
        }
        events = try Self.log(meter.endOfStream(promptTokens: 1))
        output = try #require(events.last?.member("response")?.member("output"))
        #expect(events.count == 1)
        #expect(output.count == 0)
    }
}
