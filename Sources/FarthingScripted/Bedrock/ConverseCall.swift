internal import FarthingCore

/// A request of Bedrock's Converse.
struct ConverseCall {
    private(set) var asked: AskedAnswer

    init(parsing body: [UInt8], model: String, isStream: Bool) throws(ProviderError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(body, limits: ChatRequest.limits)
        } catch {
            throw .validation("The request body is not valid JSON: \(error.message).")
        }
        guard document.root.kind == .object else {
            throw .validation("The request body is not an object.")
        }
        asked = AskedAnswer(body: body)
        asked.model = model
        asked.isStream = isStream
        for (name, value) in document.root.fields { try read(name, value) }
        guard asked.promptTokens > AskedAnswer.frameTokens else {
            throw .validation("A conversation must have at least one message.")
        }
    }

    private mutating func read(_ name: JSONNode, _ value: JSONNode) throws(ProviderError) {
        if name.equals("inferenceConfig") {
            guard let limit = value.member("maxTokens"), !limit.isNull else { return }
            guard let count = limit.int64, (1...1 << 40).contains(count) else {
                throw .validation("maxTokens must be a whole number from 1 on.")
            }
            asked.outputTokensMax = Int(count)
        } else if name.equals("additionalModelRequestFields") {
            let type = value.member("thinking")?.member("type")
            asked.thinks = !(type?.equals("disabled") ?? true)
        } else if name.equals("serviceTier") {
            asked.serviceTier = value.member("type")?.string ?? asked.serviceTier
        } else if name.equals("requestMetadata") {
            asked.user = value.member("user")?.string ?? ""
            asked.steer(inMetadata: value.member("scripted"))
        } else if name.equals("toolConfig") {
            for tool in value.member("tools")?.elements.map({ $0.member("toolSpec") }) ?? [] {
                asked.read(
                    tool: tool?.member("name"),
                    schema: tool?.member("inputSchema")?.member("json")
                )
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
        for block in content.elements {
            if let text = block.member("text") { asked.read(text: text) }
            if let inner = block.member("toolResult")?.member("content") { readContent(inner) }
        }
    }
}

extension ProviderError {
    /// A request that Bedrock does not take.
    static func validation(_ message: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: message,
            type: "ValidationException",
            parameter: nil,
            code: nil
        )
    }
}
