import FarthingCore

/// Checks messages and their blocks: what may be in them, and what each adds to the prompt.
extension PromptBound {
    mutating func takeMessages(_ value: JSONNode) throws(RequestError) {
        guard value.kind == .array else {
            throw .type("messages", expected: "an array of objects", got: value)
        }
        guard value.count > 0 else {
            throw RequestError(
                .emptyArray,
                param: "messages",
                "messages: at least one message is required."
            )
        }
        var index = 0
        for message in value.elements {
            try takeMessage(message, MessagesPlace("messages", index))
            index += 1
        }
    }

    private mutating func takeMessage(
        _ message: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) {
        try message.checkMembers(MessagesMembers.message, "\(place)")
        let role = try message.required("role", "\(place)")
        guard role.equals("user") || role.equals("assistant") || role.equals("system") else {
            throw RequestError(
                .invalidValue,
                param: "\(place).role",
                "\(place).role: expected user, assistant or system."
            )
        }
        let content = try message.required("content", "\(place)")
        tokens += Self.messageTokens
        try takeContent(content, place, Self.allBlocks)
    }

    /// Takes the system prompt: a text, or blocks of text.
    mutating func takeSystem(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        tokens += Self.messageTokens
        try takeContent(value, MessagesPlace("system"), [.text])
    }

    /// Takes a content: a text, or blocks of the kinds that are allowed here.
    mutating func takeContent(
        _ content: JSONNode,
        _ place: MessagesPlace,
        _ allowed: Set<MessagesBlock>
    ) throws(RequestError) {
        switch content.kind {
        case .string: add(content)
        case .array:
            var index = 0
            for block in content.elements {
                try takeBlock(block, place.block(index), allowed)
                index += 1
            }
        default:
            throw .type("\(place).content", expected: "a string or an array", got: content)
        }
    }

    private mutating func takeBlock(
        _ block: JSONNode,
        _ place: MessagesPlace,
        _ allowed: Set<MessagesBlock>
    ) throws(RequestError) {
        guard block.kind == .object else {
            throw .type("\(place)", expected: "an object", got: block)
        }
        let type = try block.required("type", "\(place)")
        guard let kind = MessagesBlock.named(type), allowed.contains(kind) else {
            throw .unpriced("\(place).type", "a block of this kind has no price here")
        }
        try block.checkMembers(kind.members, "\(place)")
        tokens += Self.blockTokens
        if let cache = block.member("cache_control" as StaticString) {
            try takeCache(cache, "\(place).cache_control")
        }
        switch kind {
        case .text: try takeText(block, place)
        case .image: try takeImage(block, place)
        case .document: try takeDocument(block, place)
        case .searchResult: try takeSearchResult(block, place)
        case .toolResult: try takeToolResult(block, place)
        case .fetchResult: try takeFetchResult(block, place)
        case .toolSearchResult, .toolReference:
            toolReferences += 1 + Int64(block.count(of: "tool_reference"))
            addTree(block)
        case .thinking, .redactedThinking, .toolUse, .serverToolUse, .searchResults,
            .browserState:
            addTree(block)
        }
    }

    private mutating func takeText(
        _ block: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) {
        let text = try block.required("text", "\(place)")
        guard text.kind == .string else {
            throw .type("\(place).text", expected: "a string", got: text)
        }
        add(text)
        if let citations = block.member("citations" as StaticString) { addTree(citations) }
    }

    private mutating func takeToolResult(
        _ block: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) {
        if let id = block.member("tool_use_id" as StaticString) { add(id) }
        guard let content = block.member("content" as StaticString), !content.isNull else {
            return
        }
        try takeContent(content, place, Self.resultBlocks)
    }

    /// What a message may consist of.
    private static let allBlocks = Set(MessagesBlock.allCases)
        .subtracting([.toolReference, .browserState])
    /// What a tool's result may consist of.
    private static let resultBlocks: Set<MessagesBlock> = [
        .text, .image, .document, .searchResult, .toolReference, .browserState,
    ]
}

/// The kinds of content blocks that may pass.
enum MessagesBlock: CaseIterable, Sendable {
    case text, image, document, searchResult, thinking, redactedThinking, toolUse, toolResult
    case serverToolUse, searchResults, fetchResult, toolSearchResult, toolReference, browserState

    private static let known: [(StaticString, MessagesBlock)] = [
        ("text", .text), ("image", .image), ("tool_use", .toolUse), ("thinking", .thinking),
        ("tool_result", .toolResult), ("document", .document),
        ("search_result", .searchResult), ("redacted_thinking", .redactedThinking),
        ("server_tool_use", .serverToolUse), ("web_search_tool_result", .searchResults),
        ("web_fetch_tool_result", .fetchResult),
        ("tool_search_tool_result", .toolSearchResult), ("tool_reference", .toolReference),
        ("browser_state", .browserState),
    ]

    static func named(_ type: JSONNode) -> MessagesBlock? {
        known.first { type.equals($0.0) }?.1
    }

    var members: [StaticString] {
        switch self {
        case .text: MessagesMembers.text
        case .image: MessagesMembers.image
        case .document: MessagesMembers.document
        case .searchResult: MessagesMembers.searchResult
        case .thinking: MessagesMembers.thinking
        case .redactedThinking: MessagesMembers.redacted
        case .toolUse, .serverToolUse: MessagesMembers.toolUse
        case .toolResult: MessagesMembers.toolResult
        case .searchResults, .fetchResult, .toolSearchResult: MessagesMembers.serverResult
        case .toolReference: MessagesMembers.toolReference
        case .browserState: MessagesMembers.browserState
        }
    }
}

extension JSONNode {
    /// How many objects inside have this `type`; the reader has bounded the depth.
    fileprivate func count(of type: StaticString) -> Int {
        switch kind {
        case .array: elements.reduce(0) { $0 + $1.count(of: type) }
        case .object:
            fields.reduce(0) { sum, field in
                let isOne = field.name.equals("type") && field.value.equals(type)
                return sum + (isOne ? 1 : field.value.count(of: type))
            }
        default: 0
        }
    }
}
