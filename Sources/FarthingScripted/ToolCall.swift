internal import FarthingCore
import NIOCore

/// A call of one of the request's tools: its arguments are words for the first text that the tool's
/// schema has, and the least that is valid for all else that it requires.
struct ToolCall: Equatable {
    let name: String
    /// JSON before the words.
    private var opening: String
    /// JSON behind the words.
    private var closing: String

    /// What is billed beside the words: no vocabulary has a token for less than a byte.
    var frameTokens: Int { name.utf8.count + opening.utf8.count + closing.utf8.count }

    /// Tools are described by JSON schemas in every dialect; Gemini's own type names are upper-case.
    init(name: String, schema: JSONNode?) {
        self.name = name
        let properties = schema?.member("properties")
        let required = schema?.member("required")?.elements.compactMap(\.string) ?? []
        let texts =
            properties?.fields.filter { field in
                Self.type(of: field.value) == "string" && field.value.member("enum") == nil
            } ?? []
        let text =
            texts.first { required.contains($0.name.string ?? "") } ?? texts.first
        let word = text?.name.string ?? "text"
        opening = "{\(Self.quoted(word)):\""
        closing = "\""
        for name in required where name != word {
            let value = properties?.member(name).map(Self.sample) ?? "null"
            closing += ",\(Self.quoted(name)):\(value)"
        }
        closing += "}"
    }

    /// Writes the arguments as an object.
    func writeObject(_ choice: CallPlan.Choice, into buffer: inout ByteBuffer) {
        buffer.writeString(opening)
        Words.ring.write(from: choice.start, tokens: choice.textTokens, into: &buffer)
        buffer.writeString(closing)
    }

    /// Writes the arguments, or a part of them, as the inside of a JSON string; a choice that its
    /// limit ended lacks its end.
    func writeText(
        _ choice: CallPlan.Choice,
        sent: Int,
        tokens: Int,
        into buffer: inout ByteBuffer
    ) {
        let end = sent + tokens
        if sent == 0 { write(escaped: opening, into: &buffer) }
        Words.ring.write(from: choice.start + sent, tokens: tokens, into: &buffer)
        if end == choice.textTokens, !choice.isCutByLimit { write(escaped: closing, into: &buffer) }
    }

    private func write(escaped text: String, into buffer: inout ByteBuffer) {
        buffer.writeSubstring(Self.quoted(text).dropFirst().dropLast())
    }

    private static func type(of schema: JSONNode) -> String {
        schema.member("type")?.string?.lowercased() ?? ""
    }

    /// The least value that a schema takes.
    private static func sample(_ schema: JSONNode) -> String {
        if let text = schema.member("enum")?.elements.first(where: { _ in true })?.string {
            return quoted(text)
        }
        return switch type(of: schema) {
        case "string": "\"text\""
        case "integer", "number": "1"
        case "boolean": "true"
        case "array": "[]"
        case "object": "{}"
        default: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        buffer.writeJSON(text)
        return String(buffer: buffer)
    }
}
