import FarthingCore

/// Writes the chunks with which a cut stream ends.
enum ChatStreamEnd {
    enum ChunkUsage {
        /// As all chunks but the last have it where usage was asked for; left out where not.
        case null
        case tokens(_ prompt: Int64, _ completion: Int64)
    }

    static func event(
        _ state: ChatStreamState,
        usage: ChunkUsage,
        choices: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        let identity = state.identity ?? ChunkIdentity()
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("id")
        writer.raw(identity.id)
        writer.key("object")
        writer.literalString("chat.completion.chunk")
        writer.key("created")
        writer.raw(identity.created)
        writer.key("model")
        writer.raw(identity.model)
        writer.key("choices")
        writer.beginArray()
        choices(&writer)
        writer.endArray()
        switch usage {
        case .null where !state.clientAsksUsage: break
        case .null:
            writer.key("usage")
            writer.null()
        case .tokens(let prompt, let completion):
            write(prompt, completion, to: &writer)
        }
        writer.endObject()
        return Array("data: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }

    static func write(
        choice index: Int64,
        _ finishReason: StaticString,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("index")
        writer.int(index)
        writer.key("delta")
        writer.beginObject()
        writer.endObject()
        writer.key("logprobs")
        writer.null()
        writer.key("finish_reason")
        writer.literalString(finishReason)
        writer.endObject()
    }

    private static func write(
        _ prompt: Int64,
        _ completion: Int64,
        to writer: inout JSONWriter
    ) {
        writer.key("usage")
        writer.beginObject()
        writer.key("prompt_tokens")
        writer.int(prompt)
        writer.key("completion_tokens")
        writer.int(completion)
        writer.key("total_tokens")
        writer.int(prompt + completion)
        writer.endObject()
    }
}
