import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to one of Bedrock's paths; false when it is none.
    func bedrock(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        guard request.method == .POST, let path = BedrockPath(request.path) else { return false }
        do throws(ProviderError) {
            switch path.operation {
            case "converse", "converse-stream":
                answer(request, try plan(request, path), context)
            case "invoke", "invoke-with-response-stream":
                answer(request, try planInvoke(request, path), context)
            default:
                throw .validation("The operation \(path.operation) is not scripted.")
            }
        } catch {
            fail(error, in: ConverseForm(), request, context)
        }
        return true
    }

    private func plan(
        _ received: ReceivedRequest,
        _ path: BedrockPath
    ) throws(ProviderError) -> CallPlan {
        let call = try ConverseCall(
            parsing: received.body,
            model: path.model,
            isStream: path.isStream
        )
        return service.plan(call.asked, in: ConverseForm(), for: received)
    }

    /// Reads a request of InvokeModel, whose body is Anthropic's but for the model and for whether
    /// it is a stream, which stand in the path.
    private func planInvoke(
        _ received: ReceivedRequest,
        _ path: BedrockPath
    ) throws(ProviderError) -> CallPlan {
        guard received.body.first == UInt8(ascii: "{") else {
            throw .validation("The request body is not an object.")
        }
        var body = ByteBuffer()
        body.write(member: "{\"model\":", path.model)
        body.writeStaticString(path.isStream ? ",\"stream\":true," : ",\"stream\":false,")
        body.writeBytes(received.body.dropFirst())
        let call = try MessagesCall(parsing: Array(body.readableBytesView))
        return service.plan(call.asked, in: InvokeForm(), for: received)
    }
}

/// `/model/{modelId}/{operation}`
struct BedrockPath {
    let model: String
    let operation: Substring

    var isStream: Bool { operation.hasSuffix("stream") }

    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, parts[1] == "model" else { return nil }
        model = Self.unescaped(parts[2])
        operation = parts[3]
    }

    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == "%", let byte = UInt8(rest.prefix(2), radix: 16) {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(contentsOf: character.utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
