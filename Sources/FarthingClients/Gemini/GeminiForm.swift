import Farthing
import FarthingCore

/// Generating content as JSON; names: Google, “Gemini API reference, Generating content”.
enum GeminiForm {
    static func write(_ request: ModelRequest) throws(SpendError) -> JSON {
        try request.check()
        var contents: [JSON] = []
        for message in request.messages { contents.append(try write(message)) }
        var body: JSON = ["contents": .array(contents)]
        body.set("systemInstruction", request.system.map { ["parts": [["text": .string($0)]]] })
        if !request.tools.isEmpty {
            body["tools"] = [["functionDeclarations": .array(request.tools.map(write))]]
        }
        body.set("toolConfig", request.toolChoice.map(write))
        let config = config(request)
        if !config.members.isEmpty { body["generationConfig"] = config }
        body.set("serviceTier", request.serviceTier.map { .string($0) })
        return body.joined(with: request.extra)
    }

    private static func config(_ request: ModelRequest) -> JSON {
        var config: JSON = [:]
        config.set("maxOutputTokens", request.maxOutputTokens.map { .int($0) })
        config.set("temperature", request.temperature.map { .double($0) })
        config.set("topP", request.topP.map { .double($0) })
        if !request.stop.isEmpty {
            config["stopSequences"] = .array(request.stop.map { .string($0) })
        }
        switch request.responseFormat {
        case .json: config["responseMimeType"] = "application/json"
        case .schema(_, let schema, _):
            config["responseMimeType"] = "application/json"
            config["responseJsonSchema"] = schema
        case .text, nil: break
        }
        return config
    }

    private static func write(_ message: Message) throws(SpendError) -> JSON {
        var parts: [JSON] = []
        for part in message.parts { parts.append(try write(part)) }
        let role: JSON = message.role == .assistant ? "model" : "user"
        return ["role": role, "parts": .array(parts)]
    }

    private static func write(_ part: Message.Part) throws(SpendError) -> JSON {
        switch part {
        case .text(let text): return ["text": .string(text)]
        case .image(.data(let bytes, let type)):
            let data = ImageSource.base64(bytes)
            return ["inlineData": ["mimeType": .string(type), "data": .string(data)]]
        case .image(.url):
            throw SpendError(.invalid, "Gemini takes images as data here: fetch it and send that.")
        case .toolCall(let call):
            var part: JSON = [
                "functionCall": ["name": .string(call.name), "args": call.argumentsObject]
            ]
            part.set("thoughtSignature", call.signature.map { .string($0) })
            return part
        case .toolResult(_, let name, let text, let isError):
            let told = (try? JSON(parsing: text)).flatMap { $0.isObject ? $0 : nil }
            let response: JSON = told ?? [isError ? "error" : "result": .string(text)]
            return ["functionResponse": ["name": .string(name), "response": response]]
        case .raw(let json): return json
        }
    }

    private static func write(_ tool: Tool) -> JSON {
        var written: JSON = ["name": .string(tool.name)]
        if !tool.description.isEmpty { written["description"] = .string(tool.description) }
        // An object without members is refused there.
        if tool.parameters["properties"] != [:] {
            written["parametersJsonSchema"] = tool.parameters
        }
        return written
    }

    private static func write(_ choice: ToolChoice) -> JSON {
        let config: JSON =
            switch choice {
            case .auto: ["mode": "AUTO"]
            case .none: ["mode": "NONE"]
            case .required: ["mode": "ANY"]
            case .tool(let name): ["mode": "ANY", "allowedFunctionNames": [.string(name)]]
            }
        return ["functionCallingConfig": config]
    }

    static func read(_ json: JSON, _ answer: GuardedAnswer) -> ModelAnswer {
        var read = ModelAnswer(json, answer)
        var events = GeminiEvents()
        var deltas: [ModelDelta] = []
        var error: JSON?
        events.take(json, type: "", &deltas, &error)
        for delta in deltas { read.take(delta) }
        return read
    }

    static func reason(_ word: String, hasCalls: Bool) -> ModelAnswer.FinishReason {
        switch word {
        case "STOP": hasCalls ? .toolCalls : .stop
        case "MAX_TOKENS": .length
        case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY":
            .filtered
        default: ModelAnswer.FinishReason(rawValue: word)
        }
    }
}

/// The events of streamed content, each an answer of its own.
struct GeminiEvents: EventDialect {
    private var hasStarted = false
    private var calls = 0

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
                .started(
                    id: event["responseId"].string ?? "",
                    model: event["modelVersion"].string ?? ""
                )
            )
        }
        if let word = event["promptFeedback"]["blockReason"].string {
            deltas.append(.finished(GeminiForm.reason(word, hasCalls: false)))
        }
        for candidate in event["candidates"].elements where candidate["index"].int ?? 0 == 0 {
            for part in candidate["content"]["parts"].elements { take(part, &deltas) }
            if let word = candidate["finishReason"].string {
                deltas.append(.finished(GeminiForm.reason(word, hasCalls: calls > 0)))
            }
        }
    }

    private mutating func take(_ part: JSON, _ deltas: inout [ModelDelta]) {
        let call = part["functionCall"]
        if call.isObject {
            deltas.append(
                .toolCall(
                    index: calls,
                    id: call["id"].string ?? "call_\(calls)",
                    name: call["name"].string,
                    arguments: call["args"].isNull ? "{}" : call["args"].description
                )
            )
            if let text = part["thoughtSignature"].string {
                deltas.append(.signature(index: calls, text))
            }
            calls += 1
        } else if let text = part["text"].string, !text.isEmpty {
            deltas.append(part["thought"].bool ?? false ? .reasoning(text) : .text(text))
        }
    }
}
