package import FarthingCore

/// A value in one spelling: members by their names, no blanks, so that the same arguments have one hash.
package enum CanonicalJSON {
    /// The value in that spelling; empty for nil. `text` is what it was read from.
    package static func bytes(of node: JSONNode?, in text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        if let node { append(node, text, to: &bytes) }
        return bytes
    }

    /// Recurses as deep as the parser lets a text be.
    private static func append(_ node: JSONNode, _ text: [UInt8], to bytes: inout [UInt8]) {
        switch node.kind {
        case .object:
            let members = node.members.sorted { utf8Precedes($0.name, $1.name) }
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += string(member.name)
                bytes.append(UInt8(ascii: ":"))
                append(member.value, text, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in node.elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element, text, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .string: bytes += string(node.string ?? "")
        // Numbers as they stand: 1 and 1.0 are two to some servers.
        case .number, .bool, .null: bytes += text[node.range]
        }
    }

    private static func string(_ text: String) -> [UInt8] {
        var json = JSONWriter(capacity: text.utf8.count + 2)
        json.string(text)
        return json.bytes
    }
}
