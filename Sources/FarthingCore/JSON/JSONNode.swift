/// A value of a parsed text: a cursor that costs one reference, not a copy.
@usableFromInline
package struct JSONNode: Sendable {
    @usableFromInline
    package enum Kind: UInt8, Hashable, Sendable {
        case null, bool, number, string, array, object
    }

    let tape: JSONTape
    let index: Int
    @usableFromInline package let entry: JSONEntry

    init(tape: JSONTape, index: Int) {
        self.tape = tape
        self.index = index
        entry = tape[index]
    }

    @inlinable
    package var kind: Kind { Kind(rawValue: entry.kindBits) ?? .null }

    /// Where the value stands in the text; a string's range includes its quotes.
    @inlinable
    package var range: Range<Int> { Int(entry.start)..<Int(entry.end) }

    /// Line where the value starts, from 1. Linear in the offset: for errors.
    package var line: Int { place.line }

    /// Column where the value starts, from 1, in Unicode scalars. Linear in the offset: for errors.
    package var column: Int { place.column }

    @inlinable
    package var isNull: Bool { kind == .null }

    /// Nil unless the value is `true` or `false`.
    package var bool: Bool? { withView { $0.bool } }

    /// Elements of an array, members of an object; 0 for all else.
    @inlinable
    package var count: Int { entry.isContainer ? Int(entry.upper) : 0 }

    private var place: JSONPlace {
        tape.bytes.withUnsafeBufferPointer { JSONPlace(of: Int(entry.start), in: $0) }
    }

    /// The value of the member whose decoded name has the bytes of `name`; nil when there is none
    /// or this is no object. Looks at each member in turn.
    package func member(_ name: String) -> JSONNode? {
        guard kind == .object else { return nil }
        var name = name
        let index = name.withUTF8 { name in withView { $0.member(name)?.index } }
        return index.map { JSONNode(tape: tape, index: $0) }
    }

    /// The same for hot paths.
    package func member(_ name: StaticString) -> JSONNode? {
        guard kind == .object else { return nil }
        return withView { $0.member(name)?.index }.map { JSONNode(tape: tape, index: $0) }
    }

    /// Calls `body` with the same value, borrowed: for readers that look at much.
    package func withView<Result, Failure: Error>(
        _ body: (JSONView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try tape.withView(of: index, body)
    }
}
