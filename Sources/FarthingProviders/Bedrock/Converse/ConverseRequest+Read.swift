import FarthingCore

extension ConverseRequest {
    init(
        _ document: JSONDocument,
        _ model: BedrockModel,
        isStream: Bool
    ) throws(RequestError) {
        self.document = document
        self.modelID = model
        self.isStream = isStream
        var hasMessages = false
        for field in document.root.fields {
            guard let parameter = ConverseParameter.named(field.name) else {
                throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
            }
            hasMessages = hasMessages || parameter == .messages
            try take(parameter, field.name, field.value)
            lastMemberEnd = field.value.range.upperBound
        }
        guard hasMessages else { throw .missing("messages") }
    }

    private mutating func take(
        _ parameter: ConverseParameter,
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(RequestError) {
        if parameter == .inferenceConfig { inferenceConfig = value }
        guard !value.isNull || parameter == .messages else { return }
        switch parameter {
        case .free: return
        case .messages: try takeMessages(value)
        case .system: try takeSystem(value)
        case .inferenceConfig: try takeInferenceConfig(value)
        case .toolConfig: try takeToolConfig(value)
        case .additionalFields: try takeAdditionalFields(value)
        case .performanceConfig:
            try value.checkMembers(["latency"], "performanceConfig")
            guard let latency = value.member("latency")?.string else { return }
            try processing.take(latency: latency, "performanceConfig.latency")
        case .serviceTier:
            try value.checkMembers(["type"], "serviceTier")
            let tier = try value.required("type", "serviceTier")
            try processing.take(tier: tier.string ?? "", "serviceTier.type")
        case .outputConfig: try takeOutputConfig(value)
        case .promptVariables:
            guard value.count == 0 else {
                throw .unpriced("promptVariables", "stored prompts cannot be counted here")
            }
        case .unpriced:
            throw .unpriced(name.shownName, "what it costs has no price here")
        }
    }

    private mutating func takeInferenceConfig(_ value: JSONNode) throws(RequestError) {
        let param = "inferenceConfig"
        let known: [StaticString] = ["maxTokens", "temperature", "topP", "stopSequences"]
        try value.checkMembers(known, param)
        guard let limit = value.member("maxTokens") else { return }
        maxTokensValue = limit
        outputLimitTokens = try limit.integer("\(param).maxTokens", in: 1...OutputLimit.tokensMax)
    }

    /// A schema is shown to the model; effort costs no more than the output limit allows.
    private mutating func takeOutputConfig(_ value: JSONNode) throws(RequestError) {
        try value.checkMembers(["textFormat", "effort"], "outputConfig")
        guard let format = value.member("textFormat"), !format.isNull else { return }
        let param = "outputConfig.textFormat"
        try format.checkMembers(["type", "structure"], param)
        let structure = try format.required("structure", param)
        try structure.checkMembers(["jsonSchema"], "\(param).structure")
        prompt.addAnnouncement()
        prompt.addTree(format)
    }
}

/// The top-level parameters of Converse that may pass; any other is refused.
///
/// Names: the service model of bedrock-runtime in botocore 1.44.5. A parameter is here because it
/// is free, or because its cost is bounded by what we price.
enum ConverseParameter: Sendable {
    case messages, system, inferenceConfig, toolConfig, additionalFields
    case performanceConfig, serviceTier, outputConfig, promptVariables
    /// Free, and not part of the prompt.
    case free
    /// Costs money for which there is no price here.
    case unpriced

    private static let known: [(StaticString, ConverseParameter)] = [
        ("messages", .messages), ("system", .system), ("inferenceConfig", .inferenceConfig),
        ("toolConfig", .toolConfig), ("additionalModelRequestFields", .additionalFields),
        ("additionalModelResponseFieldPaths", .free), ("requestMetadata", .free),
        ("performanceConfig", .performanceConfig), ("serviceTier", .serviceTier),
        ("outputConfig", .outputConfig), ("promptVariables", .promptVariables),
        ("guardrailConfig", .unpriced),
    ]

    /// The parameter of that name; nil when nobody here knows it. Names differ in length, so that
    /// comparing lengths tells nearly all apart.
    static func named(_ name: JSONNode) -> ConverseParameter? {
        for entry in known where name.equals(entry.0) { return entry.1 }
        return nil
    }
}
