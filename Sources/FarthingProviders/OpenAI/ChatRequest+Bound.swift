package import FarthingCore

/// An image in a message.
package struct ChatImage: Hashable, Sendable {
    package let detail: ImageDetail

    /// Nil where the request does not carry the image itself.
    package let size: ImageSize?
}

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
        guard let imageTokens = imageTokensMax(model: model) else { return nil }
        return CallBound(
            inputTokensMax: counter.map(inputTokens) ?? inputBoundBytes,
            imageTokensMax: imageTokens,
            outputTokensMax: min(outputLimit?.tokens ?? outputTokensMax, outputTokensMax),
            choices: choices,
            predictionTokensMax: counter.map(predictionTokens) ?? predictionBytes
        )
    }

    /// The most input tokens that the images cost with `model`; nil where it has no known formula
    /// or does not take one of the details.
    package func imageTokensMax(model: String) -> Int64? {
        guard !images.isEmpty else { return 0 }
        guard let formula = ImageTokenFormula.of(openAIModel: model) else { return nil }
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
