import FarthingCore

/// The members that an object of a request may have, each with what it means here.
///
/// Google reads JSON as protocol buffers: a member may be spelled `maxOutputTokens` or
/// `max_output_tokens` (protobuf.dev, “ProtoJSON format”). Both at once could be read either way,
/// so that is refused, as is every name that is not listed: it may cost in a way that nobody here
/// counts.
struct ProtoMembers<Member: Sendable>: Sendable {
    private struct Entry {
        let name: StaticString
        let snake: [UInt8]
        let member: Member
    }

    private let entries: [Entry]

    /// Names as they are in camel case; at most 64.
    init(_ entries: [(StaticString, Member)]) {
        self.entries = entries.map { entry in
            Entry(name: entry.0, snake: Self.snake(entry.0), member: entry.1)
        }
    }

    /// In camel case.
    var names: [String] { entries.map { "\($0.name)" } }

    /// Calls `body` with each member; throws where `node` is no object, or has a member that is not
    /// listed or stands in it twice.
    func each(
        in node: JSONNode,
        _ param: @autoclosure () -> String,
        _ body: (Member, JSONNode) throws(RequestError) -> Void
    ) throws(RequestError) {
        guard node.kind == .object else {
            throw .type(param(), expected: "an object", got: node)
        }
        var seen: UInt64 = 0
        for field in node.fields {
            guard let index = index(of: field.name) else {
                let place = param().isEmpty ? "" : "\(param())."
                throw .unpriced(
                    "\(place)\(field.name.shownName)",
                    "nobody here knows whether it costs money"
                )
            }
            guard seen >> UInt64(index) & 1 == 0 else {
                throw RequestError(
                    .duplicateMember,
                    param: "\(entries[index].name)",
                    "'\(entries[index].name)' stands twice, in two spellings. Send it once."
                )
            }
            seen |= 1 << UInt64(index)
            try body(entries[index].member, field.value)
        }
    }

    private func index(of name: JSONNode) -> Int? {
        for (index, entry) in entries.enumerated() {
            if name.equals(entry.name) { return index }
            if name.utf8Length == entry.snake.count,
                entry.snake.withUnsafeBufferPointer({ snake in
                    name.withUTF8 { $0.elementsEqual(snake) } ?? false
                })
            {
                return index
            }
        }
        return nil
    }

    private static func snake(_ name: StaticString) -> [UInt8] {
        name.withUTF8Buffer { camel in
            camel.reduce(into: []) { snake, byte in
                if 0x41...0x5A ~= byte {
                    snake.append(UInt8(ascii: "_"))
                    snake.append(byte | 0x20)
                } else {
                    snake.append(byte)
                }
            }
        }
    }
}

extension JSONNode {
    /// Checks that this is an array, or null, and calls `body` with each element and its place.
    /// An object counts as an array of itself: Google's own examples have both.
    func eachElement(
        _ param: @autoclosure () -> String,
        _ body: (JSONNode, Int) throws(RequestError) -> Void
    ) throws(RequestError) {
        guard !isNull else { return }
        if kind == .object { return try body(self, 0) }
        try eachItem(param(), body)
    }

    /// Checks that this is a string, or null.
    func checkString(_ param: @autoclosure () -> String) throws(RequestError) {
        guard kind == .string || isNull else {
            throw .type(param(), expected: "a string", got: self)
        }
    }

    /// What all texts in this value are worth as input, by bytes, with frames for its structure.
    var treeBytes: Int64 { treeTokens { Int64($0.utf8Length) } }
}
