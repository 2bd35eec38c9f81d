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
            case .text: continue
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
        if type.equals("text") || type.equals("refusal") {
            guard part.member(type.equals("text") ? "text" : "refusal")?.kind == .string else {
                throw .missing("\(param).\(type.string ?? "")")
            }
        } else if type.equals("image_url") {
            try takeImage(part, param)
        } else {
            throw .unpriced("\(param).type", "only text and images have a price here yet")
        }
        for field in part.fields {
            if field.name.equals("type") || field.name.equals("text") { continue }
            if field.name.equals("image_url") || field.name.equals("refusal") { continue }
            let name = field.name.shownName
            guard field.name.equals("prompt_cache_breakpoint") else {
                if field.value.isNull { continue }
                throw .unpriced("\(param).\(name)", "it may cost extra")
            }
            try field.value.refuseLongCache("\(param).\(name)")
        }
    }

    private mutating func takeImage(_ part: JSONNode, _ param: String) throws(RequestError) {
        guard let image = part.member("image_url"), image.kind == .object else {
            throw .missing("\(param).image_url")
        }
        guard let url = image.member("url"), url.kind == .string else {
            throw .missing("\(param).image_url.url")
        }
        var detail = ImageDetail.auto
        if let node = image.member("detail"), !node.isNull {
            guard let known = ImageDetail(rawValue: node.string ?? "") else {
                throw RequestError(
                    .invalidValue,
                    param: "\(param).image_url.detail",
                    "Invalid value for '\(param).image_url.detail'."
                )
            }
            detail = known
        }
        guard images.count < Self.imagesMax else {
            throw RequestError(
                .aboveMaximum,
                param: "messages",
                "Invalid 'messages': at most \(Self.imagesMax) images."
            )
        }
        // Images that are addresses, or of a kind we cannot read, have no size here.
        let size = url.withUTF8 { ImageSize(dataURL: $0) } ?? nil
        images.append(ChatImage(detail: detail, size: size))
    }
}

/// The members of a message, as far as they matter here.
enum MessageMember {
    case role, content, name
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
            if name.equals("refusal") { return .text }
        default:
            if name.equals("tool_calls") || name.equals("tool_call_id")
                || name.equals("function_call") || name.equals("annotations")
                || name.equals("reasoning_content")
            {
                return .text
            }
        }
        return .unpriced
    }
}
