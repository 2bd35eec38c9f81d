internal import FarthingCore

/// A request for a response.
struct ResponsesRequest {
    private(set) var asked: AskedAnswer

    /// OpenAI refuses smaller limits.
    private static let outputTokensMin: Int64 = 16

    init(parsing body: [UInt8]) throws(ProviderError) {
        let root = try JSONDocument.openAI(body).root
        asked = AskedAnswer(body: body)
        var hasInput = false
        for (name, value) in root.fields {
            if name.equals("input") {
                try readInput(value)
                hasInput = true
            } else {
                try readParameter(name, value)
            }
        }
        guard !asked.model.isEmpty else { throw .noModel }
        guard hasInput else { throw .invalid("input", "it is required") }
        asked.thinks = CallPlan.hidesReasoning(asked.model)
    }

    private mutating func readParameter(
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(ProviderError) {
        if name.equals("max_output_tokens") {
            if value.isNull { return }
            asked.outputTokensMax =
                try value.count("max_output_tokens", Self.outputTokensMin...1 << 40)
        } else if name.equals("instructions") {
            guard value.kind == .string else { return }
            asked.promptTokens += AskedAnswer.frameTokens
            asked.read(text: value)
        } else if name.equals("background") {
            asked.isBackground = value.bool ?? false
        } else if name.equals("tools") {
            for tool in value.elements {
                asked.read(tool: tool.member("name"), schema: tool.member("parameters"))
            }
        } else {
            try asked.read(openAI: name, value)
        }
    }

    private mutating func readInput(_ input: JSONNode) throws(ProviderError) {
        guard input.kind != .string else {
            asked.beginMessage()
            return asked.read(text: input)
        }
        guard input.kind == .array, input.count > 0 else {
            throw .invalid("input", "not a text or an array of at least one item")
        }
        for item in input.elements {
            asked.beginMessage()
            for name: StaticString in ["content", "output", "arguments", "input"] {
                guard let content = item.member(name) else { continue }
                asked.read(text: content)
                for part in content.elements {
                    if let text = part.member("text") { asked.read(text: text) }
                }
            }
        }
    }
}
