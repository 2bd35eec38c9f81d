internal import FarthingCore

/// What a request for embeddings says, as far as an answer depends on it.
struct EmbeddingsRequest {
    private(set) var model = ""
    private(set) var promptTokens = 0
    private(set) var user = ""
    private(set) var form = EmbeddingsForm()
    private(set) var steering = Steering()

    init(parsing body: [UInt8]) throws(ProviderError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(body, limits: ChatRequest.limits)
        } catch {
            throw .malformed(error.message)
        }
        let root = document.root
        guard root.kind == .object else { throw .malformed("not an object") }
        model = root.member("model" as StaticString)?.string ?? ""
        user = root.member("user" as StaticString)?.string ?? ""
        guard !model.isEmpty else { throw .invalid("model", "you must provide a model") }
        form.isBase64 = root.member("encoding_format" as StaticString)?.equals("base64") ?? false
        if let node = root.member("dimensions" as StaticString), !node.isNull {
            guard let count = node.int64, (1...4_096).contains(count) else {
                throw .invalid("dimensions", "not a whole number from 1 to 4096")
            }
            form.dimensions = Int(count)
        }
        guard let input = root.member("input" as StaticString) else {
            throw .invalid("input", "it is required")
        }
        read(input)
        guard form.inputs > 0 else { throw .invalid("input", "it is empty") }
    }

    /// Lets steering from a header win over steering from the body.
    mutating func steer(by header: Steering) {
        steering = header.over(steering)
    }

    /// A text, texts, tokens, or lists of tokens.
    private mutating func read(_ input: JSONNode) {
        switch input.kind {
        case .string:
            form.inputs += 1
            let found = input.withUTF8 { bytes in
                (words: ChatRequest.words(in: bytes), steering: Steering(inPrompt: bytes))
            }
            promptTokens += found?.words ?? 0
            steering = found?.steering ?? steering
        case .array where input.elements.first { _ in true }?.kind == .number:
            form.inputs += 1
            promptTokens += input.count
        case .array:
            for element in input.elements { read(element) }
        default: return
        }
    }
}

extension CallPlan {
    init(
        _ request: EmbeddingsRequest,
        tag: String,
        sequence: Int,
        createdSeconds: Int,
        options: ScriptedOptions
    ) {
        let steering = request.steering
        choices = []
        fault = steering.fault ?? options.fault(sequence: sequence)
        call = BilledCall(
            sequence: sequence,
            tag: tag,
            user: request.user,
            model: steering.model ?? request.model,
            requestedModel: request.model,
            promptTokens: steering.promptTokens ?? request.promptTokens,
            cachedTokens: 0,
            completionTokens: 0,
            reasoningTokens: 0,
            serviceTier: "default",
            isStream: false,
            fault: fault,
            outcome: .open
        )
        includesUsage = true
        delayMs = max(steering.delayMs ?? options.delayMs, fault == .slow ? 1_000 : 0)
        chunkDelayMs = 0
        chunkTokens = options.chunkTokens
        billAfterCloseTokens = 0
        self.createdSeconds = createdSeconds
        form = request.form
    }
}
