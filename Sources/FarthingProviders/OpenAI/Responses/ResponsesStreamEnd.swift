import FarthingCore

/// Writes the events with which a cut stream ends.
struct ResponsesStreamEnd {
    private let state: ResponsesStreamState
    private let promptTokens: Int64?
    private var sequence: Int64
    private var stream: [UInt8] = []

    /// Longest member of a response that is repeated at its end; schemas are far shorter.
    private static let memberBytesMax = 256 << 10

    init(_ state: ResponsesStreamState, promptTokens: Int64?) {
        self.state = state
        self.promptTokens = promptTokens
        sequence = state.nextSequence
    }

    mutating func write() -> [UInt8] {
        let (state, promptTokens) = (state, promptTokens)
        if state.opening == nil {
            event("response.created") { $0.response(state, .inProgress, nil) }
        }
        if !state.items.isOverflown {
            for item in state.items.items where item.done == nil { close(item) }
        }
        event("response.incomplete") { $0.response(state, .incomplete, promptTokens) }
        return stream
    }

    /// Ends a message as its own limit would have: its text, the part, the message. A call is not
    /// said to be done, lest somebody runs it with half of its arguments.
    private mutating func close(_ item: ResponsesItemLog.Item) {
        guard item.opening.node.isMessage else { return }
        for part in item.parts {
            guard part.field == .outputText || part.field == .refusal else { continue }
            let isText = part.field == .outputText
            event(isText ? "response.output_text.done" : "response.refusal.done") { writer in
                writer.place(item, part)
                if isText {
                    writer.key("logprobs")
                    writer.beginArray()
                    writer.endArray()
                }
                writer.key(isText ? "text" : "refusal")
                writer.quoted(part.text)
            }
            event("response.content_part.done") { writer in
                writer.place(item, part)
                writer.key("part")
                writer.part(part)
            }
        }
        event("response.output_item.done") { writer in
            writer.key("output_index")
            writer.int(item.index)
            writer.key("item")
            writer.item(item)
        }
    }

    private mutating func event(_ type: StaticString, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.key("type")
        writer.literalString(type)
        writer.key("sequence_number")
        writer.int(sequence)
        members(&writer)
        writer.endObject()
        sequence += 1
        stream += "event: \(type)\ndata: ".utf8
        stream += writer.bytes
        stream += "\n\n".utf8
    }

    fileprivate static func isRepeated(_ name: JSONNode, _ value: JSONNode) -> Bool {
        for own: StaticString in [
            "status", "output", "usage", "incomplete_details", "completed_at",
        ]
        where name.equals(own) {
            return false
        }
        return value.range.count <= memberBytesMax
    }
}

extension JSONNode {
    fileprivate var isMessage: Bool { member("type" as StaticString)?.equals("message") ?? false }
}

extension JSONWriter {
    fileprivate enum Status {
        case inProgress, incomplete
    }

    /// Writes the response as its first event had it, with how it stands now.
    fileprivate mutating func response(
        _ state: ResponsesStreamState,
        _ status: Status,
        _ promptTokens: Int64?
    ) {
        key("response")
        beginObject()
        if let opening = state.opening {
            for field in opening.node.fields
            where ResponsesStreamEnd.isRepeated(field.name, field.value) {
                key(text: field.name.string ?? "")
                raw(opening.bytes(of: field.value))
            }
        } else {
            key("id")
            literalString("resp_farthing")
            key("object")
            literalString("response")
            key("created_at")
            int(0)
            key("model")
            literalString("")
        }
        key("status")
        literalString(status == .incomplete ? "incomplete" : "in_progress")
        key("incomplete_details")
        if status == .incomplete {
            beginObject()
            key("reason")
            literalString("max_output_tokens")
            endObject()
        } else {
            null()
        }
        key("output")
        beginArray()
        if status == .incomplete, !state.items.isOverflown {
            for entry in state.items.items { item(entry) }
        }
        endArray()
        key("usage")
        usage(promptTokens, state.outputTokens)
        endObject()
    }

    private mutating func usage(_ promptTokens: Int64?, _ outputTokens: Int64) {
        guard let promptTokens else { return null() }
        beginObject()
        key("input_tokens")
        int(promptTokens)
        key("input_tokens_details")
        beginObject()
        key("cached_tokens")
        int(0)
        endObject()
        key("output_tokens")
        int(outputTokens)
        key("output_tokens_details")
        beginObject()
        key("reasoning_tokens")
        int(0)
        endObject()
        key("total_tokens")
        int(promptTokens + outputTokens)
        endObject()
    }

    /// Writes an item: as it was finished, or as it was added with what came since.
    fileprivate mutating func item(_ item: ResponsesItemLog.Item) {
        if let done = item.done { return raw(done.bytes) }
        beginObject()
        for field in item.opening.node.fields {
            let name = field.name
            key(text: name.string ?? "")
            if name.equals("status") {
                literalString("incomplete")
            } else if name.equals("content"), item.opening.node.isMessage {
                beginArray()
                for entry in item.parts { part(entry) }
                endArray()
            } else if name.equals("arguments"),
                let text = item.parts.first(where: { $0.field == .arguments })
            {
                quoted(text.text)
            } else if name.equals("input"),
                let text = item.parts.first(where: { $0.field == .input })
            {
                quoted(text.text)
            } else {
                raw(item.opening.bytes(of: field.value))
            }
        }
        endObject()
    }

    fileprivate mutating func part(_ part: ResponsesItemLog.Part) {
        beginObject()
        key("type")
        if part.field == .refusal {
            literalString("refusal")
            key("refusal")
            quoted(part.text)
        } else {
            literalString("output_text")
            key("annotations")
            beginArray()
            endArray()
            key("logprobs")
            beginArray()
            endArray()
            key("text")
            quoted(part.text)
        }
        endObject()
    }

    fileprivate mutating func place(_ item: ResponsesItemLog.Item, _ part: ResponsesItemLog.Part) {
        key("item_id")
        string(item.opening.node.member("id" as StaticString)?.string ?? "")
        key("output_index")
        int(item.index)
        key("content_index")
        int(part.index)
    }

    /// Writes a string whose text is escaped already.
    fileprivate mutating func quoted(_ text: [UInt8]) {
        raw([UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")])
    }
}
