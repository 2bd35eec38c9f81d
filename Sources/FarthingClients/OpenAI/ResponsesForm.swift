import Farthing
import FarthingCore

/// Responses as JSON; names: OpenAI's API reference, “Create a model response” and “Streaming
/// events”.
enum ResponsesForm {
    static func write(_ request: ModelRequest, isStream: Bool) throws(SpendError) -> JSON {
        try request.check()
        guard request.stop.isEmpty else {
            throw SpendError(
                .invalid,
                "Responses take no texts at which to stop. Leave stop empty."
            )
        }
        var body: JSON = ["model": .string(request.model)]
        body.set("instructions", request.system.map { .string($0) })
        body["input"] = .array(request.messages.flatMap(write))
        if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(write)) }
        body.set("tool_choice", request.toolChoice.map(write))
        body.set("text", request.responseFormat.flatMap(write))
        body.set("max_output_tokens", request.maxOutputTokens.map { .int($0) })
        body.set("temperature", request.temperature.map { .double($0) })
        body.set("top_p", request.topP.map { .double($0) })
        body.set("service_tier", request.serviceTier.map { .string($0) })
        if isStream { body["stream"] = true }
        return body.joined(with: request.extra)
    }

    /// The items of a message: texts and images together, calls and results each by itself. What
    /// stands before the first text, such as reasoning, stays there.
    private static func write(_ message: Message) -> [JSON] {
        var before: [JSON] = []
        var items: [JSON] = []
        var content: [JSON] = []
        for part in message.parts {
            switch part {
            case .text(let text):
                let type: JSON = message.role == .assistant ? "output_text" : "input_text"
                content.append(["type": type, "text": .string(text)])
            case .image(let image):
                content.append(["type": "input_image", "image_url": .string(image.address)])
            case .toolCall(let call):
                items.append([
                    "type": "function_call", "call_id": .string(call.id),
                    "name": .string(call.name),
                    "arguments": .string(call.arguments.isEmpty ? "{}" : call.arguments),
                ])
            case .toolResult(let id, _, let text, _):
                items.append([
                    "type": "function_call_output", "call_id": .string(id),
                    "output": .string(text),
                ])
            case .raw(let json):
                if content.isEmpty, items.isEmpty {
                    before.append(json)
                } else {
                    items.append(json)
                }
            }
        }
        guard !content.isEmpty else { return before + items }
        let role: JSON = message.role == .assistant ? "assistant" : "user"
        return before + [["type": "message", "role": role, "content": .array(content)]] + items
    }

    private static func write(_ tool: Tool) -> JSON {
        var written: JSON = ["type": "function", "name": .string(tool.name)]
        if !tool.description.isEmpty { written["description"] = .string(tool.description) }
        written["parameters"] = tool.parameters
        written["strict"] = false
        return written
    }

    private static func write(_ choice: ToolChoice) -> JSON {
        switch choice {
        case .auto: "auto"
        case .none: "none"
        case .required: "required"
        case .tool(let name): ["type": "function", "name": .string(name)]
        }
    }

    private static func write(_ format: ResponseFormat) -> JSON? {
        switch format {
        case .text: return nil
        case .json: return ["format": ["type": "json_object"]]
        case .schema(let name, let schema, let isStrict):
            let written: JSON = [
                "type": "json_schema", "name": .string(name), "schema": schema,
                "strict": .bool(isStrict),
            ]
            return ["format": written]
        }
    }

    static func read(_ json: JSON, _ answer: GuardedAnswer) -> ModelAnswer {
        var read = ModelAnswer(json, answer)
        read.id = json["id"].string ?? ""
        read.model = json["model"].string ?? read.model
        for item in json["output"].elements {
            switch item["type"].string {
            case "message":
                for part in item["content"].elements {
                    read.text += part["text"].string ?? part["refusal"].string ?? ""
                }
            case "function_call":
                read.toolCalls.append(
                    ToolCall(
                        id: item["call_id"].string ?? "",
                        name: item["name"].string ?? "",
                        arguments: item["arguments"].string ?? ""
                    )
                )
            case "reasoning":
                read.kept.append(item)
                for part in item["summary"].elements { read.reasoning += part["text"].string ?? "" }
            default: continue
            }
        }
        read.finishReason = reason(json, hasCalls: !read.toolCalls.isEmpty)
        return read
    }

    static func reason(_ response: JSON, hasCalls: Bool) -> ModelAnswer.FinishReason? {
        switch response["status"].string {
        case "completed": hasCalls ? .toolCalls : .stop
        case "incomplete":
            response["incomplete_details"]["reason"].string == "content_filter"
                ? .filtered : .length
        case let other?: ModelAnswer.FinishReason(rawValue: other)
        case nil: nil
        }
    }
}

/// The events of a streamed response.
struct ResponsesEvents: EventDialect {
    /// The place of a call among the calls, by its place among all items.
    private var calls: [Int64: Int] = [:]

    mutating func take(
        _ event: JSON,
        type: String,
        _ deltas: inout [ModelDelta],
        _ error: inout JSON?
    ) {
        switch type {
        case "response.created":
            let response = event["response"]
            deltas.append(
                .started(id: response["id"].string ?? "", model: response["model"].string ?? "")
            )
        case "response.output_text.delta", "response.refusal.delta":
            if let text = event["delta"].string { deltas.append(.text(text)) }
        case "response.reasoning_summary_text.delta", "response.reasoning_text.delta":
            if let text = event["delta"].string { deltas.append(.reasoning(text)) }
        case "response.output_item.added" where event["item"]["type"].string == "function_call":
            let item = event["item"]
            let index = calls.count
            calls[event["output_index"].int ?? 0] = index
            deltas.append(
                .toolCall(
                    index: index,
                    id: item["call_id"].string,
                    name: item["name"].string,
                    arguments: item["arguments"].string ?? ""
                )
            )
        case "response.output_item.done" where event["item"]["type"].string == "reasoning":
            deltas.append(.kept(event["item"]))
        case "response.function_call_arguments.delta":
            guard let index = calls[event["output_index"].int ?? 0] else { return }
            let more = event["delta"].string ?? ""
            deltas.append(.toolCall(index: index, id: nil, name: nil, arguments: more))
        case "response.completed", "response.incomplete":
            let reason = ResponsesForm.reason(event["response"], hasCalls: !calls.isEmpty)
            if let reason { deltas.append(.finished(reason)) }
        case "response.failed": error = event["response"]
        case "error": error = event
        default: return
        }
    }
}
