internal import FarthingCore

/// What a request for a response says, as far as an answer depends on it.
struct ResponsesRequest {
    private(set) var model = ""
    private(set) var promptTokens = 3
    private(set) var completionTokensMax: Int?
    private(set) var isStream = false
    private(set) var serviceTier = "default"
    private(set) var user = ""
    private(set) var steering = Steering()
    private(set) var hash: UInt64 = 0

    private var promptSteering: Steering?

    /// OpenAI refuses smaller limits.
    private static let outputTokensMin: Int64 = 16

    init(parsing body: [UInt8]) throws(ProviderError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(body, limits: ChatRequest.limits)
        } catch {
            throw .malformed(error.message)
        }
        guard document.root.kind == .object else { throw .malformed("not an object") }
        hash = ChatRequest.hash(of: body)
        var hasInput = false
        for (name, value) in document.root.fields {
            if name.equals("input") {
                try readInput(value)
                hasInput = true
            } else {
                try readParameter(name, value)
            }
        }
        guard !model.isEmpty else { throw .invalid("model", "you must provide a model") }
        guard hasInput else { throw .invalid("input", "it is required") }
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
        } else if name.equals("max_output_tokens") {
            if value.isNull { return }
            let range = Self.outputTokensMin...1 << 40
            guard let limit = value.int64, range.contains(limit) else {
                throw .invalid("max_output_tokens", "not a whole number from 16 on")
            }
            completionTokensMax = Int(limit)
        } else if name.equals("instructions") {
            guard value.kind == .string else { return }
            promptTokens += 3
            promptTokens += value.withUTF8 { ChatRequest.words(in: $0) } ?? 0
        } else if name.equals("stream") {
            isStream = value.bool ?? false
        } else if name.equals("service_tier") {
            if let tier = value.string, tier != "auto" { serviceTier = tier }
        } else if name.equals("user") {
            user = value.string ?? ""
        } else if name.equals("metadata") {
            if let text = value.member("scripted")?.string { steering = Steering(parsing: text) }
        }
    }

    private mutating func readInput(_ input: JSONNode) throws(ProviderError) {
        guard input.kind != .string else {
            promptTokens += 3
            return readText(input)
        }
        guard input.kind == .array, input.count > 0 else {
            throw .invalid("input", "not a text or an array of at least one item")
        }
        for item in input.elements {
            promptTokens += 3
            promptSteering = nil
            for name: StaticString in ["content", "output", "arguments", "input"] {
                guard let content = item.member(name) else { continue }
                readText(content)
                for part in content.elements {
                    if let text = part.member("text" as StaticString) { readText(text) }
                }
            }
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
