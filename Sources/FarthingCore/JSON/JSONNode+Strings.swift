extension JSONNode {
    /// The decoded text; nil unless the value is a string.
    package var string: String? { withView { $0.string } }

    /// Bytes of the decoded text, without making it; 0 unless the value is a string.
    @inlinable
    package var utf8Length: Int { kind == .string ? Int(entry.extra) : 0 }

    /// Whether the value is a string without escapes: its bytes in the text are the decoded ones.
    @inlinable
    package var isPlain: Bool { kind == .string && !entry.isEscaped }

    /// Calls `body` with the bytes between a string's quotes, escapes and all; nil unless the
    /// value is a string. The bytes are valid during the call only.
    package func withRawString<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        try withView { (view) throws(Failure) in try view.withRawString(body) }
    }

    /// Calls `body` with the decoded text's bytes: in place when there are no escapes, else from a
    /// buffer made for the call. Nil unless the value is a string.
    package func withUTF8<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        try withView { (view) throws(Failure) in try view.withUTF8(body) }
    }

    /// Appends the decoded text's bytes; nothing unless the value is a string.
    package func appendUTF8(to bytes: inout [UInt8]) {
        withView { $0.appendUTF8(to: &bytes) }
    }

    /// Whether the value is a string with exactly these decoded bytes; Unicode equivalence is not
    /// equality here.
    package func isEqual(to text: String) -> Bool { withView { $0.isEqual(to: text) } }

    /// The same for hot paths.
    package func equals(_ text: StaticString) -> Bool {
        // Most names differ in their length already.
        guard Int(entry.extra) == text.utf8CodeUnitCount else { return false }
        return withView { $0.equals(text) }
    }
}
