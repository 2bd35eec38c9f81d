/// Everything about one answer, settled before its first byte.
struct CallPlan {
    struct Choice: Equatable {
        /// Where in the ring of words its text begins.
        var start: Int
        /// Tokens of text.
        var textTokens: Int
        /// Tokens of thinking before the text.
        var reasoningTokens: Int
        /// Whether the limit ended it.
        var isCutByLimit: Bool

        var finishReason: StaticString { isCutByLimit ? "length" : "stop" }
    }

    /// The call as it would be billed if it came to its end.
    var call: BilledCall
    var choices: [Choice]
    var includesUsage: Bool
    var fault: ScriptedFault
    var delayMs: Int64
    var chunkDelayMs: Int64
    var chunkTokens: ClosedRange<Int>
    var billAfterCloseTokens: Int
    var createdSeconds: Int
    /// How the answer is written.
    var form: any AnswerForm = ChatForm()

    var textTokens: Int { call.completionTokens - call.reasoningTokens }

    init(
        _ request: ChatRequest,
        tag: String,
        sequence: Int,
        createdSeconds: Int,
        options: ScriptedOptions
    ) {
        let steering = request.steering
        let promptTokens = steering.promptTokens ?? request.promptTokens
        let model = steering.model ?? request.model
        fault = steering.fault ?? options.fault(sequence: sequence)
        choices = (0..<request.choices).map { index in
            Self.choice(index, of: request, model: model, options: options)
        }
        let reasoningTokens = choices.reduce(0) { $0 + $1.reasoningTokens }
        call = BilledCall(
            sequence: sequence,
            tag: tag,
            user: request.user,
            model: model,
            requestedModel: request.model,
            promptTokens: promptTokens,
            cachedTokens: min(steering.cachedTokens ?? 0, promptTokens),
            completionTokens: choices.reduce(reasoningTokens) { $0 + $1.textTokens },
            reasoningTokens: reasoningTokens,
            serviceTier: request.serviceTier,
            isStream: request.isStream,
            fault: fault,
            outcome: .open
        )
        includesUsage = request.includesUsage
        delayMs = steering.delayMs ?? options.delayMs
        chunkDelayMs = steering.chunkDelayMs ?? options.chunkDelayMs
        if fault == .slow {
            delayMs = max(delayMs, 1_000)
            chunkDelayMs = max(chunkDelayMs, 100)
        }
        chunkTokens = steering.chunkTokens ?? options.chunkTokens
        billAfterCloseTokens = steering.billAfterCloseTokens ?? options.billAfterCloseTokens
        self.createdSeconds = createdSeconds
    }

    /// Models of the o series and of GPT-5 think before they speak, and bill it.
    static func hidesReasoning(_ model: String) -> Bool {
        if model.hasPrefix("gpt-5") { return !model.contains("-chat") }
        return model.hasPrefix("o") && model.dropFirst().first?.isNumber == true
    }

    private static func choice(
        _ index: Int,
        of request: ChatRequest,
        model: String,
        options: ScriptedOptions
    ) -> Choice {
        let chance = mix(request.hash &+ UInt64(index))
        let limit = min(request.completionTokensMax ?? .max, options.completionTokensMax)
        let thinks = hidesReasoning(model)
        let reasoning =
            request.steering.reasoningTokens ?? (thinks ? 32 + Int(chance >> 32 & 127) : 0)
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
