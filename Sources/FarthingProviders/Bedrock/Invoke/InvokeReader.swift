import FarthingCore

/// InvokeModel and InvokeModelWithResponseStream as metered routes, for Anthropic's bodies.
struct InvokeReader: MeteredReader {
    /// The path's segment, not taken apart yet.
    let model: Substring
    let isStream: Bool

    func read(_ body: [UInt8], _ head: DialectHead) throws(RequestError) -> any MeteredRequest {
        let model = try BedrockModel(segment: model)
        guard model.isAnthropic else {
            throw .unpriced(
                "body",
                "the native bodies of this model's maker are not read here; use Converse"
            )
        }
        let variants = try BedrockFields.variants(head)
        let document = try JSONDocument(request: body).requiringObject()
        let messages = try InvokeBody.messages(document, model)
        return InvokeRequest(
            document: document,
            modelID: model,
            isStream: isStream,
            variants: variants,
            messages: messages
        )
    }
}

/// Anthropic's body as Bedrock takes it: with `anthropic_version` and perhaps `anthropic_beta`, and
/// without `model` and `stream`, which the path says (Anthropic, “Claude on Amazon Bedrock”).
enum InvokeBody {
    /// The same request as Anthropic itself takes it.
    static func messages(
        _ document: JSONDocument,
        _ model: BedrockModel
    ) throws(RequestError) -> MessagesRequest {
        var writer = JSONWriter(capacity: document.bytes.count + 256)
        writer.beginObject()
        writer.key("model")
        writer.string(model.claudeName)
        var betas: String?
        var hasVersion = false
        for field in document.root.fields {
            if field.name.equals("anthropic_version") {
                guard field.value.equals("bedrock-2023-05-31") else {
                    throw .unpriced("anthropic_version", "only bedrock-2023-05-31 is known here")
                }
                hasVersion = true
            } else if field.name.equals("anthropic_beta") {
                betas = try Self.betas(field.value)
            } else if refused.contains(where: field.name.equals) {
                throw .unpriced(field.name.shownName, "Bedrock does not take it in the body")
            } else {
                writer.key(text: field.name.string ?? "")
                writer.raw(document.bytes[field.value.range])
            }
        }
        writer.endObject()
        guard hasVersion else { throw .missing("anthropic_version") }
        return try MessagesRequest.read(writer.bytes, betas: betas)
    }

    private static let refused: [StaticString] = [
        "model", "stream", "service_tier", "speed", "inference_geo", "container", "mcp_servers",
    ]

    /// The list as the field that Anthropic itself takes it in. Betas with a window or an output
    /// beyond the book's are refused, since the book has no price of Bedrock's for them.
    private static func betas(_ value: JSONNode) throws(RequestError) -> String? {
        guard !value.isNull else { return nil }
        guard value.kind == .array else {
            throw .type("anthropic_beta", expected: "an array", got: value)
        }
        var names: [String] = []
        for beta in value.elements {
            guard let name = beta.string, !name.utf8.contains(UInt8(ascii: ",")) else {
                throw .type("anthropic_beta", expected: "an array of strings", got: beta)
            }
            guard !name.hasPrefix("context-1m-"), !name.hasPrefix("output-128k-") else {
                throw .unpriced("anthropic_beta", "what '\(name)' costs has no price here")
            }
            names.append(name)
        }
        return names.joined(separator: ",")
    }
}
