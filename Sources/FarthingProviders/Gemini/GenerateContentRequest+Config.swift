import FarthingCore

/// Reads the generation config.
extension GenerateContentRequest {
    enum ConfigMember {
        case maxOutputTokens, candidateCount, thinkingConfig, responseModalities, mediaResolution
        case imageConfig, responseFormat
        /// Announced to the model: counted as input.
        case schema
        case free, refused
    }

    static let configMembers = ProtoMembers<ConfigMember>([
        ("maxOutputTokens", .maxOutputTokens), ("candidateCount", .candidateCount),
        ("thinkingConfig", .thinkingConfig), ("responseModalities", .responseModalities),
        ("mediaResolution", .mediaResolution), ("imageConfig", .imageConfig),
        ("responseSchema", .schema), ("responseJsonSchema", .schema),
        ("_responseJsonSchema", .schema), ("responseFormat", .responseFormat),
        ("temperature", .free), ("topP", .free), ("topK", .free), ("seed", .free),
        ("stopSequences", .free), ("responseMimeType", .free), ("presencePenalty", .free),
        ("frequencyPenalty", .free), ("responseLogprobs", .free), ("logprobs", .free),
        ("enableEnhancedCivicAnswers", .free), ("speechConfig", .refused),
        ("audioTranscriptionConfig", .refused), ("translationConfig", .refused),
        ("routingConfig", .refused), ("modelSelectionConfig", .refused),
    ])

    private enum ThinkingMember { case budget, free }

    private static let thinkingMembers = ProtoMembers<ThinkingMember>([
        ("thinkingBudget", .budget), ("thinkingLevel", .free), ("includeThoughts", .free),
    ])

    private static let imageMembers = ProtoMembers<Void>([("aspectRatio", ()), ("imageSize", ())])

    private static let formatMembers = ProtoMembers<Void>([("text", ())])

    /// Dynamic is −1; no model thinks for more tokens than it may put out.
    private static let budgetRange: ClosedRange<Int64> = -1...OutputLimit.tokensMax

    mutating func takeConfig(_ value: JSONNode) throws(RequestError) {
        config = value
        guard !value.isNull else { return }
        let param = "generationConfig"
        try Self.configMembers.each(in: value, param) { member, value throws(RequestError) in
            try take(member, value, param)
        }
    }

    private mutating func take(
        _ member: ConfigMember,
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) {
        switch member {
        case .free: return
        case .maxOutputTokens:
            limitValue = value
            let range = 1...OutputLimit.tokensMax
            outputLimit = try value.integer("\(param).maxOutputTokens", in: range)
        case .candidateCount:
            let range = 1...Self.choicesMax
            choices = try value.integer("\(param).candidateCount", in: range) ?? 1
        case .thinkingConfig: try takeThinking(value, "\(param).thinkingConfig")
        case .responseModalities: try takeModalities(value, "\(param).responseModalities")
        case .mediaResolution:
            guard !value.isNull else { return }
            resolution = try GeminiResolution(value, "\(param).mediaResolution")
        case .imageConfig:
            guard !value.isNull else { return }
            try Self.imageMembers.each(in: value, "\(param).imageConfig") { _, _ in }
        case .schema:
            guard !value.isNull else { return }
            prompt.textTokens += GeminiPrompt.announcementTokens + value.treeBytes
        case .responseFormat:
            guard !value.isNull else { return }
            try Self.formatMembers.each(in: value, "\(param).responseFormat") { _, _ in }
            prompt.textTokens += GeminiPrompt.announcementTokens + value.treeBytes
        case .refused:
            guard value.isNull else {
                throw .unpriced(param, "it has a member for which there is no price here")
            }
        }
    }

    private mutating func takeThinking(
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) {
        guard !value.isNull else { return }
        try Self.thinkingMembers.each(in: value, param) { member, value throws(RequestError) in
            guard member == .budget else { return }
            let budget = try value.integer("\(param).thinkingBudget", in: Self.budgetRange)
            thinkingBudget = max(0, budget ?? 0)
            isThinkingOff = budget == 0
        }
    }

    private mutating func takeModalities(
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) {
        guard !value.isNull, value.count > 0 || value.kind != .array else { return }
        var taken: GeminiModalities = []
        try value.eachElement(param) { modality, _ throws(RequestError) in
            if modality.equals("TEXT") {
                taken.insert(.text)
            } else if modality.equals("IMAGE"), GeminiModel(model).makesImages {
                taken.insert(.image)
            } else {
                throw .unpriced(param, "only text, and images of image models, have a price here")
            }
        }
        modalities = taken
    }
}
