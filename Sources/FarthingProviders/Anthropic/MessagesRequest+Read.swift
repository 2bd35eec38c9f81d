import FarthingCore

extension MessagesRequest {
    init(_ document: JSONDocument, betas: Set<String>) throws(RequestError) {
        self.document = document
        hasLongContext = betas.contains(AnthropicBetas.longContext)
        let root = document.root
        limitValue = root
        var hasMessages = false
        for field in root.fields {
            guard let parameter = MessagesParameter.named(field.name) else {
                throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
            }
            if case .messages = parameter { hasMessages = true }
            try take(parameter, field.name, field.value)
            lastMemberEnd = field.value.range.upperBound
        }
        guard !model.isEmpty else { throw .missing("model") }
        guard hasMessages else { throw .missing("messages") }
        guard limitValue.kind == .number else { throw .missing("max_tokens") }
    }

    private mutating func take(
        _ parameter: MessagesParameter,
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(RequestError) {
        switch parameter {
        case .free: return
        case .model: model = try value.modelName()
        case .messages: try prompt.takeMessages(value)
        case .maxTokens: try takeLimit(value)
        case .stream: isStream = try value.flag("stream")
        case .system: try prompt.takeSystem(value)
        case .tools: try tools.take(value, &prompt)
        case .toolChoice: try takeToolChoice(value)
        case .thinking: try takeThinking(value)
        case .serviceTier: try takeServiceTier(value)
        case .speed: try takeSpeed(value)
        case .geo: try takeGeo(value)
        case .cacheControl: try prompt.takeCache(value, "cache_control")
        case .outputConfig: try takeOutputConfig(value)
        case .outputFormat: try takeFormat(value, "output_format")
        case .contextManagement: try Self.checkContextManagement(value)
        case .unpriced:
            guard value.isNull || value.kind == .array && value.count == 0 else {
                throw .unpriced(name.shownName, "what it costs has no price here")
            }
        }
    }

    private mutating func takeLimit(_ value: JSONNode) throws(RequestError) {
        let range = 0...OutputLimit.tokensMax
        guard let tokens = try value.integer("max_tokens", in: range) else {
            throw .missing("max_tokens")
        }
        maxTokens = tokens
        limitValue = value
    }

    private mutating func takeToolChoice(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.checkMembers(MessagesMembers.toolChoice, "tool_choice")
        prompt.addTree(value)
    }

    private mutating func takeThinking(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.checkMembers(MessagesMembers.thinkingConfig, "thinking")
        let type = try value.required("type", "thinking")
        thinks = !type.equals("disabled")
        if type.equals("enabled") {
            // Anthropic's own minimum is 1,024; less is for it to refuse.
            let range = 0...OutputLimit.tokensMax
            let budget = try value.member("budget_tokens" as StaticString)?
                .integer("thinking.budget_tokens", in: range)
            guard let budget else { throw .missing("thinking.budget_tokens") }
            thinkingBudget = budget
        } else if !type.equals("disabled"), !type.equals("adaptive"), !type.equals("between_tools")
        {
            throw .unpriced("thinking.type", "nobody here knows what it costs")
        }
    }

    private mutating func takeServiceTier(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return nullTier = value }
        namesTier = true
        if value.equals("standard_only") {
            mayUsePriority = false
        } else if !value.equals("auto") {
            throw .unpriced("service_tier", "this tier has no price here")
        }
    }

    private mutating func takeSpeed(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull, !value.equals("standard") else { return }
        guard value.equals("fast") else {
            throw .unpriced("speed", "this speed has no price here")
        }
        isFast = true
    }

    /// Inference in one country costs a tenth more (Anthropic, “Data residency”).
    private mutating func takeGeo(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return nullGeo = value }
        guard value.equals("global") else {
            throw .unpriced("inference_geo", "only 'global' has a price here")
        }
        namesGeo = true
    }

    private mutating func takeOutputConfig(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.checkMembers(MessagesMembers.outputConfig, "output_config")
        if let format = value.member("format" as StaticString) {
            try takeFormat(format, "output_config.format")
        }
        if let budget = value.member("task_budget" as StaticString), !budget.isNull {
            // It is told to the model, and limits nothing.
            try budget.checkMembers(MessagesMembers.taskBudget, "output_config.task_budget")
            prompt.tokens += Self.noteTokens
        }
    }

    private mutating func takeFormat(_ value: JSONNode, _ param: String) throws(RequestError) {
        guard !value.isNull else { return }
        try value.checkMembers(MessagesMembers.format, param)
        prompt.addTree(value)
        prompt.tokens += Self.noteTokens
    }

    /// What is cleared costs nothing; what is summarised costs a pass of its own.
    private static func checkContextManagement(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        let param = "context_management"
        try value.checkMembers(MessagesMembers.contextManagement, param)
        guard let edits = value.member("edits" as StaticString), !edits.isNull else { return }
        guard edits.kind == .array else {
            throw .type("\(param).edits", expected: "an array", got: edits)
        }
        for edit in edits.elements {
            let type = try edit.required("type", "\(param).edits")
            guard type.equals("clear_tool_uses_20250919") || type.equals("clear_thinking_20251015")
            else { throw .unpriced("\(param).edits", "only clearing has a price here, none") }
        }
    }

    /// What explains a form of the answer, or a budget, to the model; no figure is given.
    private static let noteTokens: Int64 = 512
}
