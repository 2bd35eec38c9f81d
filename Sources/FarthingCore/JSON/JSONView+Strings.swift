extension JSONView {
    /// The decoded text; nil unless the value is a string.
    package var string: String? {
        withUTF8 { String(decoding: $0, as: UTF8.self) }
    }

    /// Bytes of the decoded text, without making it; 0 unless the value is a string.
    @inlinable
    package var utf8Length: Int {
        let entry = entry
        return entry.kindBits == JSONNode.Kind.string.rawValue ? Int(entry.extra) : 0
    }

    /// Whether the value is a string without escapes: its bytes in the text are the decoded ones.
    @inlinable
    package var isPlain: Bool { kind == .string && !entry.isEscaped }

    /// Calls `body` with the bytes between a string's quotes, escapes and all; nil unless the
    /// value is a string.
    @inlinable
    package func withRawString<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard kind == .string else { return nil }
        return try body(inside)
    }

    /// Calls `body` with the decoded text's bytes: in place when there are no escapes, else from a
    /// buffer made for the call. Nil unless the value is a string.
    @inlinable
    package func withUTF8<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard kind == .string else { return nil }
        guard entry.isEscaped else { return try body(inside) }
        return try decoded().withUnsafeBufferPointer { (text) throws(Failure) -> Result in
            try body(text)
        }
    }

    /// Appends the decoded text's bytes; nothing unless the value is a string.
    package func appendUTF8(to bytes: inout [UInt8]) {
        guard kind == .string else { return }
        if entry.isEscaped {
            JSONEscape.decode(inside, into: &bytes)
        } else {
            bytes.append(contentsOf: inside)
        }
    }

    /// Whether the value is a string with exactly these decoded bytes; Unicode equivalence is not
    /// equality here.
    package func isEqual(to text: String) -> Bool {
        guard utf8Length == text.utf8.count else { return false }
        var text = text
        return text.withUTF8 { isEqual(toBytes: $0) }
    }

    /// The same for hot paths.
    @inlinable @inline(__always)
    package func equals(_ text: StaticString) -> Bool {
        // Most names differ in their length already.
        let length = text.utf8CodeUnitCount
        guard Int(entry.extra) == length else { return false }
        return isEqual(toBytes: UnsafeBufferPointer(start: text.utf8Start, count: length))
    }

    @usableFromInline
    package func isEqual(toBytes other: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = entry
        guard entry.kindBits == JSONNode.Kind.string.rawValue, Int(entry.extra) == other.count
        else { return false }
        guard !entry.isEscaped else { return decoded().elementsEqual(other) }
        let start = text + Int(entry.start) + 1
        for offset in 0..<other.count where start[offset] != other[offset] { return false }
        return true
    }

    /// What is between the quotes of a string.
    @usableFromInline
    package var inside: UnsafeBufferPointer<UInt8> {
        let entry = entry
        return UnsafeBufferPointer(
            start: text + Int(entry.start) + 1,
            count: Int(entry.end) - Int(entry.start) - 2
        )
    }

    @usableFromInline
    package func decoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8Length)
        JSONEscape.decode(inside, into: &bytes)
        return bytes
    }
}
