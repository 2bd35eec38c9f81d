import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to one of Anthropic's paths; false when it is none.
    func messages(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        switch (request.method, request.path) {
        case (.POST, "/v1/messages"):
            do throws(ProviderError) {
                let asked = try MessagesCall(parsing: request.body).asked
                answer(request, service.plan(asked, in: MessagesForm(), for: request), context)
            } catch {
                fail(error, in: MessagesForm(), request, context)
            }
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

    private static let claudeModels = [
        "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-haiku-4-5",
    ]
}
