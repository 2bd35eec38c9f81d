import FarthingCore

extension ChatRequest {
    init(_ document: JSONDocument) throws(RequestError) {
        self.document = document
        let root = document.root
        guard root.kind == .object else {
            throw RequestError(
                .invalidType,
                param: nil,
                "The body of the request must be a JSON object."
            )
        }
        messages = root
        modelValue = root
        for field in root.fields {
            guard let parameter = ChatParameter.named(field.name) else {
                throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
            }
            try take(parameter, field.name, field.value)
            lastMemberEnd = field.value.range.upperBound
        }
        guard modelValue.kind == .string else { throw .missing("model") }
        guard messages.kind == .array else { throw .missing("messages") }
    }

    private mutating func take(
        _ parameter: ChatParameter,
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(RequestError) {
        switch parameter {
        case .free: return
        case .model: try takeModel(value)
        case .messages: try takeMessages(value)
        case .stream: isStream = try value.flag("stream")
        case .streamOptions: try takeStreamOptions(value)
        case .choices:
            choices = try value.integer("n", in: 1...Self.choicesMax) ?? 1
        case .maxTokens: try takeLimit(.maxTokens, name, value)
        case .maxCompletionTokens: try takeLimit(.maxCompletionTokens, name, value)
        case .serviceTier: try takeServiceTier(value)
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

    private mutating func takeModel(_ value: JSONNode) throws(RequestError) {
        guard let name = value.string else {
            throw .type("model", expected: "a string", got: value)
        }
        guard !name.isEmpty else {
            throw RequestError(.emptyString, param: "model", "The parameter 'model' is empty.")
        }
        // Such models search the web in each call, for a fee per search.
        guard !OpenAIModel.searchesWeb(name) else {
            throw RequestError(
                .notPriced,
                param: "model",
                "Models that search the web are refused: their searches have no price here yet."
            )
        }
        model = name
        modelValue = value
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
        _ parameter: OutputLimit.Parameter,
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
        outputLimit = OutputLimit(parameter: parameter, tokens: tokens)
    }

    private mutating func takeServiceTier(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        guard let name = value.string else {
            throw .type("service_tier", expected: "a string", got: value)
        }
        guard let tier = ServiceTier(rawValue: name) else {
            throw .unpriced("service_tier", "this tier has no price here")
        }
        serviceTier = tier
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

extension JSONNode {
    /// A member's name as far as it may be shown: no control characters, at most 64 scalars.
    var shownName: String {
        var shown = ""
        for scalar in (string ?? "").unicodeScalars.prefix(64)
        where scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) {
            shown.unicodeScalars.append(scalar)
        }
        return shown
    }

    /// An optional boolean; null is false, as the API has it.
    func flag(_ param: String) throws(RequestError) -> Bool {
        if isNull { return false }
        guard let bool else { throw .type(param, expected: "a boolean", got: self) }
        return bool
    }

    /// An optional integer; null is nil.
    func integer(
        _ param: String,
        in range: ClosedRange<Int64>
    ) throws(RequestError) -> Int64? {
        guard kind != .null else { return nil }
        guard kind == .number, let text = decimalText,
            text.utf8.allSatisfy({ $0 < 0x3A && $0 != 0x2E })
        else { throw .type(param, expected: "an integer", got: self) }
        let isNegative = text.hasPrefix("-")
        let value = int64 ?? (isNegative ? .min : .max)
        guard value >= range.lowerBound else {
            throw RequestError(
                .belowMinimum,
                param: param,
                "Invalid '\(param)': expected a value of at least \(range.lowerBound)."
            )
        }
        guard value <= range.upperBound else {
            throw RequestError(
                .aboveMaximum,
                param: param,
                "Invalid '\(param)': expected a value of at most \(range.upperBound)."
            )
        }
        return value
    }

    /// Cache writes that are kept longer than usual have a price of their own.
    func refuseLongCache(_ param: String) throws(RequestError) {
        guard !isNull else { return }
        guard kind == .object else { throw .type(param, expected: "an object", got: self) }
        for option in fields {
            if option.name.equals("mode") { continue }
            guard option.name.equals("ttl") else {
                throw .unpriced(param, "it has a member that nobody here knows")
            }
            guard option.value.isNull || option.value.equals("30m") else {
                throw .unpriced("\(param).ttl", "only the usual cache time has a price here")
            }
        }
    }
}
