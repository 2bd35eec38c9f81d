/// A value of a parsed text that is only borrowed: a cursor that costs neither a reference nor an
/// allocation.
///
/// Valid only during the call that hands it out, as ``JSONView/read(_:limits:_:)`` and
/// ``JSONNode/withView(_:)`` do. It is not `Sendable`, so that no state of a stream or a request can
/// keep it: what must last is copied into a ``JSONDocument``.
@usableFromInline
package struct JSONView {
    @usableFromInline package let text: UnsafePointer<UInt8>
    @usableFromInline package let entries: UnsafePointer<JSONEntry>
    @usableFromInline package let index: Int

    @usableFromInline
    package init(text: UnsafePointer<UInt8>, entries: UnsafePointer<JSONEntry>, index: Int) {
        self.text = text
        self.entries = entries
        self.index = index
    }

    /// Entries that need no allocation, a kilobyte on the stack: enough for a chunk of any provider.
    private static let scratchEntries = 64

    /// Checks `bytes` where they are, as strictly as ``JSONDocument``, and hands the one value that
    /// they are to `body`; nothing is copied, and a text of few values allocates nothing.
    package static func read(
        _ bytes: UnsafeRawBufferPointer,
        limits: JSONLimits = .standard,
        _ body: (JSONView) -> Void
    ) throws(JSONError) {
        let text = bytes.assumingMemoryBound(to: UInt8.self)
        let error = withUnsafeTemporaryAllocation(
            of: JSONEntry.self,
            capacity: scratchEntries
        ) { scratch -> JSONError? in
            var parser = JSONParser(text: text, limits: limits, scratch: scratch)
            defer { parser.discard() }
            do throws(JSONFault) {
                try parser.run()
            } catch {
                return parser.error(error, in: text, limits: limits)
            }
            body(JSONView(text: parser.text, entries: parser.entries, index: 0))
            return nil
        }
        if let error { throw error }
    }

    @inlinable @inline(__always)
    package var entry: JSONEntry { entries[index] }

    @inlinable
    package var kind: JSONNode.Kind { JSONNode.Kind(rawValue: entry.kindBits) ?? .null }

    @inlinable
    package var isNull: Bool { entry.kindBits == JSONNode.Kind.null.rawValue }

    /// Nil unless the value is `true` or `false`.
    package var bool: Bool? {
        kind == .bool ? text[Int(entry.start)] == UInt8(ascii: "t") : nil
    }

    /// Elements of an array, members of an object; 0 for all else.
    @inlinable
    package var count: Int { entry.isContainer ? Int(entry.upper) : 0 }

    /// The value as the text writes it, a string's quotes included; itself a whole JSON text.
    package var source: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: text + Int(entry.start),
            count: Int(entry.end) - Int(entry.start)
        )
    }

    /// The value of the member whose decoded name has the bytes of `name`; nil when there is none
    /// or this is no object. Looks at each member in turn.
    package func member(_ name: StaticString) -> JSONView? {
        member(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    func member(_ name: UnsafeBufferPointer<UInt8>) -> JSONView? {
        guard kind == .object else { return nil }
        let end = after
        var position = index &+ 1
        while position < end {
            // Most names differ in their length already.
            if Int(entries[position].extra) == name.count, at(position).isEqual(toBytes: name) {
                return at(position &+ 1)
            }
            position = at(position &+ 1).after
        }
        return nil
    }

    /// The elements of an array in order; nothing for all else.
    @inlinable
    package var elements: Elements { Elements(of: self) }

    /// The members of an object in order, names as cursors; nothing for all else.
    @inlinable
    package var fields: Fields { Fields(of: self) }

    /// Index of the entry behind this value and all that is inside it.
    @inlinable @inline(__always)
    package var after: Int {
        let entry = entry
        return entry.isContainer ? Int(entry.extra) : index &+ 1
    }

    @inlinable @inline(__always)
    package func at(_ index: Int) -> JSONView {
        JSONView(text: text, entries: entries, index: index)
    }

    /// The elements of an array.
    @usableFromInline
    package struct Elements: Sequence, IteratorProtocol {
        @usableFromInline package var upcoming: JSONView
        @usableFromInline package let end: Int

        @inlinable
        package init(of array: JSONView) {
            upcoming = array.at(array.index &+ 1)
            end = array.kind == .array ? array.after : 0
        }

        @inlinable
        package mutating func next() -> JSONView? {
            guard upcoming.index < end else { return nil }
            let element = upcoming
            upcoming = element.at(element.after)
            return element
        }
    }

    /// The members of an object, names not decoded.
    @usableFromInline
    package struct Fields: Sequence, IteratorProtocol {
        @usableFromInline package var upcoming: JSONView
        @usableFromInline package let end: Int

        @inlinable
        package init(of object: JSONView) {
            upcoming = object.at(object.index &+ 1)
            end = object.kind == .object ? object.after : 0
        }

        @inlinable
        package mutating func next() -> (name: JSONView, value: JSONView)? {
            guard upcoming.index < end else { return nil }
            let name = upcoming
            let value = name.at(name.index &+ 1)
            upcoming = name.at(value.after)
            return (name, value)
        }
    }
}
