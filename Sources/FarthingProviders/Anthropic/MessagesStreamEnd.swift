import FarthingCore

/// Writes the events with which a cut stream ends.
enum MessagesStreamEnd {
    /// What is missing of a whole stream: the start where there was none, the stop of each open
    /// block, the reason to stop with the usage, the stop.
    static func events(_ state: MessagesStreamState, promptTokens: Int64?) -> [UInt8] {
        var stream: [UInt8] = []
        if !state.hasStopReason {
            if !state.hasStarted { stream += start(promptTokens: promptTokens ?? 0) }
            for index in state.openBlocks {
                stream += event("content_block_stop") { writer in
                    writer.key("index")
                    writer.int(index)
                }
            }
            stream += end(outputTokens: max(state.figures.outputTokens ?? 0, state.outputTokens))
        }
        return stream + event("message_stop") { _ in }
    }

    private static func start(promptTokens: Int64) -> [UInt8] {
        event("message_start") { writer in
            writer.key("message")
            writer.beginObject()
            writer.key("id")
            writer.literalString("msg_farthing")
            writer.key("type")
            writer.literalString("message")
            writer.key("role")
            writer.literalString("assistant")
            writer.key("model")
            writer.literalString("")
            writer.key("content")
            writer.beginArray()
            writer.endArray()
            writer.key("stop_reason")
            writer.null()
            writer.key("stop_sequence")
            writer.null()
            writer.key("usage")
            writer.beginObject()
            writer.key("input_tokens")
            writer.int(promptTokens)
            writer.key("output_tokens")
            writer.int(0)
            writer.endObject()
            writer.endObject()
        }
    }

    private static func end(outputTokens: Int64) -> [UInt8] {
        event("message_delta") { writer in
            writer.key("delta")
            writer.beginObject()
            writer.key("stop_reason")
            writer.literalString("max_tokens")
            writer.key("stop_sequence")
            writer.null()
            writer.endObject()
            writer.key("usage")
            writer.beginObject()
            writer.key("output_tokens")
            writer.int(outputTokens)
            writer.endObject()
        }
    }

    private static func event(
        _ type: StaticString,
        _ members: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("type")
        writer.literalString(type)
        members(&writer)
        writer.endObject()
        return Array("event: \(type)\ndata: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }
}
