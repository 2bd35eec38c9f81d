package import FarthingCore

extension ResponsesRequest {
    package init(_ document: JSONDocument) throws(RequestError) {
        self.document = document
        let root = document.root
        input = root
        modelValue = root
        for field in root.fields {
            guard let parameter = ResponsesParameter.named(field.name) else {
                throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
            }
            try take(parameter, field.name, field.value)
            lastMemberEnd = field.value.range.upperBound
        }
        guard modelValue.kind == .string else { throw .missing("model") }
        guard input.kind == .string || input.kind == .array else { throw .missing("input") }
        guard !isBackground || !isStream else {
            throw RequestError(
                .unsupportedPair,
                param: "stream",
                "A background response is not streamed here: ask for it with GET until it is done."
            )
        }
    }

    private mutating func take(
        _ parameter: ResponsesParameter,
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(RequestError) {
        switch parameter {
        case .free: return
        case .model:
            model = try value.openAIModelName()
            modelValue = value
        case .input: try takeInput(value)
        case .instructions: try takeInstructions(value)
        case .stream: isStream = try value.flag("stream")
        case .streamOptions: try Self.checkStreamOptions(value)
        case .outputLimit:
            limitValue = value
            outputLimit = try value.integer("max_output_tokens", in: 1...OutputLimit.tokensMax)
        case .serviceTier:
            namesServiceTier = true
            serviceTier = try ServiceTier.read(value)
        case .reasoning: try takeReasoning(value)
        case .background:
            isBackground = try value.flag("background")
        case .promptCacheOptions: try value.refuseLongCache("prompt_cache_options")
        case .tools: try takeTools(value)
        case .toolChoice: try takeToolChoice(value)
        case .text: try takeText(value)
        case .stored:
            guard !value.isNull else { return }
            noteUnmeasured(name.shownName, "the size of what the provider keeps is not known here")
        case .unpriced:
            guard value.isNull else {
                throw .unpriced(name.shownName, "what it costs has no price here yet")
            }
        }
    }

    /// Takes note of a part whose size is not to be seen; the first is the one to be named.
    mutating func noteUnmeasured(_ param: @autoclosure () -> String, _ reason: String) {
        guard unmeasured == nil else { return }
        unmeasured = Unmeasured(param: param(), reason: reason)
    }

    private mutating func takeInstructions(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        guard value.kind == .string else {
            throw .type("instructions", expected: "a string", got: value)
        }
        instructions = value
    }

    private static func checkStreamOptions(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.checkMembers(["include_obfuscation"], "stream_options")
    }

    private mutating func takeReasoning(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.checkMembers(ResponsesMembers.reasoningOptions, "reasoning")
        if let mode = value.member("mode"), !mode.isNull, !mode.equals("standard") {
            throw .unpriced("reasoning.mode", "only the standard mode has a price here")
        }
        hasStyle = hasStyle || value.count > 0
    }

    private mutating func takeText(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.checkMembers(ResponsesMembers.text, "text")
        if let verbosity = value.member("verbosity"), !verbosity.isNull { hasStyle = true }
        guard let format = value.member("format"), !format.isNull else { return }
        let param = "text.format"
        let type = try format.required("type", param)
        if type.equals("json_schema") {
            try format.checkMembers(ResponsesMembers.schemaFormat, param)
        } else if type.equals("text") || type.equals("json_object") {
            try format.checkMembers(ResponsesMembers.plainFormat, param)
        } else {
            throw .unpriced("\(param).type", "nobody here knows what this form costs")
        }
        extras.append(format)
    }
}
