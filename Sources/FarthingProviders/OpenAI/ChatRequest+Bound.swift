package import FarthingCore

extension ChatRequest {
    /// The most that the call can use when it is sent to `model`; nil where its images cannot be
    /// bounded, because no formula for that model is known.
    ///
    /// - Parameters:
    ///   - model: the request's own, or the one that a downgrade chose.
    ///   - outputTokensMax: the model's own maximum; the request's limit counts where it is less.
    ///   - counter: counts the input exactly where given; else its bytes bound it.
    package func bound(
        model: String,
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) -> CallBound? {
        guard let imageTokens = ImageTokenFormula.tokensMax(of: images, model: model) else {
            return nil
        }
        return CallBound(
            inputTokensMax: counter.map(inputTokens) ?? inputBoundBytes,
            imageTokensMax: imageTokens,
            outputTokensMax: min(outputLimit?.tokens ?? outputTokensMax, outputTokensMax),
            choices: choices,
            predictionTokensMax: counter.map(predictionTokens) ?? predictionBytes
        )
    }
}

extension ImageTokenFormula {
    /// The most input tokens that images cost with an OpenAI model; nil where it has no known
    /// formula or does not take one of the details.
    package static func tokensMax(of images: [ChatImage], model: String) -> Int64? {
        guard !images.isEmpty else { return 0 }
        guard let formula = of(openAIModel: model) else { return nil }
        var total: Int64 = 0
        for image in images {
            guard let tokens = formula.tokensMax(size: image.size, detail: image.detail) else {
                return nil
            }
            total += tokens
        }
        return total
    }
}
