extension CallPlan {
    /// Settles what the answer to a request for content will be.
    init(
        _ request: GenerateCall,
        tag: String,
        sequence: Int,
        isStream: Bool,
        options: ScriptedOptions
    ) {
        let steering = request.steering
        choices = (0..<request.choices).map { Self.choice($0, of: request, options) }
        fault = steering.fault ?? options.fault(sequence: sequence)
        let reasoningTokens = choices.reduce(0) { $0 + $1.reasoningTokens }
        let promptTokens = steering.promptTokens ?? request.promptTokens
        call = BilledCall(
            sequence: sequence,
            tag: tag,
            user: request.user,
            model: steering.model ?? request.model,
            requestedModel: request.model,
            promptTokens: promptTokens,
            cachedTokens: min(steering.cachedTokens ?? 0, promptTokens),
            completionTokens: choices.reduce(reasoningTokens) { $0 + $1.textTokens },
            reasoningTokens: reasoningTokens,
            serviceTier: request.serviceTier,
            isStream: isStream,
            fault: fault,
            outcome: .open,
            idPrefix: "gemini-s"
        )
        includesUsage = fault != .noUsage
        delayMs = steering.delayMs ?? options.delayMs
        chunkDelayMs = steering.chunkDelayMs ?? options.chunkDelayMs
        if fault == .slow {
            delayMs = max(delayMs, 1_000)
            chunkDelayMs = max(chunkDelayMs, 100)
        }
        chunkTokens = steering.chunkTokens ?? options.chunkTokens
        billAfterCloseTokens = steering.billAfterCloseTokens ?? options.billAfterCloseTokens
        createdSeconds = 0
        form = GeminiForm()
    }

    /// Settles the answer to a request for embeddings: there is no output.
    init(
        embedding request: GenerateCall,
        isBatch: Bool,
        tag: String,
        sequence: Int,
        options: ScriptedOptions
    ) {
        self.init(request, tag: tag, sequence: sequence, isStream: false, options: options)
        choices = []
        call.completionTokens = 0
        call.reasoningTokens = 0
        form = GeminiForm(
            embeddings: request.embeddings,
            dimensions: request.dimensions,
            isBatch: isBatch
        )
    }

    /// Thinking and text share the output limit.
    private static func choice(
        _ index: Int,
        of request: GenerateCall,
        _ options: ScriptedOptions
    ) -> Choice {
        let chance = mix(request.hash &+ UInt64(index))
        let limit = min(request.outputTokensMax ?? .max, options.completionTokensMax)
        let wished =
            request.steering.reasoningTokens
            ?? (request.thinks ? 32 + Int(chance >> 32 & 127) : 0)
        let reasoning = min(wished, request.thinkingTokensMax ?? .max)
        let text = request.steering.tokens ?? 16 + Int(chance & 127)
        let reasoningTokens = min(reasoning, limit)
        let textTokens = min(text, limit - reasoningTokens)
        return Choice(
            start: Int(chance >> 48),
            textTokens: textTokens,
            reasoningTokens: reasoningTokens,
            isCutByLimit: textTokens < text || reasoningTokens < reasoning
        )
    }
}
