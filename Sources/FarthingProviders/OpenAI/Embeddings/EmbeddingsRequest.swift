package import FarthingCore

/// Embeddings as a metered route.
package struct EmbeddingsReader: MeteredReader {
    package init() {}

    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        try EmbeddingsRequest.read(body)
    }
}

/// A request for embeddings: all that costs is the text that is read.
package struct EmbeddingsRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument
    package private(set) var model = ""
    private var input: JSONNode

    /// Inputs in one request; OpenAI takes 2,048 at most.
    package static let inputsMax = 2_048

    /// What an input may cost beside its own tokens; none has been seen.
    private static let inputFrameTokens: Int64 = 1

    /// Reads a request's body; throws for everything that cannot be read in one way only, or that
    /// may cost without a price.
    package static func read(
        _ body: [UInt8],
        limits: JSONLimits = .standard
    ) throws(RequestError) -> EmbeddingsRequest {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(body, limits: limits)
        } catch {
            throw RequestError(error)
        }
        return try EmbeddingsRequest(document)
    }

    private init(_ document: JSONDocument) throws(RequestError) {
        self.document = document
        input = document.root
        guard input.kind == .object else {
            throw RequestError(
                .invalidType,
                param: nil,
                "The body of the request must be a JSON object."
            )
        }
        for field in document.root.fields {
            if field.name.equals("input") {
                input = field.value
            } else if field.name.equals("model") {
                try takeModel(field.value)
            } else if !Self.isFree(field.name) {
                throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
            }
        }
        guard !model.isEmpty else { throw .missing("model") }
        try checkInput()
    }

    private mutating func takeModel(_ value: JSONNode) throws(RequestError) {
        guard let name = value.string else {
            throw .type("model", expected: "a string", got: value)
        }
        guard !name.isEmpty else {
            throw RequestError(.emptyString, param: "model", "The parameter 'model' is empty.")
        }
        model = name
    }

    private static func isFree(_ name: JSONNode) -> Bool {
        name.equals("dimensions") || name.equals("encoding_format") || name.equals("user")
    }

    /// A text, texts, tokens, or lists of tokens.
    private func checkInput() throws(RequestError) {
        switch input.kind {
        case .string: return
        case .object: throw .missing("input")
        case .array: break
        default: throw .type("input", expected: "a string or an array", got: input)
        }
        guard input.count > 0 else {
            throw RequestError(.emptyArray, param: "input", "Invalid 'input': it is empty.")
        }
        var index = 0
        let isTokens = input.elements.first { _ in true }?.kind == .number
        guard isTokens || input.count <= Self.inputsMax else {
            throw RequestError(
                .aboveMaximum,
                param: "input",
                "Invalid 'input': at most \(Self.inputsMax) inputs."
            )
        }
        for element in input.elements {
            switch element.kind {
            case .number where isTokens: break
            case .string where !isTokens: break
            case .array where !isTokens: try Self.checkTokens(element, index)
            default:
                throw .type("input[\(index)]", expected: "a text or a token", got: element)
            }
            index += 1
        }
    }

    private static func checkTokens(_ list: JSONNode, _ index: Int) throws(RequestError) {
        for token in list.elements where token.kind != .number {
            throw .type("input[\(index)]", expected: "an array of tokens", got: token)
        }
    }

    /// Never less than ``inputTokens(_:)``: each byte is a token.
    package var inputBoundBytes: Int64 { promptTokens { Int64($0.utf8Length) } }

    /// Input tokens, counted with the model's own vocabulary.
    package func inputTokens(_ counter: TokenCounter) -> Int64 {
        promptTokens { text in
            text.withUTF8 { counter.count(UnsafeRawBufferPointer($0)) } ?? 0
        }
    }

    private func promptTokens(_ measure: (JSONNode) -> Int64) -> Int64 {
        if input.kind == .string { return Self.inputFrameTokens + measure(input) }
        var total: Int64 = Self.inputFrameTokens
        for element in input.elements {
            switch element.kind {
            case .string: total += Self.inputFrameTokens + measure(element)
            case .array: total += Self.inputFrameTokens + Int64(element.count)
            default: total += 1
            }
        }
        return total
    }
}

extension EmbeddingsRequest: MeteredRequest {
    package var isStream: Bool { false }

    /// There is no output.
    package var outputLimitTokens: Int64? { 0 }

    package var bodyBytes: Int { document.bytes.count }

    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        CallBound(inputTokensMax: counter.map(inputTokens) ?? inputBoundBytes, outputTokensMax: 0)
    }

    /// There is nothing to write in: no limit, no tier.
    package func splices(_ changes: RequestChanges) -> [Splice] { [] }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter { UnreadStreamMeter() }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer { EmbeddingsAnswer(body) }
}
