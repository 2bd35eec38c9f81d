import FarthingCore

/// One call of a simulated agent.
struct DemoRequest: Sendable {
    var model: String
    var isStream: Bool
    /// How long the scripted provider's answer is.
    var outputTokens: Int
    var agent: String
    var key: String
    /// How fast the provider answers.
    var chunkDelayMs = 9
    /// True for a client that hangs up in the middle of its stream.
    var hangsUp: Bool

    static let path = "/openai/v1/chat/completions"

    var body: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("model")
        json.string(model)
        json.key("messages")
        json.beginArray()
        json.beginObject()
        json.key("role")
        json.literalString("user")
        json.key("content")
        json.string("Look into ticket \(outputTokens * 7) and say what to do about it.")
        json.endObject()
        json.endArray()
        if isStream {
            json.key("stream")
            json.bool(true)
        } else {
            json.key("max_tokens")
            json.int(outputTokens + 40)
        }
        json.endObject()
        return json.bytes
    }

    /// What the scripted provider is to answer.
    var steering: String {
        "tokens=\(outputTokens);chunk=1-6;chunk_delay_ms=\(chunkDelayMs);delay_ms=60"
    }
}

/// How a call ended for the agent.
struct DemoAnswer: Sendable {
    var status = 0
    var costNanos: Int64 = 0
    /// The stream ended before the model did.
    var wasCut = false
    var hungUp = false
    /// The words of a refusal.
    var refusal = ""
    /// The budget that refused, with its account.
    var budget = ""
}
