extension CallPlan {
    init(
        _ request: ResponsesRequest,
        tag: String,
        sequence: Int,
        createdSeconds: Int,
        options: ScriptedOptions
    ) {
        let steering = request.steering
        let model = steering.model ?? request.model
        let chance = mix(request.hash)
        let thinks = Self.hidesReasoning(model)
        let wishedReasoning =
            steering.reasoningTokens ?? (thinks ? 32 + Int(chance >> 32 & 127) : 0)
        let wishedText = steering.tokens ?? 16 + Int(chance & 127)
        let limit = min(request.completionTokensMax ?? .max, options.completionTokensMax)
        let reasoning = min(wishedReasoning, limit)
        let text = min(wishedText, limit - reasoning)
        choices = [
            Choice(
                start: Int(chance >> 48),
                textTokens: text,
                reasoningTokens: reasoning,
                isCutByLimit: text < wishedText || reasoning < wishedReasoning
            )
        ]
        let promptTokens = steering.promptTokens ?? request.promptTokens
        fault = steering.fault ?? options.fault(sequence: sequence)
        call = BilledCall(
            sequence: sequence,
            tag: tag,
            user: request.user,
            model: model,
            requestedModel: request.model,
            promptTokens: promptTokens,
            cachedTokens: min(steering.cachedTokens ?? 0, promptTokens),
            completionTokens: reasoning + text,
            reasoningTokens: reasoning,
            serviceTier: request.serviceTier,
            isStream: request.isStream,
            fault: fault,
            outcome: .open
        )
        // The usage stands in the event that ends a stream.
        includesUsage = true
        let isSlow = fault == .slow
        delayMs = max(steering.delayMs ?? options.delayMs, isSlow ? 1_000 : 0)
        chunkDelayMs = max(steering.chunkDelayMs ?? options.chunkDelayMs, isSlow ? 100 : 0)
        chunkTokens = steering.chunkTokens ?? options.chunkTokens
        billAfterCloseTokens = steering.billAfterCloseTokens ?? options.billAfterCloseTokens
        self.createdSeconds = createdSeconds
        form = ResponsesForm()
    }
}
