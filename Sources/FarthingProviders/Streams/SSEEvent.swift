/// One server-sent event as it stood in the stream. Valid only while a sink looks at it.
package struct SSEEvent {
    /// Every byte of the event: fields, comments and the blank line that ends it.
    package let raw: UnsafeRawBufferPointer

    /// The value of its `data` lines, joined by line feeds; nil when it has none.
    package let data: UnsafeRawBufferPointer?

    /// The value of its last `event` line; nil when it has none.
    package let name: UnsafeRawBufferPointer?

    /// Whether `raw` is but the line feed of a CR LF whose carriage return ended the event before.
    package let isContinuation: Bool
}

/// What takes events from a scanner.
///
/// A protocol and not a closure: scanner and sink are two stored properties of one value, and a
/// closure over that value would overlap with the scanner's own mutation.
package protocol SSESink {
    mutating func take(_ event: SSEEvent)
}
