extension JSONNode {
    /// The elements of an array in order; nothing for all else.
    package var elements: JSONElements { JSONElements(of: self) }

    /// The members of an object in order, names as cursors; nothing for all else.
    package var fields: JSONFields { JSONFields(of: self) }

    /// The members of an object in order, names decoded; nothing for all else.
    package var members: some Sequence<(name: String, value: JSONNode)> {
        fields.lazy.map { (name: $0.name.string ?? "", value: $0.value) }
    }
}

/// The elements of an array.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let tape: JSONTape
    private var index: Int
    private let end: Int

    init(of node: JSONNode) {
        tape = node.tape
        index = node.index + 1
        end = node.kind == .array ? Int(node.entry.extra) : index
    }

    package mutating func next() -> JSONNode? {
        guard index < end else { return nil }
        let node = JSONNode(tape: tape, index: index)
        index = node.entry.isContainer ? Int(node.entry.extra) : index + 1
        return node
    }
}

/// The members of an object, names not decoded.
package struct JSONFields: Sequence, IteratorProtocol, Sendable {
    private let tape: JSONTape
    private var index: Int
    private let end: Int

    init(of node: JSONNode) {
        tape = node.tape
        index = node.index + 1
        end = node.kind == .object ? Int(node.entry.extra) : index
    }

    package mutating func next() -> (name: JSONNode, value: JSONNode)? {
        guard index < end else { return nil }
        let name = JSONNode(tape: tape, index: index)
        let value = JSONNode(tape: tape, index: index + 1)
        index = value.entry.isContainer ? Int(value.entry.extra) : index + 2
        return (name, value)
    }
}
