import FarthingCore

/// Checks the input's items: what may be in them, and what is refused because it costs extra.
extension ResponsesRequest {
    mutating func takeInput(_ value: JSONNode) throws(RequestError) {
        guard value.kind == .string || value.kind == .array else {
            guard !value.isNull else { return }
            throw .type("input", expected: "a string or an array", got: value)
        }
        input = value
        var index = 0
        for item in value.elements {
            try check(item, "input[\(index)]")
            index += 1
        }
    }

    private mutating func check(
        _ item: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard item.kind == .object else { throw .type(param(), expected: "an object", got: item) }
        let sort = ResponsesItem(item)
        if case .unpriced = sort {
            throw .unpriced(
                "\(param()).type",
                "items of tools that the provider runs have no price here"
            )
        }
        try item.checkMembers(sort.members, param())
        switch sort {
        case .message: try checkMessage(item, param())
        case .callOutput: try checkContent(item.required("output", param()), "\(param()).output")
        case .functionCall: try Self.checkText(item, "arguments", param())
        case .customCall: try Self.checkText(item, "input", param())
        case .compaction: try Self.checkText(item, "encrypted_content", param())
        case .reasoning: try checkReasoning(item, param())
        case .reference:
            noteUnmeasured(param(), "the size of what the provider keeps is not known here")
        case .unpriced: return
        }
    }

    private mutating func checkMessage(
        _ message: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        let role = try message.required("role", param())
        guard role.kind == .string else {
            throw .type("\(param()).role", expected: "a string", got: role)
        }
        let roles: [StaticString] = ["user", "assistant", "system", "developer"]
        guard roles.contains(where: { role.equals($0) }) else {
            throw RequestError(
                .invalidValue,
                param: "\(param()).role",
                "Invalid value for '\(param()).role'."
            )
        }
        try checkContent(message.required("content", param()), "\(param()).content")
    }

    private static func checkText(
        _ item: JSONNode,
        _ name: String,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        let text = try item.required(name, param())
        guard text.kind == .string else {
            throw .type("\(param()).\(name)", expected: "a string", got: text)
        }
    }

    /// Reasoning without its encrypted content is known to the provider alone, by its id.
    private mutating func checkReasoning(
        _ item: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard let content = item.member("encrypted_content"), content.utf8Length > 0 else {
            if let content = item.member("encrypted_content"), !content.isNull {
                try Self.checkText(item, "encrypted_content", param())
            }
            noteUnmeasured(
                "\(param()).encrypted_content",
                "without it the size of the reasoning is not known here"
            )
            return
        }
    }
}
