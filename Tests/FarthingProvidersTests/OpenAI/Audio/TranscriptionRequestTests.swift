import FarthingCore
import FarthingProviders
import Testing

/// A form with a recording in it.
struct TranscriptionForm {
    var fields: [(name: String, value: String)]
    var recording: Recording?

    static let contentType = "multipart/form-data; boundary=xYz"

    init(
        _ recording: Recording?,
        _ fields: [(name: String, value: String)] = [("model", "whisper-1")]
    ) {
        self.recording = recording
        self.fields = fields
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func head(_ rest: String) {
            bytes += Array("--xYz\r\nContent-Disposition: form-data; name=\(rest)\r\n\r\n".utf8)
        }
        for field in fields {
            head("\"\(field.name)\"")
            bytes += Array("\(field.value)\r\n".utf8)
        }
        if let recording {
            head("\"file\"; filename=\"\(recording.name)\"\r\nContent-Type: audio/x")
            bytes += recording.bytes + Array("\r\n".utf8)
        }
        return bytes + Array("--xYz--\r\n".utf8)
    }

    func read(isTranslation: Bool = false) throws(RequestError) -> TranscriptionRequest {
        try TranscriptionRequest(
            bytes,
            contentType: Self.contentType,
            isTranslation: isTranslation
        )
    }
}

@Suite("OpenAI transcriptions: requests")
struct TranscriptionRequestTests {
    private static func price(_ model: String) throws -> ModelPrice {
        try #require(PriceBook.bundled().price(provider: "openai", model: model, atMs: 0))
    }

    @Test(
        "a recording is held by its seconds, whatever container it is in",
        arguments: Recording.all
    )
    func seconds(_ recording: Recording) throws {
        let request = try TranscriptionForm(recording).read()
        let bound = try request.bound(outputTokensMax: 0, counter: nil)
        let seconds = try #require(bound.inputAudioSecondsMax)
        #expect(seconds * 1_000_000 >= recording.microseconds)
        // 0.006 dollars a minute.
        let price = try Self.price("whisper-1")
        let limit = request.outputLimitTokens ?? -1
        let held = try request.bound(at: price, outputTokensMax: limit, counter: nil)
        #expect(try price.boundNanos(held) == seconds * 100_000)
        #expect(held.totalInputTokensMax == 0)
    }

    @Test(
        "models that are billed by tokens are held by twice ten a second, and their largest output"
    )
    func tokens() throws {
        let request = try TranscriptionForm(
            .named("tone.flac"),
            [("model", "gpt-4o-transcribe"), ("prompt", "Hello there"), ("stream", "true")]
        ).read()
        #expect(request.isStream && request.outputLimitTokens == nil)
        let price = try Self.price("gpt-4o-transcribe")
        #expect(price.maxOutputTokens == 2_000)
        let counted = try request.bound(
            at: price,
            outputTokensMax: 2_000,
            counter: TokenCounter(.o200k)
        )
        #expect(counted.audioTokensMax == 40)
        #expect(counted.inputTokensMax == 64 + 8 + 2)
        #expect(counted.outputTokensMax == 2_000)
        let bytes = try request.bound(at: price, outputTokensMax: 2_000, counter: nil)
        #expect(bytes.inputTokensMax == 64 + 8 + 11)
        #expect(
            try price.boundNanos(counted) == 40 * 6_000 + 74 * 2_500 + 2_000 * 10_000
        )
    }

    @Test("audio is never more than the context takes")
    func context() throws {
        var wave = try Recording.named("alaw.wav").bytes
        wave += [UInt8](repeating: 0x55, count: 16_000_000)
        let long = Recording(name: "long.wav", bytes: wave, microseconds: 0)
        let request = try TranscriptionForm(long, [("model", "gpt-4o-mini-transcribe")]).read()
        let price = try Self.price("gpt-4o-mini-transcribe")
        let bound = try request.bound(at: price, outputTokensMax: 2_000, counter: nil)
        #expect(bound.audioTokensMax == 16_000)
    }

    @Test(
        "fields that cost nothing pass",
        arguments: [
            ("language", "en"), ("temperature", "0.2"), ("response_format", "srt"),
            ("include[]", "logprobs"), ("timestamp_granularities[]", "word"), ("stream", "false"),
            ("keywords[]", "hedgehog"), ("languages[]", "en"), ("prompt", ""),
        ]
    )
    func fields(name: String, value: String) throws {
        let form = TranscriptionForm(
            try .named("pcm16.wav"),
            [("model", "whisper-1"), (name, value)]
        )
        let request = try form.read()
        #expect(request.contentType == "multipart/form-data; boundary=\"xYz\"")
        #expect(request.splices(RequestChanges(outputLimit: 9, pinsTier: true)).isEmpty)
        let takes = ["temperature", "response_format", "prompt"]
        if takes.contains(name) {
            #expect(throws: Never.self) { try form.read(isTranslation: true) }
        } else {
            #expect(throws: RequestError.self) { try form.read(isTranslation: true) }
        }
    }

    @Test("a priced or free field is in the table, and a refused one is refused by name")
    func table() throws {
        for fact in OpenAIRoutes.parameters where fact.route.hasPrefix("/v1/audio/trans") {
            let isTranslation = fact.route.hasSuffix("translations")
            let values = ["stream": "true", "response_format": "vtt", "model": "whisper-1"]
            let lists = ["keywords", "languages", "include", "timestamp_granularities"]
            var fields = [("model", "whisper-1")]
            let name = fact.name + (lists.contains(fact.name) ? "[]" : "")
            if name != "model", name != "file" { fields.append((name, values[name] ?? "x")) }
            let form = TranscriptionForm(try .named("pcm16.wav"), fields)
            if fact.treatment == .refused {
                let error = #expect(throws: RequestError.self) {
                    try form.read(isTranslation: isTranslation)
                }
                #expect(error?.code == .notPriced && error?.param == fact.name)
            } else {
                #expect(throws: Never.self) { try form.read(isTranslation: isTranslation) }
            }
        }
    }

    @Test(
        "what costs without a bound, or can be read in two ways, is refused",
        arguments: [
            ([("model", "whisper-1"), ("brand_new", "1")], RequestError.Code.notPriced),
            ([("model", "whisper-1"), ("chunking_strategy", "auto")], .notPriced),
            ([("model", "whisper-1"), ("chunking_strategy[type]", "server_vad")], .notPriced),
            ([("model", "whisper-1"), ("known_speaker_references[]", "data:x")], .notPriced),
            ([("model", "whisper-1"), ("model", "whisper-1")], .duplicateMember),
            ([("model", "whisper-1"), ("stream", "1")], .invalidValue),
            ([("model", "whisper-1"), ("response_format", "xml")], .invalidValue),
            ([("prompt", "x")], .missingParameter), ([("model", "")], .missingParameter),
        ]
    )
    func refused(fields: [(name: String, value: String)], code: RequestError.Code) throws {
        let form = TranscriptionForm(try .named("pcm16.wav"), fields)
        let error = #expect(throws: RequestError.self) { try form.read() }
        #expect(error?.code == code)
    }

    @Test("a recording whose name and bytes disagree, or that is none, is refused with what helps")
    func files() throws {
        let bytes = try Recording.named("pcm16.wav").bytes
        for name in ["x.mp3", "x.webm", "x.txt", "x", "x.flac"] {
            let recording = Recording(name: name, bytes: bytes, microseconds: 0)
            let error = #expect(throws: RequestError.self) {
                try TranscriptionForm(recording).read()
            }
            #expect(error?.code == .notPriced && error?.param == "file")
            #expect(error?.message.contains("wav") == true)
        }
        let error = #expect(throws: RequestError.self) { try TranscriptionForm(nil).read() }
        #expect(error?.code == .missingParameter)
    }

    @Test("a body that is no form is refused")
    func bodies() throws {
        let form = TranscriptionForm(try .named("pcm16.wav"))
        for type in [nil, "application/json", "multipart/form-data; boundary=other"] {
            let error = #expect(throws: RequestError.self) {
                try TranscriptionRequest(form.bytes, contentType: type)
            }
            #expect(error?.status == 400)
        }
    }
}
