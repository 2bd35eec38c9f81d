internal import FarthingCore

/// A request to generate or embed content.
///
/// Read as Google does: each member in either of two spellings, `maxOutputTokens` or
/// `max_output_tokens`.
struct GenerateCall {
    private(set) var asked: AskedAnswer
    /// Contents to embed.
    private(set) var embeddings = 0
    private(set) var dimensions = 12

    init(parsing body: [UInt8], model: String, isStream: Bool = false) throws(ProviderError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(body)
        } catch {
            throw .invalidContent("Invalid JSON payload received. \(error.message)")
        }
        guard document.root.kind == .object else {
            throw .invalidContent("Invalid JSON payload received. It is not an object.")
        }
        asked = AskedAnswer(body: body, promptTokens: 0)
        asked.model = model
        asked.isStream = isStream
        asked.serviceTier = "standard"
        // Models from 2.5 on think before they speak, and bill it, unless they are told not to.
        asked.thinks = ["gemini-2.5", "gemini-3", "gemini-4"].contains { model.hasPrefix($0) }
        for (name, value) in document.root.fields { try read(name, value) }
        // Embeddings have no output.
        if embeddings > 0 { asked.choices = 0 }
    }

    private mutating func read(_ name: JSONNode, _ value: JSONNode) throws(ProviderError) {
        if name.equals("contents") {
            readContents(value)
        } else if name.equals("systemInstruction") || name.equals("system_instruction") {
            readContent(value)
        } else if name.equals("generationConfig") || name.equals("generation_config") {
            try readConfig(value)
        } else if name.equals("serviceTier") || name.equals("service_tier") {
            asked.serviceTier = value.string ?? asked.serviceTier
        } else if name.equals("labels") {
            asked.user = value.member("user")?.string ?? ""
        } else if name.equals("tools") {
            for tool in value.elements {
                readTree(tool)
                readTools(tool)
            }
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
                asked.outputTokensMax = try count(value, "maxOutputTokens", 1...1 << 30)
            } else if name.equals("candidateCount") || name.equals("candidate_count") {
                asked.choices = try count(value, "candidateCount", 1...8) ?? 1
            } else if name.equals("thinkingConfig") || name.equals("thinking_config") {
                let budget = value.member("thinkingBudget") ?? value.member("thinking_budget")
                if let budget, let tokens = budget.int64, tokens >= 0 {
                    asked.thinkingTokensMax = Int(tokens)
                }
            }
        }
    }

    /// A schema in Google's own words, or plain JSON schema.
    private mutating func readTools(_ tool: JSONNode) {
        let list = tool.member("functionDeclarations") ?? tool.member("function_declarations")
        for function in list?.elements.map({ $0 }) ?? [] {
            let schema =
                function.member("parameters") ?? function.member("parametersJsonSchema")
                ?? function.member("parameters_json_schema")
            asked.read(tool: function.member("name"), schema: schema)
        }
    }

    private mutating func readContents(_ contents: JSONNode) {
        if contents.kind == .object { readContent(contents) }
        for content in contents.elements {
            asked.beginMessage(tokens: 0)
            readContent(content)
        }
    }

    private mutating func readContent(_ content: JSONNode) {
        guard let parts = content.member("parts") else { return }
        if parts.kind == .object { readTree(parts) }
        for part in parts.elements {
            if let text = part.member("text") {
                asked.read(text: text)
            } else if part.member("inlineData") ?? part.member("inline_data") != nil {
                // An image is 258 tokens at the least.
                asked.promptTokens += 258
            } else {
                readTree(part)
            }
        }
    }

    /// Counts all texts in a value.
    private mutating func readTree(_ value: JSONNode) {
        asked.read(text: value)
        for element in value.elements { readTree(element) }
        for field in value.fields { readTree(field.value) }
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
