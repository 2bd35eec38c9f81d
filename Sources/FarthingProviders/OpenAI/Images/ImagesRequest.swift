package import FarthingCore

/// Image generations as a metered route.
package typealias ImagesReader = BodyReader<ImagesRequest>

/// A request for images that may pass: a model whose images are billed in documented tokens.
package struct ImagesRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument
    package private(set) var model = ""
    /// `n`: how many images, each billed; 1…10.
    package private(set) var choices: Int64 = 1

    private var quality: ImageOutputTokens.Quality?
    private var size: ImageSize?
    private var prompt: JSONNode
    /// The most output tokens of one image.
    private var imageTokens: Int64 = 0

    /// OpenAI's own maximum of `n`.
    package static let choicesMax: Int64 = 10

    package init(_ document: JSONDocument) throws(RequestError) {
        self.document = document
        prompt = document.root
        for field in document.root.fields { try take(field.name, field.value) }
        guard prompt.kind == .string else { throw .missing("prompt") }
        // The provider's default model changes from time to time, and with it the price.
        guard !model.isEmpty else { throw .missing("model") }
        guard let formula = ImageOutputTokens.of(model: model) else {
            throw .unpriced("model", "what this model bills for an image is not bounded here")
        }
        guard let tokens = formula.tokensMax(quality: quality, size: size) else {
            throw .unpriced("size", "what the model bills for this size is not documented")
        }
        imageTokens = tokens
    }

    private mutating func take(_ name: JSONNode, _ value: JSONNode) throws(RequestError) {
        if name.equals("prompt") {
            guard value.kind == .string else {
                throw .type("prompt", expected: "a string", got: value)
            }
            prompt = value
        } else if name.equals("model") {
            guard value.kind == .string || value.isNull else {
                throw .type("model", expected: "a string", got: value)
            }
            model = value.string ?? ""
        } else if name.equals("n") {
            choices = try value.integer("n", in: 1...Self.choicesMax) ?? 1
        } else if name.equals("stream") {
            guard try value.flag("stream") else { return }
            throw .unpriced("stream", "an image is billed before anything of it can be seen")
        } else if name.equals("partial_images") {
            guard try value.integer("partial_images", in: 0...3) ?? 0 > 0 else { return }
            throw .unpriced("partial_images", "each costs extra, and only streams have them")
        } else if name.equals("quality") {
            try takeQuality(value)
        } else if name.equals("size") {
            try takeSize(value)
        } else if name.equals("output_format") {
            try Self.checkFormat(value)
        } else if !Self.free.contains(where: { name.equals($0) }), !value.isNull {
            throw .unpriced(name.shownName, "what it costs has no price here yet")
        }
    }

    static let free: [StaticString] = [
        "background", "moderation", "output_compression", "response_format", "safety_identifier",
        "style", "user",
    ]

    private mutating func takeQuality(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull, !value.equals("auto") else { return }
        guard let known = ImageOutputTokens.Quality(rawValue: value.string ?? "") else {
            throw .unpriced("quality", "what this quality costs is not documented")
        }
        quality = known
    }

    /// `auto` or `WIDTHxHEIGHT`.
    private mutating func takeSize(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull, !value.equals("auto") else { return }
        let sides = (value.string ?? "").split(separator: "x", omittingEmptySubsequences: false)
        guard sides.count == 2, let width = Self.side(sides[0]), let height = Self.side(sides[1]),
            let read = ImageSize(width: width, height: height)
        else {
            throw RequestError(.invalidValue, param: "size", "Invalid value for 'size'.")
        }
        size = read
    }

    private static func side(_ text: Substring) -> Int64? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        return Int64(text)
    }

    /// Animations have several frames, drawings another model that writes them.
    private static func checkFormat(_ value: JSONNode) throws(RequestError) {
        for known: StaticString in ["png", "jpeg", "webp"] where value.equals(known) { return }
        guard value.isNull else {
            throw .unpriced("output_format", "only png, jpeg and webp have a price here")
        }
    }
}

extension ImagesRequest: BodyRequest {
    package var isStream: Bool { false }

    /// An image cannot be made with fewer tokens than its size and quality ask for.
    package var leastOutputTokens: Int64 { imageTokens }

    /// What the request's own size and quality make of an image.
    package var outputLimitTokens: Int64? { imageTokens }

    package var bodyBytes: Int { document.bytes.count }

    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        let text =
            counter.flatMap { counter in
                prompt.withUTF8 { counter.count(UnsafeRawBufferPointer($0)) }
            } ?? Int64(prompt.utf8Length)
        return CallBound(
            // Several images have been billed as if each were asked for by itself.
            inputTokensMax: (text + Self.frameTokens) * choices,
            outputTokensMax: imageTokens,
            choices: choices,
            makesImages: true
        )
    }

    /// What surrounds a prompt; 7 have been seen.
    private static let frameTokens: Int64 = 32

    /// There is nothing to write in: an image cannot be cut short, and has no tier.
    package func splices(_ changes: RequestChanges) -> [Splice] { [] }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter { UnreadStreamMeter() }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer {
        ImagesAnswer(body, model: model)
    }
}
