import FarthingCore

/// Writes the chunk with which a cut stream ends: each open candidate ran out of tokens.
enum GeminiStreamEnd {
    /// Empty where no candidate is open.
    static func event(_ state: GeminiStreamState, promptTokens: Int64?) -> [UInt8] {
        let open = state.openChoices
        guard !open.isEmpty else { return [] }
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        for index in open { write(candidate: index, to: &writer) }
        writer.endArray()
        writeUsage(state, promptTokens: promptTokens, to: &writer)
        if let model = state.model {
            writer.key("modelVersion")
            writer.string(model)
        }
        if let id = state.responseID {
            writer.key("responseId")
            writer.string(id)
        }
        writer.endObject()
        return Array("data: ".utf8) + writer.bytes + Array("\r\n\r\n".utf8)
    }

    private static func write(candidate index: Int64, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("content")
        writer.beginObject()
        writer.key("parts")
        writer.beginArray()
        writer.beginObject()
        writer.key("text")
        writer.literalString("")
        writer.endObject()
        writer.endArray()
        writer.key("role")
        writer.literalString("model")
        writer.endObject()
        writer.key("finishReason")
        writer.literalString("MAX_TOKENS")
        writer.key("index")
        writer.int(index)
        writer.endObject()
    }

    private static func writeUsage(
        _ state: GeminiStreamState,
        promptTokens: Int64?,
        to writer: inout JSONWriter
    ) {
        guard let prompt = state.partialUsage?.totalInputTokens ?? promptTokens else { return }
        let thoughts = state.partialUsage?.reasoningTokens ?? 0
        let output = max(state.outputTokens, thoughts)
        writer.key("usageMetadata")
        writer.beginObject()
        writer.key("promptTokenCount")
        writer.int(prompt)
        writer.key("candidatesTokenCount")
        writer.int(output - thoughts)
        if thoughts > 0 {
            writer.key("thoughtsTokenCount")
            writer.int(thoughts)
        }
        writer.key("totalTokenCount")
        writer.int(prompt + output)
        writer.endObject()
    }
}
