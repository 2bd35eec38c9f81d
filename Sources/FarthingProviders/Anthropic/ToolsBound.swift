import FarthingCore

/// What the tools of a request can cost: tokens of their definitions, fees, and passes that the
/// provider makes by itself.
struct ToolsBound: Sendable {
    /// All definitions, and what enables tools.
    var tokens: Int64 = 0
    /// The longest definition: what a reference to a tool can show the model again.
    private(set) var longestTokens: Int64 = 0
    private(set) var webSearchesMax: Int64 = 0
    /// Whether the provider itself runs tools, and then asks the model again.
    private(set) var runsTools = false
    /// Whether it puts pages from outside into the prompt.
    private(set) var readsPages = false

    /// The system prompt that enables tools: 804 for the model with the longest, by Anthropic's
    /// pricing page.
    static let promptTokens: Int64 = 1_024
    /// Most searches or pages that one request may ask for.
    static let usesMax: Int64 = 1_000

    /// Tools whose definition Anthropic keeps, and its tokens by the same page, rounded up: bash
    /// 325, text editor 700, computer 735 and 499, its toolset 4,590, browser 6,670 and 880. No
    /// figure is given for memory, whose commands are those of the text editor.
    private static let builtIn: [(StaticString, Int64)] = [
        ("bash_20241022", 512), ("bash_20250124", 512),
        ("text_editor_20241022", 1_024), ("text_editor_20250124", 1_024),
        ("text_editor_20250429", 1_024), ("text_editor_20250728", 1_024),
        ("computer_20241022", 2_048), ("computer_20250124", 2_048), ("computer_20251124", 2_048),
        ("computer_toolset_20260801", 6_144), ("browser_toolset_20260801", 9_216),
        ("memory_20250818", 4_096),
    ]
    /// Searches among the request's own tools: free, but the model is asked again.
    private static let toolSearches: [StaticString] = [
        "tool_search_tool_regex_20251119", "tool_search_tool_regex",
        "tool_search_tool_bm25_20251119", "tool_search_tool_bm25",
    ]
    private static let webSearches: [StaticString] = [
        "web_search_20250305", "web_search_20260209", "web_search_20260318",
    ]
    private static let webFetches: [StaticString] = [
        "web_fetch_20250910", "web_fetch_20260209", "web_fetch_20260309", "web_fetch_20260318",
    ]
    /// The definition of a tool that the provider runs; no figure is given.
    private static let serverToolTokens: Int64 = 4_096

    mutating func take(_ value: JSONNode, _ prompt: inout PromptBound) throws(RequestError) {
        guard !value.isNull else { return }
        guard value.kind == .array else { throw .type("tools", expected: "an array", got: value) }
        var index = 0
        for tool in value.elements {
            try takeTool(tool, MessagesPlace("tools", index), &prompt)
            index += 1
        }
        if index > 0 { tokens += Self.promptTokens }
    }

    private mutating func takeTool(
        _ tool: JSONNode,
        _ place: MessagesPlace,
        _ prompt: inout PromptBound
    ) throws(RequestError) {
        guard tool.kind == .object else {
            throw .type("\(place)", expected: "an object", got: tool)
        }
        var definition = PromptBound.blockTokens + tool.treeTokens(PromptBound.bytes)
        let type = tool.member("type" as StaticString).flatMap { $0.isNull ? nil : $0 }
        if let type, !type.equals("custom") {
            if let known = Self.builtIn.first(where: { type.equals($0.0) }) {
                try tool.checkMembers(MessagesMembers.builtInTool, "\(place)")
                definition += known.1
            } else {
                try takeServerTool(tool, type, place)
                definition += Self.serverToolTokens
            }
        } else {
            try tool.checkMembers(MessagesMembers.clientTool, "\(place)")
        }
        try Self.checkCallers(tool, place)
        if let cache = tool.member("cache_control" as StaticString) {
            try prompt.takeCache(cache, "\(place).cache_control")
        }
        tokens += definition
        longestTokens = max(longestTokens, definition)
    }

    private mutating func takeServerTool(
        _ tool: JSONNode,
        _ type: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) {
        func isOne(of names: [StaticString]) -> Bool { names.contains { type.equals($0) } }
        let isSearch = isOne(of: Self.webSearches)
        let isFetch = isOne(of: Self.webFetches)
        guard isSearch || isFetch || isOne(of: Self.toolSearches) else {
            throw .unpriced("\(place).type", "what a tool of this kind costs has no price here")
        }
        try tool.checkMembers(MessagesMembers.webTool, "\(place)")
        runsTools = true
        guard isSearch || isFetch else { return }
        readsPages = true
        // The later versions let code call them, in a container, unless told otherwise.
        guard
            type.equals(isSearch ? Self.webSearches[0] : Self.webFetches[0])
                || tool.member("allowed_callers" as StaticString) != nil
        else {
            throw .unpriced(
                "\(place).allowed_callers",
                "without it code may call the tool, in a container; say [\"direct\"]"
            )
        }
        let uses = try Self.count("max_uses", of: tool, place)
        if isFetch { _ = try Self.count("max_content_tokens", of: tool, place) }
        if isSearch { webSearchesMax += uses }
    }

    /// A limit without which the tool has none.
    private static func count(
        _ name: String,
        of tool: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) -> Int64 {
        let param = "\(place).\(name)"
        let most = name == "max_uses" ? usesMax : OutputLimit.tokensMax
        guard let count = try tool.member(name)?.integer(param, in: 0...most) else {
            throw RequestError(
                .notPriced,
                param: param,
                "Without '\(param)' the tool has no limit, and cannot be held for. Add it."
            )
        }
        return count
    }

    /// Only the model itself may call a tool: code that does runs in a container, for a fee.
    private static func checkCallers(
        _ tool: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) {
        guard let callers = tool.member("allowed_callers" as StaticString), !callers.isNull else {
            return
        }
        guard callers.kind == .array else {
            throw .type("\(place).allowed_callers", expected: "an array", got: callers)
        }
        for caller in callers.elements where !caller.equals("direct") {
            throw .unpriced("\(place).allowed_callers", "code execution has no price here")
        }
    }
}
