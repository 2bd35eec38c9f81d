import FarthingCore

/// Checks the messages: what may be in them, and what is refused because it costs extra.
extension ChatRequest {
    mutating func takeMessages(_ value: JSONNode) throws(RequestError) {
        guard value.kind == .array else {
            throw .type("messages", expected: "an array of objects", got: value)
        }
        guard value.count > 0 else {
            throw RequestError(
                .emptyArray,
                param: "messages",
                "Invalid 'messages': expected at least one message."
            )
        }
        messages = value
        var index = 0
        for message in value.elements {
            try check(message, index)
            index += 1
        }
    }

    private mutating func check(_ message: JSONNode, _ index: Int) throws(RequestError) {
        guard message.kind == .object else {
            throw .type("messages[\(index)]", expected: "an object", got: message)
        }
        var hasRole = false
        for field in message.fields {
            switch MessageMember.named(field.name) {
            case .role:
                try Self.checkRole(field.value, index)
                hasRole = true
            case .content:
                try checkContent(field.value, index)
            case .name:
                guard field.value.kind == .string || field.value.isNull else {
                    throw .type("messages[\(index)].name", expected: "a string", got: field.value)
                }
            case .string:
                guard field.value.kind == .string || field.value.isNull else {
                    let name = "messages[\(index)].\(field.name.shownName)"
                    throw .type(name, expected: "a string", got: field.value)
                }
            case .toolCalls: try Self.checkToolCalls(field.value, index)
            case .functionCall where !field.value.isNull:
                let param = "messages[\(index)].function_call"
                try field.value.checkMembers(ChatMembers.functionCall, param)
            case .functionCall, .text: continue
            case .unpriced:
                guard field.value.isNull else {
                    throw .unpriced(
                        "messages[\(index)].\(field.name.shownName)",
                        "it may cost extra"
                    )
                }
            }
        }
        guard hasRole else { throw .missing("messages[\(index)].role") }
    }

    private static func checkRole(_ role: JSONNode, _ index: Int) throws(RequestError) {
        guard role.kind == .string else {
            throw .type("messages[\(index)].role", expected: "a string", got: role)
        }
        for known: StaticString in ["user", "assistant", "system", "tool", "developer", "function"]
        where role.equals(known) {
            return
        }
        throw RequestError(
            .invalidValue,
            param: "messages[\(index)].role",
            "Invalid value for 'messages[\(index)].role'."
        )
    }

    private mutating func checkContent(_ content: JSONNode, _ index: Int) throws(RequestError) {
        switch content.kind {
        case .string, .null: return
        case .array:
            var position = 0
            for part in content.elements {
                try checkPart(part, index, position)
                position += 1
            }
        default:
            throw .type(
                "messages[\(index)].content",
                expected: "a string or an array",
                got: content
            )
        }
    }

    private mutating func checkPart(
        _ part: JSONNode,
        _ index: Int,
        _ position: Int
    ) throws(RequestError) {
        var param: String { "messages[\(index)].content[\(position)]" }
        guard part.kind == .object else { throw .type(param, expected: "an object", got: part) }
        guard let type = part.member("type") else { throw .missing("\(param).type") }
        if type.equals("text") {
            try part.checkTextPart(param)
        } else if type.equals("refusal") {
            guard part.member("refusal")?.kind == .string else {
                throw .missing("\(param).refusal")
            }
            try part.checkMembers(ChatMembers.refusalPart, param)
        } else if type.equals("image_url") {
            try takeImage(part, param)
        } else {
            throw .unpriced("\(param).type", "only text and images have a price here yet")
        }
    }

    private static func checkToolCalls(_ calls: JSONNode, _ index: Int) throws(RequestError) {
        guard !calls.isNull else { return }
        guard calls.kind == .array else {
            throw .type("messages[\(index)].tool_calls", expected: "an array", got: calls)
        }
        var position = 0
        for call in calls.elements {
            var param: String { "messages[\(index)].tool_calls[\(position)]" }
            try call.checkMembers(ChatMembers.toolCall, param)
            if let function = call.member("function"), !function.isNull {
                try function.checkMembers(ChatMembers.calledFunction, "\(param).function")
            }
            if let custom = call.member("custom"), !custom.isNull {
                try custom.checkMembers(ChatMembers.calledCustom, "\(param).custom")
            }
            position += 1
        }
    }

    private mutating func takeImage(_ part: JSONNode, _ param: String) throws(RequestError) {
        try part.checkMembers(ChatMembers.imagePart, param)
        if let mark = part.member("prompt_cache_breakpoint") {
            try mark.refuseLongCache("\(param).prompt_cache_breakpoint")
        }
        guard let image = part.member("image_url"), image.kind == .object else {
            throw .missing("\(param).image_url")
        }
        guard let url = image.member("url"), url.kind == .string else {
            throw .missing("\(param).image_url.url")
        }
        try image.checkMembers(ChatMembers.image, "\(param).image_url")
        if url.carriesNoImage {
            throw .unpriced("\(param).image_url.url", "only images have a price here")
        }
        try images.append(
            ChatImage(url, detail: image.member("detail"), "\(param).image_url"),
            upTo: Self.imagesMax,
            "messages"
        )
    }
}

/// The members of a message, as far as they matter here.
enum MessageMember {
    case role, content, name
    /// A text that is counted.
    case string
    case toolCalls, functionCall
    /// Counted with all that is in it.
    case text
    /// Refused unless null: `audio` refers to audio that would be billed again.
    case unpriced

    static func named(_ name: JSONNode) -> MessageMember {
        switch name.utf8Length {
        case 4:
            if name.equals("role") { return .role }
            if name.equals("name") { return .name }
        case 7:
            if name.equals("content") { return .content }
            if name.equals("refusal") { return .string }
        default:
            if name.equals("tool_calls") { return .toolCalls }
            if name.equals("tool_call_id") || name.equals("reasoning_content") { return .string }
            if name.equals("function_call") { return .functionCall }
            // `parsed` is what the SDK's parser adds to an answer, and sends back with it.
            if name.equals("annotations") || name.equals("parsed") { return .text }
        }
        return .unpriced
    }

    /// Whether what it names is part of the prompt beside content and name.
    var isCounted: Bool {
        switch self {
        case .string, .toolCalls, .functionCall, .text: true
        case .role, .content, .name, .unpriced: false
        }
    }
}
