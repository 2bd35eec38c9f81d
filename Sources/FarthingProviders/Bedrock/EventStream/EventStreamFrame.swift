/// One frame of `application/vnd.amazon.eventstream`, both checksums checked. Valid only while a
/// sink looks at it.
///
/// Form: total length, headers' length, checksum of these two, headers, payload, checksum of all
/// before it; numbers are big-endian (“Event stream encoding”, Amazon Lex V2 developer guide).
package struct EventStreamFrame {
    /// The whole frame.
    package let raw: UnsafeRawBufferPointer
    package let headers: EventStreamHeaders
    package let payload: UnsafeRawBufferPointer

    /// Lengths and their checksum.
    static let preludeBytes = 12
    /// The prelude and the checksum at the end.
    static let overheadBytes = 16

    /// Nil where the headers are not well-formed. Lengths and checksums have been checked.
    init?(_ raw: UnsafeRawBufferPointer, headersBytes: Int) {
        let headersEnd = Self.preludeBytes + headersBytes
        self.raw = raw
        guard
            let headers = EventStreamHeaders(
                UnsafeRawBufferPointer(rebasing: raw[Self.preludeBytes..<headersEnd])
            )
        else { return nil }
        self.headers = headers
        payload = UnsafeRawBufferPointer(rebasing: raw[headersEnd..<(raw.count - 4)])
    }

    /// Whether the provider tells an error in this frame.
    package var isException: Bool {
        headers[":message-type"].map { !$0.equals("event") } ?? false
    }
}

/// A header's value.
package struct EventStreamValue {
    /// As it stands in the frame: 0 true, 1 false, 2 byte, 3 short, 4 integer, 5 long, 6 bytes,
    /// 7 text, 8 time in milliseconds, 9 UUID.
    package let type: UInt8
    /// The value's own bytes, without a length; empty for the two truths.
    package let bytes: UnsafeRawBufferPointer

    /// The text; nil for values of other types.
    package var string: String? { type == 7 ? String(decoding: bytes, as: UTF8.self) : nil }

    package func equals(_ text: StaticString) -> Bool {
        type == 7 && text.withUTF8Buffer { $0.elementsEqual(bytes) }
    }
}

/// The headers of a frame, checked as a whole.
package struct EventStreamHeaders: Sequence {
    private let bytes: UnsafeRawBufferPointer

    init?(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        var iterator = makeIterator()
        while iterator.next() != nil {}
        guard iterator.isAtEnd else { return nil }
    }

    /// The value of the first header of that name.
    package subscript(_ name: StaticString) -> EventStreamValue? {
        for header in self
        where name.withUTF8Buffer({ $0.elementsEqual(header.name) }) {
            return header.value
        }
        return nil
    }

    package func makeIterator() -> Iterator { Iterator(rest: bytes[...]) }

    package struct Iterator: IteratorProtocol {
        fileprivate var rest: Slice<UnsafeRawBufferPointer>

        /// Whether all was read, and not only what is well-formed.
        fileprivate var isAtEnd: Bool { rest.isEmpty }

        package mutating func next() -> (name: UnsafeRawBufferPointer, value: EventStreamValue)? {
            var cursor = rest
            guard let nameBytes = cursor.popFirst(), nameBytes > 0,
                let name = Self.take(Int(nameBytes), of: &cursor), let type = cursor.popFirst(),
                let count = Self.valueBytes(type, &cursor),
                let bytes = Self.take(count, of: &cursor)
            else { return nil }
            rest = cursor
            return (name, EventStreamValue(type: type, bytes: bytes))
        }

        private static func take(
            _ count: Int,
            of cursor: inout Slice<UnsafeRawBufferPointer>
        ) -> UnsafeRawBufferPointer? {
            guard cursor.count >= count else { return nil }
            defer { cursor = cursor.dropFirst(count) }
            return UnsafeRawBufferPointer(rebasing: cursor.prefix(count))
        }

        /// How long a value of that type is; nil for types that do not exist.
        private static func valueBytes(
            _ type: UInt8,
            _ cursor: inout Slice<UnsafeRawBufferPointer>
        ) -> Int? {
            switch type {
            case 0, 1: return 0
            case 2: return 1
            case 3: return 2
            case 4: return 4
            case 5, 8: return 8
            case 9: return 16
            case 6, 7:
                guard let high = cursor.popFirst(), let low = cursor.popFirst() else { return nil }
                return Int(high) << 8 | Int(low)
            default: return nil
            }
        }
    }
}
