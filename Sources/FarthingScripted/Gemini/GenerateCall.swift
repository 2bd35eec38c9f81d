internal import FarthingCore

/// What a request to generate or embed content says, as far as an answer depends on it.
///
/// Read as Google does: each member in either of two spellings, `maxOutputTokens` or
/// `max_output_tokens`.
struct GenerateCall {
    let model: String
    /// A count that no tokenizer goes below: every word is at least one token of its own.
    private(set) var promptTokens = 0
    private(set) var choices = 1
    /// Thinking counts against it.
    private(set) var outputTokensMax: Int?
    private(set) var thinkingTokensMax: Int?
    private(set) var serviceTier = "standard"
    private(set) var user = ""
    private(set) var steering = Steering()
    /// Contents to embed.
    private(set) var embeddings = 0
    private(set) var dimensions = 12
    /// A number from the whole body.
    private(set) var hash: UInt64 = 0

    private var promptSteering: Steering?

    init(parsing body: [UInt8], model: String) throws(ProviderError) {
        self.model = model
        let document: JSONDocument
        do {
            document = try JSONDocument(body)
        } catch {
            throw .invalidContent("Invalid JSON payload received. \(error.message)")
        }
        guard document.root.kind == .object else {
            throw .invalidContent("Invalid JSON payload received. It is not an object.")
        }
        hash = ChatRequest.hash(of: body)
        for (name, value) in document.root.fields { try read(name, value) }
        steering = promptSteering.map(steering.over) ?? steering
    }

    /// Lets steering from a header win over steering from the body.
    mutating func steer(by header: Steering) { steering = header.over(steering) }

    /// Models from 2.5 on think before they speak, and bill it, unless they are told not to.
    var thinks: Bool {
        guard thinkingTokensMax != 0 else { return false }
        return ["gemini-2.5", "gemini-3", "gemini-4"].contains { model.hasPrefix($0) }
    }

    private mutating func read(_ name: JSONNode, _ value: JSONNode) throws(ProviderError) {
        if name.equals("contents") {
            readContents(value)
        } else if name.equals("systemInstruction") || name.equals("system_instruction") {
            readContent(value)
        } else if name.equals("generationConfig") || name.equals("generation_config") {
            try readConfig(value)
        } else if name.equals("serviceTier") || name.equals("service_tier") {
            serviceTier = value.string ?? serviceTier
        } else if name.equals("labels") {
            user = value.member("user")?.string ?? ""
        } else if name.equals("tools") {
            for tool in value.elements { readTree(tool) }
        } else if name.equals("content") {
            embeddings += 1
            readContent(value)
        } else if name.equals("outputDimensionality") || name.equals("output_dimensionality") {
            dimensions = try count(value, "outputDimensionality", 1...4_096) ?? dimensions
        } else if name.equals("requests") {
            for request in value.elements {
                for (name, value) in request.fields { try read(name, value) }
            }
        }
    }

    private mutating func readConfig(_ config: JSONNode) throws(ProviderError) {
        for (name, value) in config.fields {
            if name.equals("maxOutputTokens") || name.equals("max_output_tokens") {
                outputTokensMax = try count(value, "maxOutputTokens", 1...1 << 30)
            } else if name.equals("candidateCount") || name.equals("candidate_count") {
                choices = try count(value, "candidateCount", 1...8) ?? 1
            } else if name.equals("thinkingConfig") || name.equals("thinking_config") {
                let budget = value.member("thinkingBudget") ?? value.member("thinking_budget")
                if let budget, let tokens = budget.int64, tokens >= 0 {
                    thinkingTokensMax = Int(tokens)
                }
            }
        }
    }

    private mutating func readContents(_ contents: JSONNode) {
        if contents.kind == .object { readContent(contents) }
        for content in contents.elements {
            promptSteering = nil
            readContent(content)
        }
    }

    private mutating func readContent(_ content: JSONNode) {
        guard let parts = content.member("parts") else { return }
        if parts.kind == .object { readTree(parts) }
        for part in parts.elements {
            if let text = part.member("text") {
                readText(text)
            } else if part.member("inlineData") ?? part.member("inline_data") != nil {
                // An image is 258 tokens at the least.
                promptTokens += 258
            } else {
                readTree(part)
            }
        }
    }

    /// Counts all texts in a value.
    private mutating func readTree(_ value: JSONNode) {
        readText(value)
        for element in value.elements { readTree(element) }
        for field in value.fields { readTree(field.value) }
    }

    private mutating func readText(_ text: JSONNode) {
        let found = text.withUTF8 { bytes in
            (words: ChatRequest.words(in: bytes), steering: Steering(inPrompt: bytes))
        }
        promptTokens += found?.words ?? 0
        promptSteering = found?.steering ?? promptSteering
    }

    private func count(
        _ value: JSONNode,
        _ name: String,
        _ range: ClosedRange<Int64>
    ) throws(ProviderError) -> Int? {
        guard !value.isNull else { return nil }
        guard let number = value.int64, range.contains(number) else {
            throw .invalidContent("Invalid value at '\(name)'.")
        }
        return Int(number)
    }
}

extension ProviderError {
    /// A request that Google does not take.
    static func invalidContent(_ message: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: message,
            type: "INVALID_ARGUMENT",
            parameter: nil,
            code: nil
        )
    }
}
