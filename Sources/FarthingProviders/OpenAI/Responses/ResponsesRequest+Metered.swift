package import FarthingCore

/// Responses as a metered route.
package typealias ResponsesReader = BodyReader<ResponsesRequest>

extension ResponsesRequest: BodyRequest {
    package var outputLimitTokens: Int64? { outputLimit }

    package var bodyBytes: Int { document.bytes.count }

    package var job: JobKind? { isBackground ? .openAIResponse : nil }

    package var namesTier: Bool { namesServiceTier }

    package var variants: PriceVariantSet { (serviceTier ?? .auto).variants }

    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        if let unmeasured { throw .unpriced(unmeasured.param, unmeasured.reason) }
        guard let imageTokens = ImageTokenFormula.tokensMax(of: images, model: model) else {
            throw .unpriced("input", "what '\(model)' bills for images is not known here")
        }
        return CallBound(
            inputTokensMax: counter.map(inputTokens) ?? inputBoundBytes,
            imageTokensMax: imageTokens,
            outputTokensMax: min(outputLimit ?? outputTokensMax, outputTokensMax)
        )
    }

    /// The most that the call can use whatever its prompt refers to: no input is longer than the
    /// model's context, and images may be all of it.
    package func bound(contextTokens: Int64, outputTokensMax: Int64) -> CallBound {
        CallBound(
            inputTokensMax: 0,
            imageTokensMax: contextTokens,
            outputTokensMax: min(outputLimit ?? outputTokensMax, outputTokensMax)
        )
    }

    /// What the prompt refers to is bounded by the context where that is known.
    package func bound(
        at price: ModelPrice,
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        guard unmeasured != nil, let context = price.contextTokens else {
            return try bound(outputTokensMax: outputTokensMax, counter: counter)
        }
        return bound(contextTokens: context, outputTokensMax: outputTokensMax)
    }

    package func splices(_ changes: RequestChanges) -> [Splice] {
        var splices: [Splice] = []
        var appended: [UInt8] = []
        if let tokens = changes.outputLimit, tokens != outputLimit {
            if let limitValue {
                splices.append(Splice(limitValue.range, Array(String(tokens).utf8)))
            } else {
                appended += ",\"max_output_tokens\":\(tokens)".utf8
            }
        }
        if changes.pinsTier, !namesTier { appended += ServiceTier.default.appended }
        if !appended.isEmpty {
            splices.append(Splice(lastMemberEnd..<lastMemberEnd, appended))
        }
        return splices
    }

    package func renamed(to model: String, target: String) -> RenamedRequest? {
        let isKnown = OpenAIModel(self.model).reasoning != .unknown
        guard job == nil,
            !isKnown || !OpenAIModel(model).refusesParameters(of: document.root)
        else { return nil }
        return RenamedRequest(document, target: target, model: model)
    }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter {
        ResponsesStreamMeter(counter: counter)
    }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer { ResponsesAnswer(body) }
}
