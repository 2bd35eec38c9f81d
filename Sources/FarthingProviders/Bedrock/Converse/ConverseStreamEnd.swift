import FarthingCore

/// The end of a stream that is cut, in Converse's own events.
enum ConverseStreamEnd {
    /// Ends each open block, then the message for its length; then what was used, where the input
    /// is known.
    static func frames(_ state: ConverseStreamState, promptTokens: Int64?) -> [UInt8] {
        var stream: [UInt8] = []
        if !state.hasStopped {
            if !state.hasStarted {
                stream += EventStreamWriter.event(
                    "messageStart",
                    Array("{\"role\":\"assistant\"}".utf8)
                )
            }
            for index in state.openBlocks {
                stream += EventStreamWriter.event(
                    "contentBlockStop",
                    Array("{\"contentBlockIndex\":\(index)}".utf8)
                )
            }
            stream += EventStreamWriter.event(
                "messageStop",
                Array("{\"stopReason\":\"max_tokens\"}".utf8)
            )
        }
        guard let promptTokens else { return stream }
        return stream
            + EventStreamWriter.event("metadata", metadata(promptTokens, state.outputTokens))
    }

    private static func metadata(_ input: Int64, _ output: Int64) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.key("metrics")
        writer.beginObject()
        writer.key("latencyMs")
        writer.int(0)
        writer.endObject()
        writer.key("usage")
        writer.beginObject()
        writer.key("inputTokens")
        writer.int(input)
        writer.key("outputTokens")
        writer.int(output)
        writer.key("totalTokens")
        writer.int(input &+ output)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
