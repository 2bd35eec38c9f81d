import FarthingCore

extension GenerateContentRequest {
    /// The members of the request (Google, “Generating content”, and `google-genai` 3.4.0).
    enum Member {
        case contents, systemInstruction, tools, toolConfig, safetySettings, generationConfig
        case serviceTier, model
        /// Free, and not part of the prompt.
        case free
        case cachedContent, continuationToken
    }

    static let members = ProtoMembers<Member>([
        ("contents", .contents), ("systemInstruction", .systemInstruction), ("tools", .tools),
        ("toolConfig", .toolConfig), ("safetySettings", .safetySettings),
        ("generationConfig", .generationConfig), ("serviceTier", .serviceTier),
        ("model", .model), ("labels", .free), ("store", .free),
        ("cachedContent", .cachedContent), ("continuationToken", .continuationToken),
    ])

    private static let safetyMembers = ProtoMembers<Void>([
        ("category", ()), ("threshold", ()), ("method", ()),
    ])

    init(_ document: JSONDocument, model: String, isStream: Bool) throws(RequestError) {
        self.document = document
        self.model = model
        self.isStream = isStream
        var hasContents = false
        try Self.members.each(in: document.root, "") { member, value throws(RequestError) in
            if case .contents = member { hasContents = !value.isNull }
            try take(member, value)
            lastMemberEnd = value.range.upperBound
        }
        guard hasContents else { throw .missing("contents") }
    }

    private mutating func take(_ member: Member, _ value: JSONNode) throws(RequestError) {
        switch member {
        case .free: return
        case .contents: try prompt.takeContents(value)
        case .systemInstruction: try prompt.takeContent(value, "systemInstruction")
        case .tools: try takeTools(value)
        case .toolConfig: try takeToolConfig(value)
        case .safetySettings:
            try value.eachElement("safetySettings") { setting, index throws(RequestError) in
                try Self.safetyMembers.each(in: setting, "safetySettings[\(index)]") { _, _ in }
            }
        case .generationConfig: try takeConfig(value)
        case .serviceTier: try takeTier(value)
        case .model: try value.checkModel(model, "model")
        case .cachedContent:
            guard value.isNull else {
                throw .unpriced("cachedContent", "what the cache holds and costs is not known here")
            }
        case .continuationToken:
            guard value.isNull else {
                throw .unpriced(
                    "continuationToken",
                    "how much input stands behind it is not known here"
                )
            }
        }
    }

    private mutating func takeTier(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        guard let name = value.string else {
            throw .type("serviceTier", expected: "a string", got: value)
        }
        guard let tier = GeminiTier(name) else {
            throw .unpriced("serviceTier", "this tier has no price here")
        }
        self.tier = tier
    }
}

extension JSONNode {
    /// Checks that this names the same model as the path, or none.
    func checkModel(_ model: String, _ param: @autoclosure () -> String) throws(RequestError) {
        guard isNull || isEqual(to: model) || isEqual(to: "models/\(model)") else {
            throw RequestError(
                .invalidValue,
                param: param(),
                "The body names another model than the path. Leave '\(param())' out."
            )
        }
    }
}
