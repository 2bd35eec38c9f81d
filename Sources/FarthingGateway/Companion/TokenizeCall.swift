import FarthingCore
import FarthingProviders

/// Counts a prompt's tokens, and keeps nothing of it.
enum TokenizeCall {
    static func answer(_ body: CompanionBody) throws(RequestRefusal) -> Answer {
        let provider = try body.needed("provider").lowercased()
        let model = try body.needed("model")
        guard let prompt = body.member("prompt") else { throw .spendMissing("prompt") }
        guard prompt.kind == .string else { throw .spendType("prompt", "a string") }
        var text: [UInt8] = []
        prompt.appendUTF8(to: &text)
        let isOpenAI = provider == "openai" || provider == "azure"
        let encoding = isOpenAI ? Encoding.of(openAIModel: model) : nil
        var tokens = Int64(text.count)
        var isExact = false
        // As where calls are counted: beyond it an event loop would be busy for too long.
        if let encoding, text.count <= CallBounds.countedBytesMax {
            tokens = TokenCounter(encoding).count(text)
            isExact = true
        }
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("input_tokens")
        json.int(tokens)
        json.key("tokenizer_tier")
        json.string(isExact ? "T2" : "T3")
        json.key("tokenizer_version_id")
        json.string(isExact ? encoding?.versionID : "utf8_bytes")
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }
}

extension Encoding {
    /// Names the vocabulary, which never changes under its name.
    fileprivate var versionID: String {
        switch self {
        case .o200k: "o200k_base"
        case .cl100k: "cl100k_base"
        }
    }
}
