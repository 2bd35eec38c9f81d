/// Transcriptions and translations of recordings as metered routes.
package struct TranscriptionReader: MeteredReader {
    /// Translations take fewer fields.
    package let isTranslation: Bool

    package init(isTranslation: Bool = false) { self.isTranslation = isTranslation }

    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        try TranscriptionRequest(
            body,
            contentType: head.field("content-type"),
            isTranslation: isTranslation
        )
    }
}

/// A request to write down a recording: billed by its length, or by the tokens that it comes to.
package struct TranscriptionRequest: Sendable {
    /// Exactly what goes out.
    package let contentType: String
    package private(set) var model = ""
    /// The most that the recording can sound.
    package private(set) var length: AudioLength
    package private(set) var isStream = false
    /// Whether the answer is JSON, which is the only form that has a usage.
    package private(set) var answersJSON = true
    /// Prompt, keywords and languages, as the model reads them.
    package private(set) var texts: [String] = []

    /// Billed by the recording's length (OpenAI's pricing page, “Transcription and speech”).
    private static let modelsByLength: Set<String> = ["whisper-1", "gpt-transcribe"]

    /// Audio tokens of a second. OpenAI documents ten for what a user says in a realtime session
    /// (“Managing costs”) and none for transcriptions; twice as many are held.
    static let audioTokensPerSecond: Int64 = 20
    /// Text tokens that a request may have beside its own texts; none are documented.
    static let frameTokens: Int64 = 64
    /// Tokens that a text of a list may have beside its own.
    static let textFrameTokens: Int64 = 8

    /// Whether ``model`` is billed by the recording's length, and reports it.
    package var isByLength: Bool { Self.modelsByLength.contains(model) }

    /// Reads a body; throws for everything that cannot be read in one way only, whose length cannot be
    /// bounded, or that may cost without a price.
    package init(
        _ body: [UInt8],
        contentType: String?,
        isTranslation: Bool = false
    ) throws(RequestError) {
        let form: MultipartForm
        do throws(MultipartError) {
            let boundary = try MultipartBoundary(contentType: contentType)
            self.contentType = boundary.contentType
            form = try MultipartForm(body, boundary)
        } catch {
            throw RequestError(
                .invalidValue,
                param: nil,
                "The body of the request cannot be read as a form: \(error.message)."
            )
        }
        length = AudioLength.none
        var seen: Set<String> = []
        var file: MultipartPart?
        for part in form.parts {
            guard seen.insert(part.name).inserted || Self.isList(part.name) else {
                throw RequestError(
                    .duplicateMember,
                    param: part.name,
                    "The request cannot be read in one way only: a field is given twice."
                )
            }
            if part.name == "file" {
                file = part
            } else {
                try take(part, in: form, isTranslation: isTranslation)
            }
        }
        guard !model.isEmpty else { throw .missing("model") }
        guard let file else { throw .missing("file") }
        length = try Self.length(file, in: form)
    }

    private static func isList(_ name: String) -> Bool { name.hasSuffix("[]") }

    private mutating func take(
        _ part: MultipartPart,
        in form: MultipartForm,
        isTranslation: Bool
    ) throws(RequestError) {
        guard part.filename == nil, let text = form.text(of: part) else {
            throw RequestError(
                .invalidType,
                param: part.name,
                "Invalid type for a field of the form: expected a text in UTF-8."
            )
        }
        switch part.name {
        case "model": model = text
        case "prompt": texts.append(text)
        case "response_format": answersJSON = try Self.answersJSON(text)
        case "temperature": break
        case "language" where !isTranslation: break
        case "stream" where !isTranslation: isStream = try Self.flag(text)
        case "timestamp_granularities[]" where !isTranslation, "include[]" where !isTranslation:
            break
        case "keywords[]" where !isTranslation, "languages[]" where !isTranslation:
            texts.append(text)
        case "chunking_strategy", "chunking_strategy[type]":
            throw .unpriced(
                "chunking_strategy",
                "each of the pieces has a prompt and an output of its own, and nobody here knows "
                    + "how many there are; send shorter recordings"
            )
        default:
            throw .unpriced(Self.shown(part.name), "nobody here knows whether it costs money")
        }
    }

    private static func shown(_ name: String) -> String {
        name.utf8.count <= 64 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? name : "…"
    }

    private static func answersJSON(_ text: String) throws(RequestError) -> Bool {
        switch text {
        case "json", "verbose_json", "diarized_json": return true
        case "text", "srt", "vtt": return false
        default:
            throw RequestError(
                .invalidValue,
                param: "response_format",
                "Invalid value for 'response_format': expected json, text, srt, verbose_json, vtt "
                    + "or diarized_json."
            )
        }
    }

    private static func flag(_ text: String) throws(RequestError) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default:
            throw RequestError(
                .invalidValue,
                param: "stream",
                "Invalid value for 'stream': expected true or false."
            )
        }
    }

    private static func length(
        _ file: MultipartPart,
        in form: MultipartForm
    ) throws(RequestError) -> AudioLength {
        guard let name = file.filename, let format = AudioFormat(filename: name) else {
            throw .unpriced(
                "file",
                "its name must end in flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav or webm"
            )
        }
        do throws(AudioError) {
            return try AudioLength(of: form.bytes, file.content, as: format)
        } catch {
            throw RequestError(
                .notPriced,
                param: "file",
                "The recording is refused: its length cannot be bounded, since as "
                    + "\(format.rawValue) \(error.message). Send a wav (PCM), or an mp3 or flac "
                    + "that was encoded anew."
            )
        }
    }
}
