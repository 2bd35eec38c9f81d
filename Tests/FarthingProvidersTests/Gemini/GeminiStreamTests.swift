import FarthingCore
import FarthingProviders
import Testing

/// Streams for the tests of the meter.
enum GeminiStreamSample {
    static func chunk(
        _ text: String,
        _ index: Int = 0,
        finish: String? = nil,
        usage: String? = nil
    ) -> String {
        let reason = finish.map { ",\"finishReason\":\"\($0)\"" } ?? ""
        let tail = usage.map { ",\"usageMetadata\":\($0)" } ?? ""
        return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\(text)\"}],"
            + "\"role\":\"model\"}\(reason),\"index\":\(index)}]\(tail),"
            + "\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r1\"}\r\n\r\n"
    }

    static func usage(_ output: Int, thoughts: Int = 0) -> String {
        "{\"promptTokenCount\":9,\"candidatesTokenCount\":\(output),"
            + "\"totalTokenCount\":\(9 + output + thoughts),\"thoughtsTokenCount\":\(thoughts)}"
    }

    /// What a meter passes on of a stream that arrives cut at `cuts`.
    static func pass(
        _ stream: [UInt8],
        through meter: inout GeminiStreamMeter,
        cuts: [Int] = []
    ) -> [UInt8] {
        var passed: [UInt8] = []
        var start = 0
        for end in cuts.sorted() + [stream.count] {
            let piece = Array(stream[start..<end])
            switch piece.withUnsafeBytes({ meter.feed($0) }) {
            case .piece: passed += piece
            case .bytes(let bytes): passed += bytes
            }
            start = end
        }
        return passed + meter.finish()
    }

    @discardableResult
    static func pass(_ text: String, through meter: inout GeminiStreamMeter) -> [UInt8] {
        pass(Array(text.utf8), through: &meter)
    }
}

@Suite("Gemini stream")
struct GeminiStreamTests {
    private typealias Sample = GeminiStreamSample

    private static let stream =
        Sample.chunk("Hello", usage: Sample.usage(2, thoughts: 30))
        + Sample.chunk(" world, how are you?", usage: Sample.usage(8, thoughts: 30))
        + Sample.chunk("", finish: "STOP", usage: Sample.usage(9, thoughts: 30))

    @Test("a stream passes byte for byte, and its last usage is what it cost")
    func plain() {
        var meter = GeminiStreamMeter()
        let passed = Sample.pass(Self.stream, through: &meter)
        #expect(String(decoding: passed, as: UTF8.self) == Self.stream)
        #expect(meter.usage == Usage(inputTokens: 9, outputTokens: 9, reasoningTokens: 30))
        #expect(meter.outputTokens == 39)
        #expect(meter.model == "gemini-2.5-flash")
        #expect(meter.hasEnded && meter.isDone && !meter.isBroken && !meter.sawError)
        #expect(meter.openChoiceCount == 0)
        #expect(meter.endOfStream(promptTokens: 9) == [])
        #expect(meter.closingNote("cost") == [])
    }

    @Test("any cut passes on the same bytes and counts the same, with any line ends")
    func cuts() {
        var random = SystemRandomNumberGenerator()
        for lineEnd in ["\n", "\r\n", "\r"] {
            let stream = Array(Self.stream.replacing("\r\n", with: lineEnd).utf8)
            for round in 0..<300 {
                var cuts = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                    Int.random(in: 0...stream.count, using: &random)
                }
                if round == 0 { cuts = Array(0..<stream.count) }
                var meter = GeminiStreamMeter()
                #expect(Sample.pass(stream, through: &meter, cuts: cuts) == stream)
                #expect(meter.usage?.totalTokens == 48)
                #expect(meter.outputTokens == 39)
            }
        }
    }

    @Test("running usage is known before the end, and is no usage yet")
    func running() {
        var meter = GeminiStreamMeter()
        Sample.pass(Sample.chunk("Hello", usage: Sample.usage(2, thoughts: 5)), through: &meter)
        #expect(meter.usage == nil)
        #expect(
            meter.partialUsage == Usage(inputTokens: 9, outputTokens: 2, reasoningTokens: 5)
        )
        #expect(meter.outputTokens == 7)
        #expect(!meter.hasEnded)
        // Shown since the last report: each byte may be a token.
        Sample.pass(Sample.chunk("grün"), through: &meter)
        #expect(meter.outputTokens == 12)
        Sample.pass(Sample.chunk("!", usage: Sample.usage(4, thoughts: 5)), through: &meter)
        #expect(meter.outputTokens == 9)
    }

    @Test("reports that leave out the output, or lag far behind, do not hide what is shown")
    func lagging() {
        var meter = GeminiStreamMeter()
        let prompt = #"{"promptTokenCount":9,"totalTokenCount":9}"#
        Sample.pass(Sample.chunk("Hello", usage: prompt), through: &meter)
        #expect(meter.outputTokens == 5)
        let long = String(repeating: "word ", count: 320)
        Sample.pass(Sample.chunk(long, usage: Sample.usage(1)), through: &meter)
        #expect(meter.outputTokens == 100)
    }

    @Test("a usage behind the end counts, a smaller one later does not lower it")
    func late() {
        var meter = GeminiStreamMeter()
        Sample.pass(
            Sample.chunk("a", usage: Sample.usage(1)) + Sample.chunk("b", finish: "STOP"),
            through: &meter
        )
        #expect(meter.hasEnded)
        #expect(meter.usage == nil)
        let last = "data: {\"usageMetadata\":\(Sample.usage(7))}\n\n"
        Sample.pass(last + "data: {\"usageMetadata\":\(Sample.usage(2))}\n\n", through: &meter)
        #expect(meter.usage?.outputTokens == 7)
    }

    @Test("a usage that says that nothing was put out is none where text was shown")
    func zero() {
        var meter = GeminiStreamMeter()
        Sample.pass(Sample.chunk("text", finish: "STOP", usage: Sample.usage(0)), through: &meter)
        #expect(meter.hasEnded)
        #expect(meter.usage == nil)
        // Neither is a running one: bytes count instead.
        var zeros = GeminiStreamMeter()
        let nothing = #"{"promptTokenCount":0,"candidatesTokenCount":0,"totalTokenCount":0}"#
        Sample.pass(Sample.chunk("text", usage: nothing), through: &zeros)
        #expect(zeros.partialUsage == nil)
        #expect(zeros.outputTokens == 4)
        var silent = GeminiStreamMeter()
        Sample.pass(Sample.chunk("", finish: "SAFETY", usage: Sample.usage(0)), through: &silent)
        #expect(silent.usage == Usage(inputTokens: 9))
    }

    @Test("a stream ends when each candidate has its reason, or the prompt is refused")
    func ends() {
        var meter = GeminiStreamMeter(choices: 2)
        Sample.pass(Sample.chunk("a", 1, finish: "STOP"), through: &meter)
        #expect(meter.openChoiceCount == 1)
        Sample.pass(Sample.chunk("a", finish: "FINISH_REASON_UNSPECIFIED"), through: &meter)
        #expect(!meter.hasEnded)
        Sample.pass(Sample.chunk("a", finish: "MAX_TOKENS"), through: &meter)
        #expect(meter.hasEnded)
        var blocked = GeminiStreamMeter()
        Sample.pass(
            "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},"
                + "\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}}\n\n",
            through: &blocked
        )
        #expect(blocked.hasEnded)
        #expect(blocked.usage == Usage(inputTokens: 3))
    }

    @Test("a cut stream ends in the dialect's own words, which the meter reads as an end")
    func cut() {
        var meter = GeminiStreamMeter(choices: 2)
        Sample.pass(
            Sample.chunk("a", 0, finish: "STOP")
                + Sample.chunk("b", 1, usage: Sample.usage(5, thoughts: 3)),
            through: &meter
        )
        let end = String(decoding: meter.endOfStream(promptTokens: 100), as: UTF8.self)
        #expect(
            end == "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],"
                + "\"role\":\"model\"},\"finishReason\":\"MAX_TOKENS\",\"index\":1}],"
                + "\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":5,"
                + "\"thoughtsTokenCount\":3,\"totalTokenCount\":17},"
                + "\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r1\"}\r\n\r\n"
        )
        Sample.pass(end, through: &meter)
        #expect(meter.hasEnded && meter.usage?.totalTokens == 17)
        let empty = GeminiStreamMeter().endOfStream(promptTokens: 4)
        #expect(String(decoding: empty, as: UTF8.self).contains("\"promptTokenCount\":4"))
    }

    @Test("all that a candidate shows counts, and sealed thoughts do not")
    func parts() {
        func tokens(_ part: String) -> Int64 {
            var meter = GeminiStreamMeter()
            Sample.pass(
                "data: {\"candidates\":[{\"content\":{\"parts\":[\(part)]}}]}\n\n",
                through: &meter
            )
            return meter.outputTokens
        }
        #expect(tokens(#"{"text":"thinking","thought":true}"#) == 8)
        #expect(tokens(#"{"functionCall":{"name":"f","args":{"a":12}}}"#) == 4 + 1 + 4 + 1 + 2)
        #expect(tokens(#"{"text":"","thoughtSignature":"AAAAAAAA"}"#) == 0)
        #expect(tokens(#"{"inlineData":{"mimeType":"image/png","data":"AAAA"}}"#) == 2_520)
    }

    @Test("errors inside a stream, and what is no chunk, are passed on and reported")
    func broken() {
        for text in ["data: nonsense\n\n", "data: []\n\n", "data: {\"a\":1,\"a\":2}\n\n"] {
            var meter = GeminiStreamMeter()
            #expect(Sample.pass(text, through: &meter) == Array(text.utf8))
            #expect(meter.isBroken)
        }
        var meter = GeminiStreamMeter()
        Sample.pass("data: {\"error\":{\"code\":503,\"message\":\"x\"}}\n\n", through: &meter)
        #expect(meter.sawError && !meter.isBroken && !meter.hasEnded)
        var small = GeminiStreamMeter(eventBytesMax: 64)
        Sample.pass(Sample.chunk("a"), through: &small)
        #expect(small.isBroken)
    }

    @Test("random bytes never crash, and what is passed on is what came")
    func noise() {
        var random = SystemRandomNumberGenerator()
        let original = Array(Self.stream.utf8)
        for _ in 0..<2_000 {
            var stream = original
            for _ in 0..<6 {
                stream[Int.random(in: 0..<stream.count, using: &random)] = .random(in: 0...255)
            }
            let cuts = (0..<5).map { _ in Int.random(in: 0...stream.count, using: &random) }
            var meter = GeminiStreamMeter(choices: 3)
            #expect(Sample.pass(stream, through: &meter, cuts: cuts) == stream)
            _ = meter.endOfStream(promptTokens: 1)
        }
    }
}
