internal import FarthingCore

/// What a chat completion request says, as far as an answer depends on it.
struct ChatRequest {
    private(set) var model = ""
    /// A count that no tokenizer of the GPT family goes below: every word is at least one token of
    /// its own, and every message costs at least three more; so is the answer's beginning.
    private(set) var promptTokens = 3
    private(set) var choices = 1
    /// The request's output limit, for each choice.
    private(set) var completionTokensMax: Int?
    private(set) var isStream = false
    private(set) var includesUsage = false
    private(set) var serviceTier = "default"
    private(set) var user = ""
    private(set) var steering = Steering()
    /// A number from the whole body.
    private(set) var hash: UInt64 = 0

    private var promptSteering: Steering?

    static let limits = {
        var limits = JSONLimits()
        limits.refusesDuplicates = false
        return limits
    }()

    init(parsing body: [UInt8]) throws(ProviderError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(body, limits: Self.limits)
        } catch {
            throw .malformed(error.message)
        }
        guard document.root.kind == .object else { throw .malformed("not an object") }
        hash = Self.hash(of: body)
        var hasMessages = false
        for (name, value) in document.root.fields {
            if name.equals("messages") {
                try readMessages(value)
                hasMessages = true
            } else {
                try readParameter(name, value)
            }
        }
        guard !model.isEmpty else { throw .invalid("model", "you must provide a model") }
        guard hasMessages else { throw .invalid("messages", "at least one message is required") }
        steering = promptSteering.map(steering.over) ?? steering
    }

    /// Lets steering from a header win over steering from the body.
    mutating func steer(by header: Steering) {
        steering = header.over(steering)
    }

    private mutating func readParameter(
        _ name: JSONNode,
        _ value: JSONNode
    ) throws(ProviderError) {
        if name.equals("model") {
            guard let text = value.string else { throw .invalid("model", "not a string") }
            model = text
        } else if name.equals("max_completion_tokens") || name.equals("max_tokens") {
            if value.isNull { return }
            let limit = try count(value, name.string ?? "", 1...1 << 40)
            completionTokensMax = min(limit, completionTokensMax ?? limit)
        } else if name.equals("n") {
            if !value.isNull { choices = try count(value, "n", 1...128) }
        } else if name.equals("stream") {
            isStream = value.bool ?? false
        } else if name.equals("stream_options") {
            includesUsage = value.member("include_usage")?.bool ?? false
        } else if name.equals("service_tier") {
            if let tier = value.string, tier != "auto" { serviceTier = tier }
        } else if name.equals("user") {
            user = value.string ?? ""
        } else if name.equals("metadata") {
            if let text = value.member("scripted")?.string { steering = Steering(parsing: text) }
        }
    }

    private mutating func readMessages(_ messages: JSONNode) throws(ProviderError) {
        guard messages.kind == .array, messages.count > 0 else {
            throw .invalid("messages", "not an array of at least one message")
        }
        for message in messages.elements {
            promptTokens += 3
            promptSteering = nil
            guard let content = message.member("content") else { continue }
            readText(content)
            for part in content.elements {
                if let text = part.member("text") { readText(text) }
            }
        }
    }

    private mutating func readText(_ text: JSONNode) {
        let found = text.withUTF8 { bytes in
            (words: Self.words(in: bytes), steering: Steering(inPrompt: bytes))
        }
        promptTokens += found?.words ?? 0
        promptSteering = found?.steering ?? promptSteering
    }

    private func count(
        _ value: JSONNode,
        _ name: String,
        _ range: ClosedRange<Int64>
    ) throws(ProviderError) -> Int {
        guard let number = value.int64, range.contains(number) else {
            throw .invalid(name, "not a whole number from \(range.lowerBound) on")
        }
        return Int(number)
    }

    /// Runs of bytes above the space.
    static func words(in text: UnsafeBufferPointer<UInt8>) -> Int {
        var words = 0
        var isInside = false
        for byte in text {
            let isVisible = byte > 0x20
            if isVisible && !isInside { words += 1 }
            isInside = isVisible
        }
        return words
    }

    /// FNV-1a, eight bytes at a step: it need only be the same for the same body.
    static func hash(of body: [UInt8]) -> UInt64 {
        body.withUnsafeBytes { bytes in
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            var offset = 0
            while offset + 8 <= bytes.count {
                let step = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hash = (hash ^ step) &* 0x100_0000_01B3
                offset += 8
            }
            for byte in bytes[offset...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return mix(hash)
        }
    }
}
