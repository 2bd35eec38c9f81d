package import FarthingCore

/// Generating content as a metered route.
package struct GenerateContentReader: MeteredReader {
    package let model: String
    package let isStream: Bool

    package init(model: String, isStream: Bool) {
        self.model = model
        self.isStream = isStream
    }

    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        try GenerateContentRequest.read(body, model: model, isStream: isStream)
    }
}

extension GenerateContentRequest: MeteredRequest {
    /// No limit that a request states has been seen to hold for images.
    package var outputLimitTokens: Int64? { makesImages ? nil : outputLimit }

    package var bodyBytes: Int { document.bytes.count }

    package var variants: PriceVariantSet { tier.variants }

    /// More than any model can put out for those whose output must not be written down.
    package var leastOutputTokens: Int64 {
        makesImages ? OutputLimit.tokensMax : thinkingBudget
    }

    /// Thinking that is switched off hides nothing; few models can do without it (Google, “Gemini
    /// thinking”). An image is made before any of it is seen.
    package var hidesOutput: Bool? {
        if makesImages { return true }
        return isThinkingOff && model.hasPrefix("gemini-2.5-flash") ? false : nil
    }

    /// Whether the answer may have images in it: models that make them do so unasked.
    private var makesImages: Bool {
        modalities?.contains(.image) ?? GeminiModel(model).makesImages
    }

    /// Counts each byte of text as a token, whatever the counter: no vocabulary of these models
    /// ships.
    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        var bound = prompt.bound(GeminiModel(model), resolution)
        bound.outputTokensMax = outputTokensMax
        if let limit = outputLimitTokens { bound.outputTokensMax = min(limit, outputTokensMax) }
        bound.choices = choices
        bound.makesImages = makesImages
        return bound
    }

    package func splices(_ changes: RequestChanges) -> [Splice] {
        guard let tokens = changes.outputLimit, tokens != outputLimit else { return [] }
        let number = Array(String(tokens).utf8)
        if let limitValue { return [Splice(limitValue.range, number)] }
        let member = Array("\"maxOutputTokens\":".utf8) + number
        guard let config else {
            let text = Array(",\"generationConfig\":{".utf8) + member + Array("}".utf8)
            return [Splice(lastMemberEnd..<lastMemberEnd, text)]
        }
        guard config.kind == .object else {
            return [Splice(config.range, Array("{".utf8) + member + Array("}".utf8))]
        }
        let inside = config.range.lowerBound + 1
        let separator = config.count > 0 ? Array(",".utf8) : []
        return [Splice(inside..<inside, member + separator)]
    }

    package func renamed(to model: String, target: String) -> RenamedRequest? {
        let hasThinking = ["thinkingConfig", "thinking_config"].contains {
            config?.member($0) != nil
        }
        guard !makesImages, !hasThinking || GeminiModel(model).thinks else { return nil }
        return RenamedRequest(
            document.bytes,
            target: target,
            behind: "/models/",
            upTo: ":",
            segment: model
        )
    }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter {
        makesImages
            ? GeminiStreamMeter(
                choices: choices,
                eventBytesMax: GeminiStreamMeter.imageEventBytesMax
            )
            : GeminiStreamMeter(choices: choices)
    }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer { GenerateContentAnswer(body) }
}
