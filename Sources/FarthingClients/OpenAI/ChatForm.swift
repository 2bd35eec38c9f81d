import Farthing
import FarthingCore
import FarthingProviders

/// Chat completions as JSON; names: OpenAI's API reference, “Create chat completion”.
enum ChatForm {
    static func write(_ request: ModelRequest, isStream: Bool) throws(SpendError) -> JSON {
        try request.check()
        var body: JSON = ["model": .string(request.model)]
        var messages: [JSON] = []
        if let system = request.system {
            messages.append(["role": "system", "content": .string(system)])
        }
        for message in request.messages { messages += write(message) }
        body["messages"] = .array(messages)
        if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(write)) }
        body.set("tool_choice", request.toolChoice.map(write))
        body.set("response_format", request.responseFormat.flatMap(write))
        if let limit = request.maxOutputTokens {
            let isNew = OpenAIModel(request.model).reasoning != .unknown
            body[isNew ? "max_completion_tokens" : "max_tokens"] = .int(limit)
        }
        body.set("temperature", request.temperature.map { .double($0) })
        body.set("top_p", request.topP.map { .double($0) })
        if !request.stop.isEmpty { body["stop"] = .array(request.stop.map { .string($0) }) }
        body.set("service_tier", request.serviceTier.map { .string($0) })
        if isStream {
            body["stream"] = true
            body["stream_options"] = ["include_usage": true]
        }
        return body.joined(with: request.extra)
    }

    /// A message; one of results is a message for each.
    private static func write(_ message: Message) -> [JSON] {
        switch message.role {
        case .tool:
            return message.parts.compactMap { part in
                guard case .toolResult(let id, _, let text, _) = part else { return nil }
                return ["role": "tool", "tool_call_id": .string(id), "content": .string(text)]
            }
        case .assistant:
            let calls = message.toolCalls
            var written: JSON = ["role": "assistant"]
            if !message.text.isEmpty || calls.isEmpty { written["content"] = .string(message.text) }
            if !calls.isEmpty { written["tool_calls"] = .array(calls.map(write)) }
            return [written]
        case .user:
            if message.parts.count == 1, case .text(let text) = message.parts[0] {
                return [["role": "user", "content": .string(text)]]
            }
            return [["role": "user", "content": .array(message.parts.compactMap(write))]]
        }
    }

    private static func write(_ part: Message.Part) -> JSON? {
        switch part {
        case .text(let text): ["type": "text", "text": .string(text)]
        case .image(let image): ["type": "image_url", "image_url": ["url": .string(image.address)]]
        case .raw(let json): json
        case .toolCall, .toolResult: nil
        }
    }

    private static func write(_ call: ToolCall) -> JSON {
        let function: JSON = [
            "name": .string(call.name),
            "arguments": .string(call.arguments.isEmpty ? "{}" : call.arguments),
        ]
        return ["id": .string(call.id), "type": "function", "function": function]
    }

    private static func write(_ tool: Tool) -> JSON {
        var function: JSON = ["name": .string(tool.name)]
        if !tool.description.isEmpty { function["description"] = .string(tool.description) }
        function["parameters"] = tool.parameters
        return ["type": "function", "function": function]
    }

    private static func write(_ choice: ToolChoice) -> JSON {
        switch choice {
        case .auto: "auto"
        case .none: "none"
        case .required: "required"
        case .tool(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }

    private static func write(_ format: ResponseFormat) -> JSON? {
        switch format {
        case .text: return nil
        case .json: return ["type": "json_object"]
        case .schema(let name, let schema, let isStrict):
            let written: JSON = [
                "name": .string(name), "schema": schema, "strict": .bool(isStrict),
            ]
            return ["type": "json_schema", "json_schema": written]
        }
    }

    /// Reads an answer: of several choices, the first.
    static func read(_ json: JSON, _ answer: GuardedAnswer) -> ModelAnswer {
        var read = ModelAnswer(json, answer)
        let choice = json["choices"][0]
        let message = choice["message"]
        read.id = json["id"].string ?? ""
        read.model = json["model"].string ?? read.model
        read.text = message["content"].string ?? message["refusal"].string ?? ""
        read.reasoning = message["reasoning_content"].string ?? ""
        read.toolCalls = message["tool_calls"].elements.map { call in
            ToolCall(
                id: call["id"].string ?? "",
                name: call["function"]["name"].string ?? "",
                arguments: call["function"]["arguments"].string ?? ""
            )
        }
        read.finishReason = choice["finish_reason"].string.map(reason)
        return read
    }

    static func reason(_ word: String) -> ModelAnswer.FinishReason {
        word == "function_call" ? .toolCalls : ModelAnswer.FinishReason(rawValue: word)
    }
}

/// The events of a streamed chat completion.
struct ChatEvents: EventDialect {
    private var hasStarted = false

    mutating func take(
        _ event: JSON,
        type: String,
        _ deltas: inout [ModelDelta],
        _ error: inout JSON?
    ) {
        if event["error"].isObject {
            error = event
            return
        }
        if !hasStarted {
            hasStarted = true
            deltas.append(
                .started(id: event["id"].string ?? "", model: event["model"].string ?? "")
            )
        }
        for choice in event["choices"].elements where choice["index"].int ?? 0 == 0 {
            let delta = choice["delta"]
            if let text = delta["reasoning_content"].string, !text.isEmpty {
                deltas.append(.reasoning(text))
            }
            let text = delta["content"].string ?? delta["refusal"].string ?? ""
            if !text.isEmpty { deltas.append(.text(text)) }
            for call in delta["tool_calls"].elements {
                deltas.append(
                    .toolCall(
                        index: Int(clamping: call["index"].int ?? 0),
                        id: call["id"].string,
                        name: call["function"]["name"].string,
                        arguments: call["function"]["arguments"].string ?? ""
                    )
                )
            }
            if let word = choice["finish_reason"].string {
                deltas.append(.finished(ChatForm.reason(word)))
            }
        }
    }
}

extension Message {
    /// The functions that it calls.
    var toolCalls: [ToolCall] {
        parts.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
    }
}

extension ModelAnswer {
    /// What every dialect's answers have.
    init(_ json: JSON, _ answer: GuardedAnswer) {
        self.json = json
        usage = answer.usage
        bill = answer.bill
        // Bedrock's answers name none.
        model = answer.bill?.model ?? ""
    }
}
