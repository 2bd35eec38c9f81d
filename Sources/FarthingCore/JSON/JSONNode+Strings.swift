extension JSONNode {
    /// The decoded text; nil unless the value is a string.
    package var string: String? {
        withUTF8 { String(decoding: $0, as: UTF8.self) }
    }

    /// Bytes of the decoded text, without making it; 0 unless the value is a string.
    package var utf8Length: Int { kind == .string ? Int(entry.extra) : 0 }

    /// Whether the value is a string without escapes: its bytes in the text are the decoded ones.
    package var isPlain: Bool { kind == .string && !entry.isEscaped }

    /// Calls `body` with the bytes between a string's quotes, escapes and all; nil unless the
    /// value is a string. The bytes are valid during the call only.
    package func withRawString<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard kind == .string else { return nil }
        let inside = Int(entry.start) + 1..<Int(entry.end) - 1
        return try tape.bytes.withUnsafeBufferPointer { (text) throws(Failure) -> Result in
            try body(UnsafeBufferPointer(rebasing: text[inside]))
        }
    }

    /// Calls `body` with the decoded text's bytes: in place when there are no escapes, else from a
    /// buffer made for the call. Nil unless the value is a string.
    package func withUTF8<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        try withRawString { (raw) throws(Failure) -> Result in
            guard entry.isEscaped else { return try body(raw) }
            var decoded: [UInt8] = []
            decoded.reserveCapacity(utf8Length)
            JSONEscape.decode(raw, into: &decoded)
            return try decoded.withUnsafeBufferPointer { (text) throws(Failure) -> Result in
                try body(text)
            }
        }
    }

    /// Appends the decoded text's bytes; nothing unless the value is a string.
    package func appendUTF8(to bytes: inout [UInt8]) {
        withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Whether the value is a string with exactly these decoded bytes; Unicode equivalence is not
    /// equality here.
    package func isEqual(to text: String) -> Bool {
        var text = text
        return text.withUTF8 { isEqual(toBytes: $0) }
    }

    /// The same for hot paths.
    package func equals(_ text: StaticString) -> Bool {
        isEqual(
            toBytes: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    func isEqual(toBytes other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard kind == .string, Int(entry.extra) == other.count else { return false }
        return withUTF8 { bytes in
            for index in 0..<bytes.count where bytes[index] != other[index] { return false }
            return true
        } ?? false
    }
}
