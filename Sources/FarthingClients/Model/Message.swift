import FarthingCore

/// One message of a conversation.
public struct Message: Hashable, Sendable {
    /// Who says it.
    public enum Role: String, Hashable, Sendable {
        case user, assistant
        /// The results of functions.
        case tool
    }

    /// Who says it.
    public var role: Role
    /// What it consists of.
    public var parts: [Part]

    /// A part of a message.
    public enum Part: Hashable, Sendable {
        case text(String)
        case image(ImageSource)
        /// A function that the assistant has called.
        case toolCall(ToolCall)
        /// What a function has returned.
        case toolResult(id: String, name: String, text: String, isError: Bool)
        /// A part as the provider has it: reasoning that is to be handed back, a document, …
        case raw(JSON)
    }

    /// A message.
    public init(_ role: Role, _ parts: [Part]) {
        self.role = role
        self.parts = parts
    }

    /// The user's text, with images.
    public static func user(_ text: String, images: [ImageSource] = []) -> Message {
        Message(.user, images.map { .image($0) } + [.text(text)])
    }

    /// The assistant's text, and the functions that it called.
    public static func assistant(_ text: String, toolCalls: [ToolCall] = []) -> Message {
        Message(.assistant, (text.isEmpty ? [] : [.text(text)]) + toolCalls.map { .toolCall($0) })
    }

    /// What a function has returned to a call.
    public static func result(of call: ToolCall, _ text: String, isError: Bool = false) -> Message {
        Message(.tool, [.toolResult(id: call.id, name: call.name, text: text, isError: isError)])
    }

    /// All its texts, one behind the other.
    var text: String {
        parts.reduce(into: "") { text, part in
            if case .text(let more) = part { text += more }
        }
    }
}

/// An image in a message.
public enum ImageSource: Hashable, Sendable {
    /// Where it can be fetched. Bedrock takes none of these.
    case url(String)
    /// The image itself, with its type, such as `image/png`.
    case data([UInt8], type: String)

    /// The bytes in base64.
    static func base64(_ bytes: [UInt8]) -> String {
        String(decoding: Base64.standard.encode(bytes), as: UTF8.self)
    }

    /// An address, which may hold the image itself.
    var address: String {
        switch self {
        case .url(let url): url
        case .data(let bytes, let type): "data:\(type);base64,\(Self.base64(bytes))"
        }
    }
}
