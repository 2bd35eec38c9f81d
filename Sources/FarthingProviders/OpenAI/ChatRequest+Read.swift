package import FarthingCore

extension ChatRequest {
    package init(_ document: JSONDocument) throws(RequestError) {
        try self.init(document, deployment: nil)
    }

    /// - Parameter deployment: stands for the body's `model`, which then counts for nothing.
    init(_ document: JSONDocument, deployment: String?) throws(RequestError) {
        self.document = document
        let root = document.root
        messages = root
        modelValue = root
        for field in root.fields {
            guard let parameter = ChatParameter.named(field.name) else {
                throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
            }
            try take(parameter, field.name, field.value)
            lastMemberEnd = field.value.range.upperBound
        }
        if let deployment {
            model = deployment
        } else if modelValue.kind != .string {
            throw .missing("model")
        }
        guard messages.kind == .array else { throw .missing("messages") }
    }

    private mutating func take(
        _ parameter: ChatParameter,
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(RequestError) {
        switch parameter {
        case .free: return
        case .model:
            model = try value.openAIModelName()
            modelValue = value
        case .messages: try takeMessages(value)
        case .stream: isStream = try value.flag("stream")
        case .streamOptions: try takeStreamOptions(value)
        case .choices:
            choices = try value.integer("n", in: 1...Self.choicesMax) ?? 1
        case .maxTokens: try takeLimit(.maxTokens, name, value)
        case .maxCompletionTokens: try takeLimit(.maxCompletionTokens, name, value)
        case .serviceTier: serviceTier = try ServiceTier.read(value)
        case .prediction: try takePrediction(value)
        case .modalities: try takeModalities(value)
        case .promptCacheOptions: try value.refuseLongCache("prompt_cache_options")
        case .tools: try takeTools(value)
        case .functions: try takeFunctions(value)
        case .responseFormat: try takeResponseFormat(value)
        case .toolChoice: try takeToolChoice(name, value)
        case .style: hasStyle = hasStyle || !value.isNull
        case .unpriced:
            guard value.isNull else {
                throw .unpriced(name.shownName, "what it costs has no price here yet")
            }
        }
    }

    private mutating func takeStreamOptions(_ value: JSONNode) throws(RequestError) {
        streamOptions = value
        guard !value.isNull else { return }
        guard value.kind == .object else {
            throw .type("stream_options", expected: "an object", got: value)
        }
        for option in value.fields {
            if option.name.equals("include_usage") {
                asksUsage = try option.value.flag("stream_options.include_usage")
            } else if !option.name.equals("include_obfuscation") {
                throw .unpriced(
                    "stream_options.\(option.name.shownName)",
                    "nobody here knows whether it costs money"
                )
            }
        }
    }

    private mutating func takeLimit(
        _ parameter: ChatOutputLimit.Parameter,
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(RequestError) {
        limitMembers.append((parameter, name, value))
        let range = 1...OutputLimit.tokensMax
        guard let tokens = try value.integer(parameter.rawValue, in: range) else { return }
        // OpenAI refuses both at once, too: which one would count is nobody's guess to make.
        guard outputLimit == nil else {
            throw RequestError(
                .unsupportedPair,
                param: parameter.rawValue,
                "Give either 'max_tokens' or 'max_completion_tokens', not both."
            )
        }
        outputLimit = ChatOutputLimit(parameter: parameter, tokens: tokens)
    }

    private func takeModalities(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        guard value.kind == .array else {
            throw .type("modalities", expected: "an array", got: value)
        }
        for modality in value.elements where !modality.equals("text") {
            throw .unpriced("modalities", "only text output has a price here yet")
        }
    }
}
