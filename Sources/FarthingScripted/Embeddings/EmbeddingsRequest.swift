internal import FarthingCore

/// A request for embeddings.
struct EmbeddingsRequest {
    private(set) var asked: AskedAnswer
    private(set) var form = EmbeddingsForm()

    init(parsing body: [UInt8]) throws(ProviderError) {
        let root = try JSONDocument.openAI(body).root
        asked = AskedAnswer(body: body, promptTokens: 0)
        asked.choices = 0
        asked.model = root.member("model")?.string ?? ""
        asked.user = root.member("user")?.string ?? ""
        guard !asked.model.isEmpty else { throw .noModel }
        form.isBase64 = root.member("encoding_format")?.equals("base64") ?? false
        if let node = root.member("dimensions"), !node.isNull {
            form.dimensions = try node.count("dimensions", 1...4_096)
        }
        guard let input = root.member("input") else {
            throw .invalid("input", "it is required")
        }
        read(input)
        guard form.inputs > 0 else { throw .invalid("input", "it is empty") }
    }

    /// A text, texts, tokens, or lists of tokens.
    private mutating func read(_ input: JSONNode) {
        switch input.kind {
        case .string:
            form.inputs += 1
            asked.read(text: input)
        case .array where input.elements.first { _ in true }?.kind == .number:
            form.inputs += 1
            asked.promptTokens += input.count
        case .array:
            for element in input.elements { read(element) }
        default: return
        }
    }
}
