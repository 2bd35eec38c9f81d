import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI transcriptions: answers")
struct TranscriptionAnswerTests {
    private static func request(
        _ model: String,
        _ format: String = "json"
    ) throws -> TranscriptionRequest {
        try TranscriptionForm(
            .named("tone.flac"),
            [("model", model), ("response_format", format)]
        ).read()
    }

    private static func answer(
        _ model: String,
        _ body: String,
        _ format: String = "json"
    ) throws -> any ReadAnswer {
        try request(model, format).readAnswer(Array(body.utf8))
    }

    @Test(
        "seconds that are reported are what is billed, begun ones whole",
        arguments: [("9", 9), ("8.47", 9), ("0", 0), ("0.001", 1), ("1e1", 10)]
    )
    func duration(seconds: String, billed: Int64) throws {
        let answer = try Self.answer(
            "whisper-1",
            #"{"text":"x","usage":{"type":"duration","seconds":\#(seconds)}}"#
        )
        #expect(answer.usage == Usage(inputAudioSeconds: billed))
        #expect(!answer.isMeasured)
    }

    @Test(
        "an answer without seconds is billed as measured",
        arguments: [
            ("json", #"{"text":"x"}"#), ("text", "x\n"), ("srt", "1\n"), ("vtt", "WEBVTT\n"),
            ("json", #"{"text":"x","usage":{"type":"duration","seconds":-1}}"#),
            ("json", #"{"text":"x","usage":{"type":"duration","seconds":"1"}}"#),
            ("json", #"{"text":"x","usage":{"type":"duration","seconds":65}}"#),
            ("json", #"{"text":"x","usage":{"type":"duration","seconds":1e9}}"#),
            ("json", #"{"text":"x","usage":{"type":"tokens","input_tokens":1,"output_tokens":1}}"#),
            ("text", #"{"usage":{"type":"duration","seconds":0}}"#), ("verbose_json", "{"),
        ]
    )
    func measured(format: String, body: String) throws {
        let answer = try Self.answer("whisper-1", body, format)
        #expect(answer.usage == Usage(inputAudioSeconds: 2))
        #expect(answer.isMeasured && answer.model == "whisper-1")
    }

    @Test("an error costs nothing")
    func errors() throws {
        for model in ["whisper-1", "gpt-4o-transcribe"] {
            #expect(try Self.answer(model, #"{"error":{"message":"x"}}"#).usage == nil)
        }
        #expect(try Self.answer("gpt-4o-transcribe", "x", "text").usage == nil)
    }

    @Test(
        "tokens are told apart, and what contradicts itself costs more",
        arguments: [
            (#""input_tokens":14,"output_tokens":45,"total_tokens":59"#, "", 0, 14, 45),
            (
                #""input_tokens":14,"output_tokens":45,"total_tokens":59"#,
                #""text_tokens":10,"audio_tokens":4"#, 10, 4, 45
            ),
            (#""input_tokens":14,"output_tokens":45"#, #""text_tokens":10"#, 10, 4, 45),
            (#""input_tokens":5,"output_tokens":1"#, #""text_tokens":9,"audio_tokens":9"#, 9, 9, 1),
            (#""input_tokens":5,"output_tokens":1,"total_tokens":90"#, "", 0, 5, 85),
        ]
    )
    func tokens(counts: String, details: String, text: Int64, audio: Int64, output: Int64) throws {
        let inner = details.isEmpty ? "" : #","input_token_details":{\#(details)}"#
        let answer = try Self.answer(
            "gpt-4o-transcribe",
            #"{"text":"x","usage":{"type":"tokens",\#(counts)\#(inner)}}"#
        )
        #expect(
            answer.usage
                == Usage(inputTokens: text, inputAudioTokens: audio, outputTokens: output)
        )
    }

    @Test("a model that is billed by tokens is never settled by seconds")
    func otherSort() throws {
        let body = #"{"text":"x","usage":{"type":"duration","seconds":1}}"#
        #expect(try Self.answer("gpt-4o-transcribe", body).usage == nil)
    }

    @Test("a text that is longer than its usage says is seen")
    func liar() throws {
        let text = String(repeating: "hedgehog ", count: 100)
        let answer = try Self.answer(
            "gpt-4o-transcribe",
            #"{"text":"\#(text)","usage":{"type":"tokens","input_tokens":20,"output_tokens":1}}"#
        )
        let usage = try #require(answer.usage)
        #expect(try #require(answer.outputTokens(beyond: usage, TokenCounter(.o200k))) > 100)
    }

    private static let stream = """
        data: {"type":"transcript.text.delta","delta":"Gr\\u00fc"}

        event: transcript.text.delta
        data: {"type":"transcript.text.delta","delta":"ße, hello"}

        data: {"type":"transcript.text.done","text":"Grüße, hello","usage":{"type":"tokens",\
        "input_tokens":14,"input_token_details":{"text_tokens":10,"audio_tokens":4},\
        "output_tokens":45,"total_tokens":59}}


        """

    @Test("a stream is passed on as it comes, and its last event has the usage")
    func streams() throws {
        let bytes = Array(Self.stream.utf8)
        for step in [1, 7, bytes.count] {
            var meter = try Self.request("gpt-4o-transcribe").makeMeter(TokenCounter(.o200k))
            var passed: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: step) {
                let piece = bytes[start..<min(bytes.count, start + step)]
                switch piece.withUnsafeBytes({ meter.feed($0) }) {
                case .piece: passed += piece
                case .bytes(let bytes): passed += bytes
                }
            }
            passed += meter.finish()
            #expect(passed == bytes)
            #expect(meter.hasEnded && meter.isDone && !meter.isBroken && !meter.sawError)
            #expect(
                meter.usage == Usage(inputTokens: 10, inputAudioTokens: 4, outputTokens: 45)
            )
            #expect(meter.outputTokens > 0 && meter.openChoiceCount == 0)
        }
    }

    @Test("a stream that is cut is charged as held, and can be ended")
    func cutStream() throws {
        let request = try Self.request("gpt-4o-transcribe")
        #expect(request.hidesOutput == true)
        var meter = request.makeMeter(nil)
        let half = Array(Self.stream.utf8.prefix(200))
        _ = half.withUnsafeBytes { meter.feed($0) }
        #expect(meter.usage == nil && !meter.hasEnded)
        let end = meter.endOfStream(promptTokens: nil)
        var client = request.makeMeter(nil)
        _ = end.withUnsafeBytes { client.feed($0) }
        #expect(client.isDone && !client.isBroken)
    }
}
