internal import FarthingCore

/// What a request for a message says, as far as an answer depends on it.
struct MessagesCall {
    private(set) var model = ""
    /// A count that no tokenizer goes below: every word is at least one token of its own, and every
    /// message costs at least three more; tools cost what Anthropic documents at the least.
    private(set) var promptTokens = 3
    private(set) var tokensMax: Int?
    private(set) var isStream = false
    private(set) var thinks = false
    private(set) var isFast = false
    private(set) var user = ""
    private(set) var steering = Steering()
    /// A number from the whole body.
    private(set) var hash: UInt64 = 0

    private var promptSteering: Steering?

    /// Anthropic's tool use system prompt has 264 tokens or more.
    private static let toolsTokens = 264

    /// `needsLimit` is false where tokens are only counted.
    init(parsing body: [UInt8], needsLimit: Bool = true) throws(ProviderError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(body)
        } catch {
            throw .invalidMessage("The request body is not valid JSON: \(error.message).")
        }
        guard document.root.kind == .object else {
            throw .invalidMessage("The request body is not an object.")
        }
        hash = Self.hash(of: body)
        for (name, value) in document.root.fields { try read(name, value) }
        guard !model.isEmpty else { throw .invalidMessage("model: Field required") }
        guard tokensMax != nil || !needsLimit else {
            throw .invalidMessage("max_tokens: Field required")
        }
        guard promptTokens > 3 else { throw .invalidMessage("messages: Field required") }
        steering = promptSteering.map(steering.over) ?? steering
    }

    /// Lets steering from a header win over steering from the body.
    mutating func steer(by header: Steering) { steering = header.over(steering) }

    private mutating func read(_ name: JSONNode, _ value: JSONNode) throws(ProviderError) {
        if name.equals("model") {
            model = value.string ?? ""
        } else if name.equals("max_tokens") {
            guard let limit = value.int64, (0...1 << 40).contains(limit) else {
                throw .invalidMessage("max_tokens: Input should be a valid integer")
            }
            tokensMax = Int(limit)
        } else if name.equals("stream") {
            isStream = value.bool ?? false
        } else if name.equals("speed") {
            isFast = value.equals("fast")
        } else if name.equals("thinking") {
            let type = value.member("type")
            thinks = !(type?.equals("disabled") ?? true)
        } else if name.equals("metadata") {
            user = value.member("user_id")?.string ?? ""
        } else if name.equals("tools") {
            if value.count > 0 { promptTokens += Self.toolsTokens }
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
        readText(content)
        for block in content.elements {
            if let text = block.member("text") { readText(text) }
            if let inner = block.member("content") { readContent(inner) }
        }
    }

    private mutating func readText(_ text: JSONNode) {
        let found = text.withUTF8 { bytes in
            (words: Self.words(in: bytes), steering: Steering(inPrompt: bytes))
        }
        promptTokens += found?.words ?? 0
        promptSteering = found?.steering ?? promptSteering
    }

    /// Runs of bytes above the space.
    private static func words(in text: UnsafeBufferPointer<UInt8>) -> Int {
        var words = 0
        var isInside = false
        for byte in text {
            let isVisible = byte > 0x20
            if isVisible && !isInside { words += 1 }
            isInside = isVisible
        }
        return words
    }

    /// FNV-1a: it need only be the same for the same body.
    private static func hash(of body: [UInt8]) -> UInt64 {
        mix(body.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }
}

extension CallPlan {
    /// Settles what the answer to a message will be.
    init(_ request: MessagesCall, tag: String, sequence: Int, options: ScriptedOptions) {
        let steering = request.steering
        let chance = request.hash
        let limit = min(request.tokensMax ?? 0, options.completionTokensMax)
        let reasoning =
            steering.reasoningTokens ?? (request.thinks ? 32 + Int(chance >> 32 & 127) : 0)
        let text = steering.tokens ?? 16 + Int(chance & 127)
        let reasoningTokens = min(reasoning, limit)
        let textTokens = min(text, limit - reasoningTokens)
        let choice = Choice(
            start: Int(chance >> 48),
            textTokens: textTokens,
            reasoningTokens: reasoningTokens,
            isCutByLimit: textTokens < text || reasoningTokens < reasoning
        )
        choices = [choice]
        fault = steering.fault ?? options.fault(sequence: sequence)
        let promptTokens = steering.promptTokens ?? request.promptTokens
        let cached = min(steering.cachedTokens ?? 0, promptTokens)
        let written = min(steering.writtenTokens ?? 0, promptTokens - cached)
        let hour = min(steering.hourTokens ?? 0, promptTokens - cached - written)
        call = BilledCall(
            sequence: sequence,
            tag: tag,
            user: request.user,
            model: steering.model ?? request.model,
            requestedModel: request.model,
            promptTokens: promptTokens,
            cachedTokens: cached,
            cacheWriteTokens: written,
            cacheWriteHourTokens: hour,
            webSearches: steering.searches ?? 0,
            completionTokens: reasoningTokens + textTokens,
            reasoningTokens: reasoningTokens,
            serviceTier: request.isFast ? "fast" : "standard",
            isStream: request.isStream,
            fault: fault,
            outcome: .open,
            idPrefix: "msg_s"
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
        form = MessagesForm()
    }
}

extension ProviderError {
    /// A request that Anthropic does not take.
    static func invalidMessage(_ message: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: message,
            type: "invalid_request_error",
            parameter: nil,
            code: nil
        )
    }
}
