internal import FarthingCore

/// What a request of Bedrock's Converse says, as far as an answer depends on it.
struct ConverseCall {
    let model: String
    let isStream: Bool
    /// A count that no tokenizer goes below: every word is at least one token of its own, and every
    /// message costs at least three more.
    private(set) var promptTokens = 3
    private(set) var tokensMax: Int?
    private(set) var thinks = false
    private(set) var tier = "default"
    private(set) var user = ""
    private(set) var steering = Steering()
    /// A number from the whole body.
    private(set) var hash: UInt64 = 0

    private var promptSteering: Steering?

    init(parsing body: [UInt8], model: String, isStream: Bool) throws(ProviderError) {
        self.model = model
        self.isStream = isStream
        let document: JSONDocument
        do {
            document = try JSONDocument(body, limits: ChatRequest.limits)
        } catch {
            throw .validation("The request body is not valid JSON: \(error.message).")
        }
        guard document.root.kind == .object else {
            throw .validation("The request body is not an object.")
        }
        hash = ChatRequest.hash(of: body)
        for (name, value) in document.root.fields { try read(name, value) }
        guard promptTokens > 3 else {
            throw .validation("A conversation must have at least one message.")
        }
        steering = promptSteering.map(steering.over) ?? steering
    }

    /// Lets steering from a header win over steering from the body.
    mutating func steer(by header: Steering) { steering = header.over(steering) }

    private mutating func read(_ name: JSONNode, _ value: JSONNode) throws(ProviderError) {
        if name.equals("inferenceConfig") {
            guard let limit = value.member("maxTokens"), !limit.isNull else { return }
            guard let count = limit.int64, (1...1 << 40).contains(count) else {
                throw .validation("maxTokens must be a whole number from 1 on.")
            }
            tokensMax = Int(count)
        } else if name.equals("additionalModelRequestFields") {
            let type = value.member("thinking")?.member("type")
            thinks = !(type?.equals("disabled") ?? true)
        } else if name.equals("serviceTier") {
            tier = value.member("type")?.string ?? tier
        } else if name.equals("requestMetadata") {
            user = value.member("user")?.string ?? ""
            if let text = value.member("scripted")?.string { steering = Steering(parsing: text) }
        } else if name.equals("system") {
            readContent(value)
        } else if name.equals("messages") {
            for message in value.elements {
                promptTokens += 3
                promptSteering = nil
                if let content = message.member("content") { readContent(content) }
            }
        }
    }

    private mutating func readContent(_ content: JSONNode) {
        for block in content.elements {
            if let text = block.member("text") { readText(text) }
            if let inner = block.member("toolResult")?.member("content") { readContent(inner) }
        }
    }

    private mutating func readText(_ text: JSONNode) {
        let found = text.withUTF8 { bytes in
            (words: ChatRequest.words(in: bytes), steering: Steering(inPrompt: bytes))
        }
        promptTokens += found?.words ?? 0
        promptSteering = found?.steering ?? promptSteering
    }
}

extension CallPlan {
    /// Settles what the answer of Converse will be.
    init(_ request: ConverseCall, tag: String, sequence: Int, options: ScriptedOptions) {
        let steering = request.steering
        let chance = request.hash
        let limit = min(request.tokensMax ?? .max, options.completionTokensMax)
        let reasoning =
            steering.reasoningTokens ?? (request.thinks ? 32 + Int(chance >> 32 & 127) : 0)
        let text = steering.tokens ?? 16 + Int(chance & 127)
        let reasoningTokens = min(reasoning, limit)
        let textTokens = min(text, limit - reasoningTokens)
        choices = [
            Choice(
                start: Int(chance >> 48),
                textTokens: textTokens,
                reasoningTokens: reasoningTokens,
                isCutByLimit: textTokens < text || reasoningTokens < reasoning
            )
        ]
        fault = steering.fault ?? options.fault(sequence: sequence)
        let promptTokens = steering.promptTokens ?? request.promptTokens
        let cached = min(steering.cachedTokens ?? 0, promptTokens)
        let written = min(steering.writtenTokens ?? 0, promptTokens - cached)
        let hour = min(steering.hourTokens ?? 0, promptTokens - cached - written)
        call = BilledCall(
            sequence: sequence,
            tag: tag,
            user: request.user,
            model: request.model,
            requestedModel: request.model,
            promptTokens: promptTokens,
            cachedTokens: cached,
            cacheWriteTokens: written,
            cacheWriteHourTokens: hour,
            completionTokens: reasoningTokens + textTokens,
            reasoningTokens: reasoningTokens,
            serviceTier: request.tier,
            isStream: request.isStream,
            fault: fault,
            outcome: .open,
            idPrefix: "converse-s"
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
        form = ConverseForm()
    }
}

extension ProviderError {
    /// A request that Bedrock does not take.
    static func validation(_ message: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: message,
            type: "ValidationException",
            parameter: nil,
            code: nil
        )
    }
}
