import Farthing
import FarthingCore

/// Converse as JSON; names: Amazon Bedrock API reference, “Converse” and “ConverseStream”.
enum ConverseForm {
    static func write(_ request: ModelRequest) throws(SpendError) -> JSON {
        try request.check()
        var messages: [JSON] = []
        for message in request.messages { messages.append(try write(message)) }
        var body: JSON = ["messages": .array(messages)]
        body.set("system", request.system.map { [["text": .string($0)]] })
        var config: JSON = [:]
        config.set("maxTokens", request.maxOutputTokens.map { .int($0) })
        config.set("temperature", request.temperature.map { .double($0) })
        config.set("topP", request.topP.map { .double($0) })
        if !request.stop.isEmpty {
            config["stopSequences"] = .array(request.stop.map { .string($0) })
        }
        if !config.members.isEmpty { body["inferenceConfig"] = config }
        if !request.tools.isEmpty, request.toolChoice != ToolChoice.none {
            var tools: JSON = ["tools": .array(request.tools.map(write))]
            tools.set("toolChoice", request.toolChoice.flatMap(write))
            body["toolConfig"] = tools
        }
        switch request.responseFormat {
        case .schema(let name, let schema, _):
            // The schema itself is a text there.
            let written: JSON = ["name": .string(name), "schema": .string(schema.description)]
            body["outputConfig"] = [
                "textFormat": ["type": "json_schema", "structure": ["jsonSchema": written]]
            ]
        case .json:
            throw SpendError(.invalid, "Converse has no plain JSON mode: give a schema instead.")
        case .text, nil: break
        }
        body.set("serviceTier", request.serviceTier.map { ["type": .string($0)] })
        return body.joined(with: request.extra)
    }

    private static func write(_ message: Message) throws(SpendError) -> JSON {
        var content: [JSON] = []
        for part in message.parts { content.append(try write(part)) }
        let role: JSON = message.role == .assistant ? "assistant" : "user"
        return ["role": role, "content": .array(content)]
    }

    private static func write(_ part: Message.Part) throws(SpendError) -> JSON {
        switch part {
        case .text(let text): return ["text": .string(text)]
        case .image(.data(let bytes, let type)):
            let format = type.split(separator: "/").last.map(String.init) ?? "png"
            let source: JSON = ["bytes": .string(ImageSource.base64(bytes))]
            return ["image": ["format": .string(format), "source": source]]
        case .image(.url):
            throw SpendError(.invalid, "Bedrock takes images as data: fetch it and send that.")
        case .toolCall(let call):
            let written: JSON = [
                "toolUseId": .string(call.id), "name": .string(call.name),
                "input": call.argumentsObject,
            ]
            return ["toolUse": written]
        case .toolResult(let id, _, let text, let isError):
            var result: JSON = ["toolUseId": .string(id), "content": [["text": .string(text)]]]
            if isError { result["status"] = "error" }
            return ["toolResult": result]
        case .raw(let json): return json
        }
    }

    private static func write(_ tool: Tool) -> JSON {
        var spec: JSON = ["name": .string(tool.name)]
        if !tool.description.isEmpty { spec["description"] = .string(tool.description) }
        spec["inputSchema"] = ["json": tool.parameters]
        return ["toolSpec": spec]
    }

    /// Not to call any is said by naming none.
    private static func write(_ choice: ToolChoice) -> JSON? {
        switch choice {
        case .auto: ["auto": [:]]
        case .none: nil
        case .required: ["any": [:]]
        case .tool(let name): ["tool": ["name": .string(name)]]
        }
    }

    static func read(_ json: JSON, _ answer: GuardedAnswer) -> ModelAnswer {
        var read = ModelAnswer(json, answer)
        read.id = answer.field("x-amzn-requestid") ?? ""
        for block in json["output"]["message"]["content"].elements {
            read.text += block["text"].string ?? ""
            read.reasoning += block["reasoningContent"]["reasoningText"]["text"].string ?? ""
            if block["reasoningContent"].isObject { read.kept.append(block) }
            let use = block["toolUse"]
            guard use.isObject else { continue }
            read.toolCalls.append(
                ToolCall(
                    id: use["toolUseId"].string ?? "",
                    name: use["name"].string ?? "",
                    arguments: use["input"].description
                )
            )
        }
        read.finishReason = json["stopReason"].string.map(MessagesForm.reason)
        return read
    }
}

/// The events of a streamed conversation, whose types stand in their frames.
struct ConverseEvents: EventDialect {
    /// Reasoning under way, put together to be handed back whole.
    private var reasoning = JSON.null
    /// The place of a call among the calls, by its place among all blocks.
    private var calls: [Int64: Int] = [:]

    mutating func take(
        _ event: JSON,
        type: String,
        _ deltas: inout [ModelDelta],
        _ error: inout JSON?
    ) {
        let place = event["contentBlockIndex"].int ?? 0
        switch type {
        case "contentBlockStart":
            let use = event["start"]["toolUse"]
            guard use.isObject else { return }
            let index = calls.count
            calls[place] = index
            deltas.append(
                .toolCall(
                    index: index,
                    id: use["toolUseId"].string,
                    name: use["name"].string,
                    arguments: ""
                )
            )
        case "contentBlockDelta":
            let delta = event["delta"]
            if let text = delta["text"].string { deltas.append(.text(text)) }
            let thought = delta["reasoningContent"]
            if let text = thought["text"].string { deltas.append(.reasoning(text)) }
            for name in ["text", "signature"] {
                guard let more = thought[name].string else { continue }
                reasoning[name] = .string((reasoning[name].string ?? "") + more)
            }
            if let more = delta["toolUse"]["input"].string, let index = calls[place] {
                deltas.append(.toolCall(index: index, id: nil, name: nil, arguments: more))
            }
        case "contentBlockStop":
            if !reasoning.isNull {
                deltas.append(.kept(["reasoningContent": ["reasoningText": reasoning]]))
            }
            reasoning = .null
        case "messageStop":
            if let word = event["stopReason"].string {
                deltas.append(.finished(MessagesForm.reason(word)))
            }
        default: return
        }
    }
}
