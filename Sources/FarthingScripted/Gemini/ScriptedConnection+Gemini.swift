import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to one of the Gemini API's paths; false when it is none.
    func gemini(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        guard let place = Self.place(request) else { return false }
        do throws(ProviderError) {
            switch (request.method, place.verb) {
            case (.POST, "generateContent"), (.POST, "streamGenerateContent"):
                let call = try GenerateCall(
                    parsing: request.body,
                    model: place.model,
                    isStream: place.verb == "streamGenerateContent"
                )
                guard call.asked.promptTokens > 0 else {
                    throw .invalidContent("contents is not specified")
                }
                answer(request, service.plan(call.asked, in: GeminiForm(), for: request), context)
            case (.POST, "embedContent"), (.POST, "batchEmbedContents"):
                let call = try GenerateCall(parsing: request.body, model: place.model)
                guard call.embeddings > 0 else {
                    throw .invalidContent("content is not specified")
                }
                let form = GeminiForm(
                    embeddings: call.embeddings,
                    dimensions: call.dimensions,
                    isBatch: place.verb == "batchEmbedContents"
                )
                answer(request, service.plan(call.asked, in: form, for: request), context)
            case (.GET, "") where place.model.isEmpty:
                reply(request, context) { Self.writeModels(into: &$0) }
            case (.GET, "") where Self.geminiModels.contains(place.model):
                reply(request, context) { Self.writeModel(place.model, into: &$0) }
            default: throw .noSuchModel(place.model)
            }
        } catch {
            fail(error, in: GeminiForm(), request, context)
        }
        return true
    }

    /// The model and the verb behind `models`, either of them empty where there is none; lists below
    /// `/v1` are OpenAI's as well, so that the key's field decides.
    private static func place(_ request: ReceivedRequest) -> (model: String, verb: Substring)? {
        let prefix = request.path.hasPrefix("/v1beta/models") ? "/v1beta/models" : "/v1/models"
        guard request.path.hasPrefix(prefix) else { return nil }
        let rest = request.path.dropFirst(prefix.count).drop { $0 == "/" }
        let model = rest.prefix { $0 != ":" }
        let verb = rest.dropFirst(model.count + 1)
        guard request.namesGoogle || request.method == .POST else { return nil }
        return (String(model), verb)
    }

    private static let geminiModels = [
        "gemini-2.0-flash", "gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-flash-preview",
        "gemini-embedding-001",
    ]

    private static func writeModels(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("{\"models\":[")
        for (index, model) in geminiModels.enumerated() {
            if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            writeModel(model, into: &buffer)
        }
        buffer.writeStaticString("]}")
    }

    private static func writeModel(_ model: String, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"name\":", "models/\(model)")
        buffer.write(member: ",\"displayName\":", model)
        buffer.writeStaticString(",\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536,")
        buffer.writeStaticString("\"supportedGenerationMethods\":[\"generateContent\"]}")
    }
}
