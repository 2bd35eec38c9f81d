import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to one of Anthropic's paths; false when it is none.
    func messages(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        switch (request.method, request.path) {
        case (.POST, "/v1/messages"):
            do throws(ProviderError) {
                answer(request, try service.planMessage(request), context)
            } catch {
                fail(error, in: MessagesForm(), request, context)
            }
        case (.POST, "/v1/messages/count_tokens"): countTokens(request, context)
        case (.GET, "/v1/models") where request.namesAnthropic:
            reply(request, context) { buffer in
                buffer.writeStaticString("{\"data\":[")
                for (index, model) in Self.claudeModels.enumerated() {
                    if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
                    buffer.write(member: "{\"type\":\"model\",\"id\":", model)
                    buffer.write(member: ",\"display_name\":", model)
                    buffer.writeStaticString(",\"created_at\":\"2026-01-01T00:00:00Z\"}")
                }
                buffer.writeStaticString("],\"has_more\":false,\"first_id\":null,\"last_id\":null}")
            }
        default: return false
        }
        return true
    }

    private func countTokens(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        do throws(ProviderError) {
            let tokens = try MessagesCall(parsing: request.body, needsLimit: false).promptTokens
            reply(request, context) { buffer in
                buffer.write(member: "{\"input_tokens\":", tokens)
                buffer.writeInteger(UInt8(ascii: "}"))
            }
        } catch {
            fail(error, in: MessagesForm(), request, context)
        }
    }

    private static let claudeModels = [
        "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-haiku-4-5",
    ]
}

extension ScriptedService {
    /// Reads a request for a message and settles what its answer will be.
    func planMessage(_ received: ReceivedRequest) throws(ProviderError) -> CallPlan {
        var request = try MessagesCall(parsing: received.body)
        if let steering = received.steering { request.steer(by: steering) }
        return CallPlan(request, tag: received.tag, sequence: nextSequence(), options: options)
    }
}
