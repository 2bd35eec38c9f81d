package import FarthingCore

/// Speech as a metered route.
package typealias SpeechReader = BodyReader<SpeechRequest>

/// A request to read a text aloud that may pass: a model that is billed by the text's characters.
package struct SpeechRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument
    package private(set) var model = ""
    /// Characters that may be billed. Those beyond the first 65,536 of Unicode count twice, since no
    /// source says how they are counted.
    package private(set) var characters: Int64 = 0

    private var hasInput = false

    /// The models that are billed by characters; later ones bill the audio that they make, which no
    /// source bounds (OpenAI's pricing page, “Transcription and speech”).
    private static let models: [StaticString] = [
        "tts-1", "tts-1-1106", "tts-1-hd", "tts-1-hd-1106",
    ]

    package init(_ document: JSONDocument) throws(RequestError) {
        self.document = document
        for field in document.root.fields { try take(field.name, field.value) }
        guard !model.isEmpty else { throw .missing("model") }
        guard hasInput else { throw .missing("input") }
    }

    private mutating func take(_ name: JSONNode, _ value: JSONNode) throws(RequestError) {
        if name.equals("model") {
            guard let text = value.string else {
                throw .type("model", expected: "a string", got: value)
            }
            guard Self.models.contains(where: { value.equals($0) }) else {
                throw .unpriced("model", "only tts-1 and tts-1-hd have a bound here")
            }
            model = text
        } else if name.equals("input") || name.equals("instructions") {
            guard value.kind == .string else {
                guard name.equals("instructions"), value.isNull else {
                    throw .type(name.shownName, expected: "a string", got: value)
                }
                return
            }
            hasInput = hasInput || name.equals("input")
            characters += value.utf16Length
        } else if name.equals("stream_format") {
            guard value.isNull || value.equals("audio") else {
                throw .unpriced("stream_format", "only audio is passed on")
            }
        } else if name.equals("voice") {
            guard value.kind == .string else {
                throw .unpriced("voice", "custom voices have no price here")
            }
        } else if !name.equals("response_format"), !name.equals("speed"), !value.isNull {
            throw .unpriced(name.shownName, "nobody here knows whether it costs money")
        }
    }
}

extension SpeechRequest: BodyRequest {
    package var isStream: Bool { false }

    /// There is no output that is billed.
    package var outputLimitTokens: Int64? { 0 }

    package var bodyBytes: Int { document.bytes.count }

    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        CallBound(inputTokensMax: 0, outputTokensMax: 0, inputCharactersMax: characters)
    }

    /// There is nothing to write in: no limit, no tier.
    package func splices(_ changes: RequestChanges) -> [Splice] { [] }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter { UnreadStreamMeter() }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer {
        SpeechAnswer(body, model: model, characters: characters)
    }
}

/// What an answer in sound cost: its text, which the answer does not repeat.
package struct SpeechAnswer: ReadAnswer {
    package private(set) var usage: Usage?
    /// The model that was asked for: sound names none.
    package let model: String?
    package var variant: PriceVariant? { .standard }
    /// Sound says nothing of its text: it is counted here.
    package var isMeasured: Bool { true }

    /// An error, which is JSON, has no usage; nor has an empty answer.
    init(_ body: [UInt8], model: String, characters: Int64) {
        self.model = model
        guard !body.isEmpty else { return }
        if body[0] == UInt8(ascii: "{"), (try? JSONDocument(body)) != nil { return }
        usage = Usage(inputCharacters: characters)
    }
}

extension JSONNode {
    /// Units of UTF-16 in a text; 0 unless this is one.
    fileprivate var utf16Length: Int64 {
        withUTF8 { text in
            var units: Int64 = 0
            for byte in text where byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
            return units
        } ?? 0
    }
}
