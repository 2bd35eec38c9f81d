import FarthingCore

/// Checks tools: functions are part of the prompt, what Google runs itself costs extra.
extension GenerateContentRequest {
    enum ToolMember { case functions, search, refused }

    static let toolMembers = ProtoMembers<ToolMember>([
        ("functionDeclarations", .functions), ("googleSearch", .search),
        ("googleSearchRetrieval", .search), ("urlContext", .refused),
        ("codeExecution", .refused), ("fileSearch", .refused), ("computerUse", .refused),
        ("googleMaps", .refused), ("mcpServers", .refused), ("retrieval", .refused),
        ("enterpriseWebSearch", .refused),
    ])

    private static let functionMembers = ProtoMembers<Void>([
        ("name", ()), ("description", ()), ("parameters", ()), ("parametersJsonSchema", ()),
        ("response", ()), ("responseJsonSchema", ()), ("behavior", ()),
    ])

    private static let toolConfigMembers = ProtoMembers<Void>([
        ("functionCallingConfig", ()), ("retrievalConfig", ()),
        ("includeServerSideToolInvocations", ()),
    ])

    mutating func takeTools(_ value: JSONNode) throws(RequestError) {
        try value.eachElement("tools") { tool, index throws(RequestError) in
            let param = "tools[\(index)]"
            try Self.toolMembers.each(in: tool, param) { member, value throws(RequestError) in
                guard !value.isNull else { return }
                switch member {
                case .functions: try takeFunctions(value, "\(param).functionDeclarations")
                case .search:
                    // Newer models bill each query, and no parameter says how many there may be;
                    // what is found is input of unknown size.
                    throw .unpriced(param, "how often the model searches cannot be bounded")
                case .refused:
                    throw .unpriced(param, "tools that the provider runs cost extra")
                }
            }
        }
    }

    private mutating func takeFunctions(
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) {
        prompt.textTokens += GeminiPrompt.announcementTokens
        try value.eachElement(param) { function, index throws(RequestError) in
            try Self.functionMembers.each(in: function, "\(param)[\(index)]") { _, _ in }
            prompt.textTokens += function.treeBytes
        }
    }

    mutating func takeToolConfig(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try Self.toolConfigMembers.each(in: value, "toolConfig") { _, _ in }
        prompt.textTokens += value.treeBytes
    }
}
