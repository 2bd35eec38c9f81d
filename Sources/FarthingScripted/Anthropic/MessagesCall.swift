internal import FarthingCore

/// A request for a message.
struct MessagesCall {
    private(set) var asked: AskedAnswer

    /// Anthropic's tool use system prompt has 264 tokens or more.
    private static let toolsTokens = 264

    /// `needsLimit` is false where tokens are only counted.
    init(parsing body: [UInt8], needsLimit: Bool = true) throws(ProviderError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(body)
        } catch {
            throw .invalidMessage("The request body is not valid JSON: \(error.message).")
        }
        guard document.root.kind == .object else {
            throw .invalidMessage("The request body is not an object.")
        }
        asked = AskedAnswer(body: body)
        asked.serviceTier = "standard"
        for (name, value) in document.root.fields { try read(name, value) }
        guard !asked.model.isEmpty else { throw .invalidMessage("model: Field required") }
        guard asked.outputTokensMax != nil || !needsLimit else {
            throw .invalidMessage("max_tokens: Field required")
        }
        guard asked.promptTokens > AskedAnswer.frameTokens else {
            throw .invalidMessage("messages: Field required")
        }
    }

    private mutating func read(_ name: JSONNode, _ value: JSONNode) throws(ProviderError) {
        if name.equals("model") {
            asked.model = value.string ?? ""
        } else if name.equals("max_tokens") {
            guard let limit = value.int64, (0...1 << 40).contains(limit) else {
                throw .invalidMessage("max_tokens: Input should be a valid integer")
            }
            asked.outputTokensMax = Int(limit)
        } else if name.equals("stream") {
            asked.isStream = value.bool ?? false
        } else if name.equals("speed") {
            if value.equals("fast") { asked.serviceTier = "fast" }
        } else if name.equals("thinking") {
            let type = value.member("type")
            asked.thinks = !(type?.equals("disabled") ?? true)
        } else if name.equals("metadata") {
            asked.user = value.member("user_id")?.string ?? ""
        } else if name.equals("tools") {
            if value.count > 0 { asked.promptTokens += Self.toolsTokens }
            for tool in value.elements {
                asked.read(tool: tool.member("name"), schema: tool.member("input_schema"))
            }
        } else if name.equals("system") {
            readContent(value)
        } else if name.equals("messages") {
            for message in value.elements {
                asked.beginMessage()
                if let content = message.member("content") { readContent(content) }
            }
        }
    }

    private mutating func readContent(_ content: JSONNode) {
        asked.read(text: content)
        for block in content.elements {
            if let text = block.member("text") { asked.read(text: text) }
            if let inner = block.member("content") { readContent(inner) }
        }
    }
}

extension ProviderError {
    /// A request that Anthropic does not take.
    static func invalidMessage(_ message: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: message,
            type: "invalid_request_error",
            parameter: nil,
            code: nil
        )
    }
}
