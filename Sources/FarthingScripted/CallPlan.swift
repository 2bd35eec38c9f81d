/// Everything about one answer, settled before its first byte.
struct CallPlan {
    struct Choice: Equatable {
        /// Where in the ring of words its text begins.
        var start: Int
        /// Tokens of text, or of a tool's arguments.
        var textTokens: Int
        /// Tokens of what stands around a tool's arguments.
        var frameTokens = 0
        /// Tokens of thinking before the text.
        var reasoningTokens: Int
        /// Whether the limit ended it.
        var isCutByLimit: Bool
    }

    /// The call as it would be billed if it came to its end.
    var call: BilledCall
    var choices: [Choice]
    /// What each choice is in place of a text; nil for texts.
    var toolCall: ToolCall?
    var includesUsage: Bool
    var fault: ScriptedFault
    var delayMs: Int64
    var chunkDelayMs: Int64
    var chunkTokens: ClosedRange<Int>
    var billAfterCloseTokens: Int
    var createdSeconds: Int
    /// What is said about the work where the answer comes later; nil where it does not.
    var background: JobSteering?
    /// How the answer is written.
    var form: any AnswerForm = ChatForm()

    /// All that is billed as output but the thinking.
    var outputTokens: Int { call.completionTokens - call.reasoningTokens }
    var textTokens: Int { choices.reduce(0) { $0 + $1.textTokens } }

    /// How often a stream tells its usage.
    var usageTimes: Int { fault == .repeatedUsage ? 3 : 1 }

    /// What the usage is made of when it is told for this time, from 0.
    func told(time: Int) -> CallPlan {
        var plan = self
        if fault == .repeatedUsage, time == 0 { plan.fault = .wrongUsage }
        return plan
    }

    /// A count as a usage shows it, which the fault may falsify.
    func shown(_ count: Int) -> Int {
        fault == .zeroUsage ? 0 : count / (fault == .wrongUsage ? 2 : 1)
    }

    /// Settles what the answer will be.
    init(
        _ asked: AskedAnswer,
        in form: any AnswerForm,
        tag: String,
        sequence: Int,
        createdSeconds: Int,
        options: ScriptedOptions
    ) {
        let steering = asked.steering
        toolCall = asked.toolCall
        fault = steering.fault ?? options.fault(sequence: sequence)
        choices = (0..<asked.choices).map { Self.choice($0, of: asked, options: options) }
        let reasoningTokens = choices.reduce(0) { $0 + $1.reasoningTokens }
        let promptTokens = steering.promptTokens ?? asked.promptTokens
        let cached = min(steering.cachedTokens ?? 0, promptTokens)
        let written = min(steering.writtenTokens ?? 0, promptTokens - cached)
        let hour = min(steering.hourTokens ?? 0, promptTokens - cached - written)
        call = BilledCall(
            sequence: sequence,
            tag: tag,
            user: asked.user,
            model: steering.model ?? asked.model,
            requestedModel: asked.model,
            promptTokens: promptTokens,
            cachedTokens: cached,
            cacheWriteTokens: form.billsCacheWrites ? written : 0,
            cacheWriteHourTokens: form.billsCacheWrites ? hour : 0,
            webSearches: form.billsSearches ? steering.searches ?? 0 : 0,
            completionTokens: choices.reduce(reasoningTokens) { sum, choice in
                sum + choice.textTokens + choice.frameTokens
            },
            reasoningTokens: reasoningTokens,
            serviceTier: asked.serviceTier,
            isStream: asked.isStream,
            fault: fault,
            outcome: .open,
            idPrefix: form.idPrefix
        )
        includesUsage = asked.includesUsage && fault != .noUsage
        let isSlow = fault == .slow
        delayMs = max(steering.delayMs ?? options.delayMs, isSlow ? 1_000 : 0)
        chunkDelayMs = max(steering.chunkDelayMs ?? options.chunkDelayMs, isSlow ? 100 : 0)
        chunkTokens = steering.chunkTokens ?? options.chunkTokens
        billAfterCloseTokens = steering.billAfterCloseTokens ?? options.billAfterCloseTokens
        self.createdSeconds = createdSeconds
        background = asked.isBackground && !asked.isStream ? steering.job : nil
        self.form = form
    }

    /// Models of the o series and of GPT-5 think before they speak, and bill it.
    static func hidesReasoning(_ model: String) -> Bool {
        if model.hasPrefix("gpt-5") { return !model.contains("-chat") }
        return model.hasPrefix("o") && model.dropFirst().first?.isNumber == true
    }

    /// Thinking and text share the output limit.
    private static func choice(
        _ index: Int,
        of asked: AskedAnswer,
        options: ScriptedOptions
    ) -> Choice {
        let chance = mix(asked.hash &+ UInt64(index))
        let limit = min(asked.outputTokensMax ?? .max, options.completionTokensMax)
        let steered = asked.steering.reasoningTokens
        let thoughts = steered ?? (asked.thinks ? 32 + Int(chance >> 32 & 127) : 0)
        let wishedReasoning = min(thoughts, asked.thinkingTokensMax ?? .max)
        let wishedText = asked.steering.tokens ?? 16 + Int(chance & 127)
        let reasoning = min(wishedReasoning, limit)
        let frame = min(asked.toolCall?.frameTokens ?? 0, limit - reasoning)
        let text = min(max(wishedText, min(frame, 1)), limit - reasoning - frame)
        return Choice(
            start: Int(chance >> 48),
            textTokens: text,
            frameTokens: frame,
            reasoningTokens: reasoning,
            isCutByLimit: text < wishedText || reasoning < wishedReasoning
        )
    }
}
