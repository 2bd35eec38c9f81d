internal import FarthingCore

/// What a request of any dialect says, as far as an answer depends on it.
struct AskedAnswer {
    var model = ""
    /// A count that no tokenizer goes below: every word is at least one token of its own.
    var promptTokens: Int
    var choices = 1
    /// The request's output limit, for each choice; thinking counts against it.
    var outputTokensMax: Int?
    /// The limit of thinking alone.
    var thinkingTokensMax: Int?
    var thinks = false
    var isStream = false
    /// Whether the answer comes later.
    var isBackground = false
    /// Whether a stream shows its usage.
    var includesUsage = true
    var serviceTier = "default"
    var user = ""
    /// A number from the whole body.
    let hash: UInt64
    /// The tools that an answer may call, as the request describes them.
    private var tools: [ToolCall] = []
    private var metadataSteering = Steering()
    private var promptSteering: Steering?
    private var headerSteering: Steering?

    /// What an answer's beginning costs, and each message: no tokenizer takes less.
    static let frameTokens = 3

    init(body: [UInt8], promptTokens: Int = Self.frameTokens) {
        self.promptTokens = promptTokens
        hash = Self.hash(of: body)
    }

    /// A header's steering wins over that of metadata, and this over a message's.
    var steering: Steering {
        let inner = promptSteering.map(metadataSteering.over) ?? metadataSteering
        return headerSteering?.over(inner) ?? inner
    }

    /// The call of a tool that steering asks for; nil where the request has no such tool.
    var toolCall: ToolCall? {
        steering.tool.flatMap { name in tools.first { $0.name == name } }
    }

    /// Counts a text, and follows what steering stands in it.
    mutating func read(text: JSONNode) {
        let found = text.withUTF8 { bytes in
            (words: Self.words(in: bytes), steering: Steering(inPrompt: bytes))
        }
        promptTokens += found?.words ?? 0
        promptSteering = found?.steering ?? promptSteering
    }

    /// Steering in a message is good for the answer to it, and not for later ones.
    mutating func beginMessage(tokens: Int = Self.frameTokens) {
        promptTokens += tokens
        promptSteering = nil
    }

    /// Notes a tool by its name and the JSON schema of its arguments.
    mutating func read(tool name: JSONNode?, schema: JSONNode?) {
        guard let name = name?.string else { return }
        tools.append(ToolCall(name: name, schema: schema))
    }

    /// Steering that the request's metadata hold.
    mutating func steer(inMetadata text: JSONNode?) {
        if let text = text?.string { metadataSteering = Steering(parsing: text) }
    }

    mutating func steer(by header: Steering?) { headerSteering = header }

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

    /// FNV-1a, eight bytes at a step: it need only be the same for the same body.
    private static func hash(of body: [UInt8]) -> UInt64 {
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
