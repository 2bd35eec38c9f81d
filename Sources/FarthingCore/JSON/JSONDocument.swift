/// A JSON text, checked in full and ready to be walked.
///
/// RFC 8259 without leniency: one value, valid UTF-8, no byte order mark, no lone surrogates, no
/// duplicate members. Time is linear in the text, memory is bounded by ``JSONLimits``.
package struct JSONDocument: Sendable {
    private let tape: JSONTape

    /// Parses `bytes`, which the document keeps without copying.
    package init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        tape = try bytes.withUnsafeBufferPointer { (text) throws(JSONError) -> JSONTape in
            var parser = JSONParser(text: text, limits: limits)
            do throws(JSONFault) {
                try parser.run()
            } catch {
                defer { parser.discard() }
                throw parser.error(error, in: text, limits: limits)
            }
            return JSONTape(bytes: bytes, entries: parser.entries, count: parser.count)
        }
    }

    /// Parses a copy of `bytes`, which need not outlive the call.
    package init(
        copying bytes: UnsafeRawBufferPointer,
        limits: JSONLimits = .standard
    ) throws(JSONError) {
        // A text that will be refused for its length is not worth copying in full.
        try self.init([UInt8](bytes.prefix(max(0, limits.bytesMax) + 1)), limits: limits)
    }

    /// The one value that the text is.
    package var root: JSONNode { JSONNode(tape: tape, index: 0) }

    /// The text itself.
    package var bytes: [UInt8] { tape.bytes }
}
