import FarthingCore

/// The members that each object inside a request may have; any other may cost in a way that nobody
/// here counts, as an image does in a part that is said to be text.
///
/// Names: the types of the `openai` package 3.52.0, and what it sends back of an answer it parsed.
enum ChatMembers {
    static let textPart: [StaticString] = ["type", "text", "prompt_cache_breakpoint"]
    static let imagePart: [StaticString] = ["type", "image_url", "prompt_cache_breakpoint"]
    static let refusalPart: [StaticString] = ["type", "refusal"]
    static let image: [StaticString] = ["url", "detail"]

    static let functionTool: [StaticString] = ["type", "function"]
    static let customTool: [StaticString] = ["type", "custom"]
    static let function: [StaticString] = ["name", "description", "parameters", "strict"]
    static let custom: [StaticString] = ["name", "description", "format"]

    static let allowedTools: [StaticString] = ["type", "allowed_tools"]
    static let allowed: [StaticString] = ["mode", "tools"]
    static let named: [StaticString] = ["name"]

    static let format: [StaticString] = ["type"]
    static let schemaFormat: [StaticString] = ["type", "json_schema"]
    static let schema: [StaticString] = ["name", "description", "schema", "strict"]

    static let prediction: [StaticString] = ["type", "content"]

    /// `index` stands in a stream's pieces of a call, which programs put together again.
    static let toolCall: [StaticString] = ["id", "type", "index", "function", "custom"]
    static let calledFunction: [StaticString] = ["name", "arguments", "parsed_arguments"]
    static let calledCustom: [StaticString] = ["name", "input"]
    static let functionCall: [StaticString] = ["name", "arguments"]
}

extension JSONNode {
    /// Checks that this is an object and that its members are of `allowed`, or null.
    func checkMembers(
        _ allowed: [StaticString],
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard kind == .object else { throw .type(param(), expected: "an object", got: self) }
        next: for field in fields {
            for name in allowed where field.name.equals(name) { continue next }
            if field.value.isNull { continue }
            throw .unpriced("\(param()).\(field.name.shownName)", "it may cost extra")
        }
    }

    /// The member of that name; missing where there is none, or null.
    func required(
        _ name: String,
        _ param: @autoclosure () -> String
    ) throws(RequestError) -> JSONNode {
        guard let value = member(name), !value.isNull else { throw .missing("\(param()).\(name)") }
        return value
    }

    /// Checks a part of a content that may be text only.
    func checkTextPart(_ param: @autoclosure () -> String) throws(RequestError) {
        guard member("text")?.kind == .string else { throw .missing("\(param()).text") }
        try checkMembers(ChatMembers.textPart, param())
        guard let mark = member("prompt_cache_breakpoint") else { return }
        try mark.refuseLongCache("\(param()).prompt_cache_breakpoint")
    }
}
