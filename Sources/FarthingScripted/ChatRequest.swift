internal import FarthingCore

/// A request for a chat completion.
struct ChatRequest {
    private(set) var asked: AskedAnswer

    private var streamShowsUsage = false

    static let limits = {
        var limits = JSONLimits()
        limits.refusesDuplicates = false
        return limits
    }()

    init(parsing body: [UInt8]) throws(ProviderError) {
        let root = try JSONDocument.openAI(body).root
        asked = AskedAnswer(body: body)
        var hasMessages = false
        for (name, value) in root.fields {
            if name.equals("messages") {
                try readMessages(value)
                hasMessages = true
            } else {
                try readParameter(name, value)
            }
        }
        guard !asked.model.isEmpty else { throw .noModel }
        guard hasMessages else { throw .invalid("messages", "at least one message is required") }
        asked.includesUsage = !asked.isStream || streamShowsUsage
        asked.thinks = CallPlan.hidesReasoning(asked.model)
    }

    private mutating func readParameter(
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(ProviderError) {
        if name.equals("max_completion_tokens") || name.equals("max_tokens") {
            if value.isNull { return }
            let limit = try value.count(name.string ?? "", 1...1 << 40)
            asked.outputTokensMax = min(limit, asked.outputTokensMax ?? limit)
        } else if name.equals("n") {
            if !value.isNull { asked.choices = try value.count("n", 1...128) }
        } else if name.equals("stream_options") {
            streamShowsUsage = value.member("include_usage")?.bool ?? false
        } else if name.equals("tools") {
            for tool in value.elements {
                let function = tool.member("function")
                asked.read(
                    tool: function?.member("name"),
                    schema: function?.member("parameters")
                )
            }
        } else {
            try asked.read(openAI: name, value)
        }
    }

    private mutating func readMessages(_ messages: JSONNode) throws(ProviderError) {
        guard messages.kind == .array, messages.count > 0 else {
            throw .invalid("messages", "not an array of at least one message")
        }
        for message in messages.elements {
            asked.beginMessage()
            guard let content = message.member("content") else { continue }
            asked.read(text: content)
            for part in content.elements {
                if let text = part.member("text") { asked.read(text: text) }
            }
        }
    }
}

extension AskedAnswer {
    /// Parameters that OpenAI's routes share.
    mutating func read(openAI name: JSONNode, _ value: JSONNode) throws(ProviderError) {
        if name.equals("model") {
            guard let text = value.string else { throw .invalid("model", "not a string") }
            model = text
        } else if name.equals("stream") {
            isStream = value.bool ?? false
        } else if name.equals("service_tier") {
            if let tier = value.string, tier != "auto" { serviceTier = tier }
        } else if name.equals("user") {
            user = value.string ?? ""
        } else if name.equals("metadata") {
            steer(inMetadata: value.member("scripted"))
        }
    }
}

extension JSONDocument {
    /// Reads the body of a request to OpenAI.
    static func openAI(_ body: [UInt8]) throws(ProviderError) -> JSONDocument {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(body, limits: ChatRequest.limits)
        } catch {
            throw .malformed(error.message)
        }
        guard document.root.kind == .object else { throw .malformed("not an object") }
        return document
    }
}

extension JSONNode {
    /// A whole number in a range, as OpenAI insists on it.
    func count(_ name: String, _ range: ClosedRange<Int64>) throws(ProviderError) -> Int {
        guard let number = int64, range.contains(number) else {
            throw .invalid(name, "not a whole number from \(range.lowerBound) on")
        }
        return Int(number)
    }
}
