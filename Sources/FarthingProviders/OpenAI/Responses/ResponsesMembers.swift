/// The members that each object inside a request for a response may have; any other may cost in a
/// way that nobody here counts.
///
/// Names: the types of the `openai` package 3.52.0, and what it sends back of an answer it parsed.
enum ResponsesMembers {
    static let message: [StaticString] = ["type", "role", "content", "id", "status", "phase"]
    static let functionCall: [StaticString] = [
        "type", "id", "call_id", "name", "arguments", "status", "namespace", "caller",
        "parsed_arguments",
    ]
    static let customCall: [StaticString] = [
        "type", "id", "call_id", "name", "input", "status", "namespace", "caller",
    ]
    static let callOutput: [StaticString] = [
        "type", "id", "call_id", "output", "status", "name", "namespace", "caller",
    ]
    static let reasoning: [StaticString] = [
        "type", "id", "summary", "content", "encrypted_content", "status",
    ]
    static let compaction: [StaticString] = ["type", "id", "encrypted_content", "created_by"]
    static let reference: [StaticString] = ["type", "id"]

    static let inputText: [StaticString] = ["type", "text", "prompt_cache_breakpoint"]
    static let outputText: [StaticString] = ["type", "text", "annotations", "logprobs", "parsed"]
    static let refusal: [StaticString] = ["type", "refusal"]
    static let inputImage: [StaticString] = [
        "type", "image_url", "file_id", "detail", "prompt_cache_breakpoint",
    ]
    static let inputFile: [StaticString] = [
        "type", "file_id", "file_data", "file_url", "filename", "detail", "prompt_cache_breakpoint",
    ]

    static let functionTool: [StaticString] = [
        "type", "name", "description", "parameters", "strict", "output_schema", "defer_loading",
    ]
    static let customTool: [StaticString] = [
        "type", "name", "description", "format", "defer_loading",
    ]
    static let namespaceTool: [StaticString] = ["type", "name", "description", "tools"]

    static let namedChoice: [StaticString] = ["type", "name"]
    static let allowedTools: [StaticString] = ["type", "mode", "tools"]

    static let text: [StaticString] = ["format", "verbosity"]
    static let plainFormat: [StaticString] = ["type"]
    static let schemaFormat: [StaticString] = ["type", "name", "schema", "description", "strict"]

    static let reasoningOptions: [StaticString] = [
        "effort", "summary", "generate_summary", "context", "mode",
    ]
}
