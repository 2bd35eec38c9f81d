import FarthingCore

/// The sorts of items that an input may have.
enum ResponsesItem {
    /// Said by somebody, or an answer of before.
    case message
    case functionCall, customCall
    /// The result of a call that the client ran.
    case callOutput
    /// Reasoning of before, encrypted.
    case reasoning
    /// A conversation that was made shorter, encrypted.
    case compaction
    /// Names an item that the provider keeps.
    case reference
    /// Belongs to tools that the provider runs, or is not known here.
    case unpriced

    /// The sort of an item; a message and a reference need not say what they are.
    init(_ item: JSONNode) {
        guard let type = item.member("type" as StaticString), !type.isNull else {
            let isMessage = item.member("role" as StaticString) != nil
            self = isMessage ? .message : .reference
            return
        }
        for (name, sort) in Self.named where type.equals(name) {
            self = sort
            return
        }
        self = .unpriced
    }

    private static let named: [(StaticString, ResponsesItem)] = [
        ("message", .message), ("function_call", .functionCall),
        ("function_call_output", .callOutput), ("reasoning", .reasoning),
        ("custom_tool_call", .customCall), ("custom_tool_call_output", .callOutput),
        ("item_reference", .reference), ("compaction", .compaction),
    ]

    var members: [StaticString] {
        switch self {
        case .message: ResponsesMembers.message
        case .functionCall: ResponsesMembers.functionCall
        case .customCall: ResponsesMembers.customCall
        case .callOutput: ResponsesMembers.callOutput
        case .reasoning: ResponsesMembers.reasoning
        case .compaction: ResponsesMembers.compaction
        case .reference: ResponsesMembers.reference
        case .unpriced: []
        }
    }
}
