internal import FarthingCore
import NIOCore

/// What a call would be billed as input.
struct TokenCount {
    private(set) var tokens: Int
    private(set) var steering: CountSteering

    init(_ request: ReceivedRequest, _ dialect: CountDialect) throws(ProviderError) {
        let found: (tokens: Int, steering: Steering)
        switch dialect {
        case .anthropic:
            let call = try MessagesCall(parsing: request.body, needsLimit: false)
            found = (call.asked.promptTokens, call.asked.steering)
        case .gemini(let model):
            let call = try GenerateCall(
                parsing: Self.inner(request.body, "generateContentRequest") ?? request.body,
                model: model
            )
            found = (call.asked.promptTokens, call.asked.steering)
        case .bedrock(let path): found = try Self.bedrock(request.body, path)
        }
        let steering = (request.steering ?? Steering()).over(found.steering)
        tokens = steering.count.tokens ?? steering.promptTokens ?? found.tokens
        self.steering = steering.count
    }

    /// `{"input":{"converse":{…}}}` or `{"input":{"invokeModel":{"body":"…"}}}`, the body as base64
    /// (Amazon Bedrock Runtime API reference, CountTokens).
    private static func bedrock(
        _ body: [UInt8],
        _ path: BedrockPath
    ) throws(ProviderError) -> (Int, Steering) {
        guard let input = inner(body, "input") else { throw .validation("input is required.") }
        if let converse = inner(input, "converse") {
            let call = try ConverseCall(parsing: converse, model: path.model, isStream: false)
            return (call.asked.promptTokens, call.asked.steering)
        }
        guard let invoke = inner(input, "invokeModel"),
            let document = try? JSONDocument(invoke),
            let text = document.root.member("body" as StaticString)?.string,
            let message = base64(text), message.first == UInt8(ascii: "{")
        else { throw .validation("input names neither converse nor invokeModel.") }
        var named = ByteBuffer()
        named.write(member: "{\"model\":", path.model)
        named.writeStaticString(",")
        named.writeBytes(message.dropFirst())
        let call = try MessagesCall(parsing: Array(named.readableBytesView), needsLimit: false)
        return (call.asked.promptTokens, call.asked.steering)
    }

    /// The JSON text of a member that is an object; nil where there is none.
    private static func inner(_ body: [UInt8], _ name: String) -> [UInt8]? {
        guard let document = try? JSONDocument(body, limits: ChatRequest.limits),
            let member = document.root.member(name), member.kind == .object
        else { return nil }
        return Array(body[member.range])
    }

    /// The bytes that base64 (RFC 4648) writes; nil for a text that is none.
    static func base64(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits = 0
        var bitCount = 0
        for character in text.utf8 where character != UInt8(ascii: "=") {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
        }
        return bytes
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
}
