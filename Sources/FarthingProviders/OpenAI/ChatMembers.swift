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
    /// Checks a part of a content that may be text only.
    func checkTextPart(_ param: @autoclosure () -> String) throws(RequestError) {
        guard member("text")?.kind == .string else { throw .missing("\(param()).text") }
        try checkMembers(ChatMembers.textPart, param())
        guard let mark = member("prompt_cache_breakpoint") else { return }
        try mark.refuseLongCache("\(param()).prompt_cache_breakpoint")
    }

    /// Cache writes that are kept longer than usual have a price of their own.
    func refuseLongCache(_ param: String) throws(RequestError) {
        guard !isNull else { return }
        guard kind == .object else { throw .type(param, expected: "an object", got: self) }
        for option in fields {
            if option.name.equals("mode") { continue }
            guard option.name.equals("ttl") else {
                throw .unpriced(param, "it has a member that nobody here knows")
            }
            guard option.value.isNull || option.value.equals("30m") else {
                throw .unpriced("\(param).ttl", "only the usual cache time has a price here")
            }
        }
    }
}
