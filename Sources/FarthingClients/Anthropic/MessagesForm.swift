import Farthing
import FarthingCore

/// Messages as JSON; names: Anthropic's API reference, “Messages” and “Streaming messages”.
enum MessagesForm {
    /// The body without its model, which Bedrock has in the path.
    static func write(_ request: ModelRequest) throws(SpendError) -> JSON {
        try request.check()
        var body: JSON = [:]
        body.set("max_tokens", request.maxOutputTokens.map { .int($0) })
        body.set("system", request.system.map { .string($0) })
        body["messages"] = .array(request.messages.map(write))
        // Without the functions, results of earlier calls could not be sent.
        if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(write)) }
        body.set("tool_choice", request.toolChoice.map(write))
        switch request.responseFormat {
        case .schema(_, let schema, _):
            body["output_config"] = ["format": ["type": "json_schema", "schema": schema]]
        case .json:
            throw SpendError(.invalid, "Anthropic has no plain JSON mode: give a schema instead.")
        case .text, nil: break
        }
        body.set("temperature", request.temperature.map { .double($0) })
        body.set("top_p", request.topP.map { .double($0) })
        if !request.stop.isEmpty {
            body["stop_sequences"] = .array(request.stop.map { .string($0) })
        }
        body.set("service_tier", request.serviceTier.map { .string($0) })
        return body.joined(with: request.extra)
    }

    private static func write(_ message: Message) -> JSON {
        let role: JSON = message.role == .assistant ? "assistant" : "user"
        if message.parts.count == 1, case .text(let text) = message.parts[0] {
            return ["role": role, "content": .string(text)]
        }
        return ["role": role, "content": .array(message.parts.map(write))]
    }

    private static func write(_ part: Message.Part) -> JSON {
        switch part {
        case .text(let text): return ["type": "text", "text": .string(text)]
        case .image(.url(let url)):
            return ["type": "image", "source": ["type": "url", "url": .string(url)]]
        case .image(.data(let bytes, let type)):
            let source: JSON = [
                "type": "base64", "media_type": .string(type),
                "data": .string(ImageSource.base64(bytes)),
            ]
            return ["type": "image", "source": source]
        case .toolCall(let call):
            return [
                "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
                "input": call.argumentsObject,
            ]
        case .toolResult(let id, _, let text, let isError):
            var result: JSON = [
                "type": "tool_result", "tool_use_id": .string(id), "content": .string(text),
            ]
            if isError { result["is_error"] = true }
            return result
        case .raw(let json): return json
        }
    }

    private static func write(_ tool: Tool) -> JSON {
        var written: JSON = ["name": .string(tool.name)]
        if !tool.description.isEmpty { written["description"] = .string(tool.description) }
        written["input_schema"] = tool.parameters
        return written
    }

    private static func write(_ choice: ToolChoice) -> JSON {
        switch choice {
        case .auto: ["type": "auto"]
        case .none: ["type": "none"]
        case .required: ["type": "any"]
        case .tool(let name): ["type": "tool", "name": .string(name)]
        }
    }

    static func read(_ json: JSON, _ answer: GuardedAnswer) -> ModelAnswer {
        var read = ModelAnswer(json, answer)
        read.id = json["id"].string ?? ""
        read.model = json["model"].string ?? read.model
        for block in json["content"].elements {
            switch block["type"].string {
            case "text": read.text += block["text"].string ?? ""
            case "thinking":
                read.reasoning += block["thinking"].string ?? ""
                read.kept.append(block)
            case "redacted_thinking": read.kept.append(block)
            case "tool_use":
                read.toolCalls.append(
                    ToolCall(
                        id: block["id"].string ?? "",
                        name: block["name"].string ?? "",
                        arguments: block["input"].description
                    )
                )
            default: continue
            }
        }
        read.finishReason = json["stop_reason"].string.map(reason)
        return read
    }

    /// Anthropic's word, and that of Bedrock's Converse, which has the same.
    static func reason(_ word: String) -> ModelAnswer.FinishReason {
        switch word {
        case "end_turn", "stop_sequence": .stop
        case "max_tokens", "model_context_window_exceeded": .length
        case "tool_use": .toolCalls
        case "refusal", "content_filtered", "guardrail_intervened": .filtered
        default: ModelAnswer.FinishReason(rawValue: word)
        }
    }
}

/// The events of a streamed message.
struct MessagesEvents: EventDialect {
    /// Thinking under way, put together to be handed back whole.
    private var thinking = JSON.null
    /// The place of a call among the calls, by its place among all blocks.
    private var calls: [Int64: Int] = [:]

    mutating func take(
        _ event: JSON,
        type: String,
        _ deltas: inout [ModelDelta],
        _ error: inout JSON?
    ) {
        let place = event["index"].int ?? 0
        switch type {
        case "message_start":
            let message = event["message"]
            deltas.append(
                .started(id: message["id"].string ?? "", model: message["model"].string ?? "")
            )
        case "content_block_start" where event["content_block"]["type"].string == "tool_use":
            let block = event["content_block"]
            let index = calls.count
            calls[place] = index
            deltas.append(
                .toolCall(
                    index: index,
                    id: block["id"].string,
                    name: block["name"].string,
                    arguments: ""
                )
            )
        case "content_block_start":
            let block = event["content_block"]
            if block["type"].string?.hasSuffix("thinking") ?? false { thinking = block }
        case "content_block_stop":
            if !thinking.isNull { deltas.append(.kept(thinking)) }
            thinking = .null
        case "content_block_delta":
            let delta = event["delta"]
            for name in ["thinking", "signature"] {
                guard !thinking.isNull, let more = delta[name].string else { continue }
                thinking[name] = .string((thinking[name].string ?? "") + more)
            }
            if let text = delta["text"].string { deltas.append(.text(text)) }
            if let text = delta["thinking"].string { deltas.append(.reasoning(text)) }
            if let more = delta["partial_json"].string, let index = calls[place] {
                deltas.append(.toolCall(index: index, id: nil, name: nil, arguments: more))
            }
        case "message_delta":
            if let word = event["delta"]["stop_reason"].string {
                deltas.append(.finished(MessagesForm.reason(word)))
            }
        case "error": error = event
        default: return
        }
    }
}
