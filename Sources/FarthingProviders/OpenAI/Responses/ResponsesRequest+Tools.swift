import FarthingCore

/// Checks tools, and which of them the model is to use.
extension ResponsesRequest {
    mutating func takeTools(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.eachItem("tools") { tool, index throws(RequestError) in
            try Self.checkTool(tool, "tools[\(index)]")
        }
        hasTools = hasTools || value.count > 0
        extras.append(value)
    }

    private static func checkTool(
        _ tool: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        let type = try tool.required("type", param())
        if type.equals("function") {
            try tool.checkMembers(ResponsesMembers.functionTool, param())
        } else if type.equals("custom") {
            try tool.checkMembers(ResponsesMembers.customTool, param())
        } else if type.equals("namespace") {
            try tool.checkMembers(ResponsesMembers.namespaceTool, param())
            try checkNamespace(tool, param())
        } else {
            throw .unpriced("\(param()).type", HostedTool.reason(type))
        }
    }

    private static func checkNamespace(
        _ namespace: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        let tools = try namespace.required("tools", param())
        try tools.eachItem("\(param()).tools") { tool, index throws(RequestError) in
            var place: String { "\(param()).tools[\(index)]" }
            let type = try tool.required("type", place)
            if type.equals("function") {
                try tool.checkMembers(ResponsesMembers.functionTool, place)
            } else if type.equals("custom") {
                try tool.checkMembers(ResponsesMembers.customTool, place)
            } else {
                throw .unpriced("\(place).type", HostedTool.reason(type))
            }
        }
    }

    mutating func takeToolChoice(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        switch value.kind {
        case .string: break
        case .object: try Self.checkToolChoice(value)
        default: throw .type("tool_choice", expected: "a string or an object", got: value)
        }
        toolChoices.append(value)
    }

    private static func checkToolChoice(_ choice: JSONNode) throws(RequestError) {
        let param = "tool_choice"
        let type = try choice.required("type", param)
        if type.equals("function") || type.equals("custom") {
            try choice.checkMembers(ResponsesMembers.namedChoice, param)
        } else if type.equals("allowed_tools") {
            try choice.checkMembers(ResponsesMembers.allowedTools, param)
            var index = 0
            for tool in try choice.required("tools", param).elements {
                let place = "\(param).tools[\(index)]"
                let type = try tool.required("type", place)
                guard type.equals("function") || type.equals("custom") else {
                    throw .unpriced("\(place).type", HostedTool.reason(type))
                }
                try tool.checkMembers(ResponsesMembers.namedChoice, place)
                index += 1
            }
        } else {
            throw .unpriced("\(param).type", HostedTool.reason(type))
        }
    }
}

/// Why each tool that is not the client's own is refused.
///
/// `max_tool_calls` bounds how often they run, but neither what they bring into the prompt, which
/// is billed again in each turn, nor how many searches one call makes (OpenAI's pricing page, “Web
/// search”: each search is billed; its web search guide: one call may have several queries).
enum HostedTool {
    static func reason(_ type: JSONNode) -> String {
        for (name, reason) in reasons where type.equals(name) { return reason }
        return "tools that the provider runs cost extra"
    }

    private static let reasons: [(StaticString, String)] = [
        ("web_search", search), ("web_search_2025_08_26", search),
        ("web_search_preview", search), ("web_search_preview_2025_03_11", search),
        ("file_search", fileSearch), ("code_interpreter", container),
        ("image_generation", images), ("mcp", remote),
        ("computer", hidden), ("computer_use_preview", hidden), ("computer_use", hidden),
        ("local_shell", hidden), ("shell", hidden), ("apply_patch", hidden),
        ("tool_search", hidden), ("programmatic_tool_calling", hidden),
    ]

    static let search =
        "one call may search several times, each for a fee, and what is found is billed as well"
    static let fileSearch = "what its searches bring into the prompt cannot be bounded"
    static let container = "its containers cost extra, by their number, size and time"
    static let images = "images are billed by another model, whose tokens it does not bound"
    static let remote = "what remote servers bring into the prompt cannot be bounded"
    static let hidden = "it adds a prompt whose size is not documented"
}
