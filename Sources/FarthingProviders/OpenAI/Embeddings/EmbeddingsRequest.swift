package import FarthingCore

/// Embeddings as a metered route.
package typealias EmbeddingsReader = BodyReader<EmbeddingsRequest>

/// A request for embeddings: all that costs is the text that is read.
package struct EmbeddingsRequest: Sendable {
    /// The whole body.
    package let document: JSONDocument
    package internal(set) var model = ""
    private var input: JSONNode

    /// Inputs in one request; OpenAI takes 2,048 at most.
    package static let inputsMax = 2_048

    /// What an input may cost beside its own tokens; none has been seen.
    private static let inputFrameTokens: Int64 = 1

    package init(_ document: JSONDocument) throws(RequestError) {
        try self.init(document, deployment: nil)
    }

    /// - Parameter deployment: stands for the body's `model`, which then counts for nothing.
    init(_ document: JSONDocument, deployment: String?) throws(RequestError) {
        self.document = document
        input = document.root
        for field in document.root.fields {
            if field.name.equals("input") {
                input = field.value
            } else if field.name.equals("model") {
                model = try field.value.modelName()
            } else if !Self.isFree(field.name) {
                throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
            }
        }
        if let deployment { model = deployment }
        guard !model.isEmpty else { throw .missing("model") }
        try checkInput()
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

    /// Texts, or lists of tokens; one that is given alone is one.
    var inputCount: Int { input.kind == .array ? input.count : 1 }

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

extension EmbeddingsRequest: BodyRequest {
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
