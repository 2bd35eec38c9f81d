/// One value, or one member's name, of a parsed text.
///
/// An object's entry is followed by name, value, name, value, …; an array's by its elements.
@usableFromInline
package struct JSONEntry: Sendable {
    /// Byte offset where the value starts; a string's includes the quote.
    @usableFromInline package internal(set) var start: UInt32

    /// Byte offset behind the value. While a container is open: 32 bits of its names' hashes.
    @usableFromInline package internal(set) var end: UInt32

    /// Container: index behind its last descendant, while it is open its parent's index.
    /// String: bytes of the decoded text.
    @usableFromInline package internal(set) var extra: UInt32

    /// Kind in bits 0–2, “has escapes” in bit 3; above, a container's count of elements or members,
    /// or a name's hash.
    @usableFromInline package internal(set) var tag: UInt32

    init(kind: JSONNode.Kind, start: Int, end: Int, extra: UInt32 = 0, upper: UInt32 = 0) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.extra = extra
        self.tag = UInt32(kind.rawValue) | upper << 4
    }

    @inlinable package static var escapedBit: UInt32 { 8 }

    /// One more element or member.
    static let countStep: UInt32 = 16

    @inlinable package var kindBits: UInt8 { UInt8(truncatingIfNeeded: tag & 7) }
    @inlinable package var isContainer: Bool { kindBits >= JSONNode.Kind.array.rawValue }
    @inlinable package var isObject: Bool { kindBits == JSONNode.Kind.object.rawValue }
    @inlinable package var isEscaped: Bool { tag & Self.escapedBit != 0 }
    @inlinable package var upper: UInt32 { tag >> 4 }
}

/// A text and the tape over it.
///
/// `@unchecked Sendable` is sound: both fields are constants, the entries are written before the
/// initialiser takes them over and never after, and only `deinit`, which runs once nobody else
/// holds the tape, frees them. Unsafe memory instead of an array because the parser writes it
/// through a bare pointer, which saves a uniqueness and a bounds check per value.
final class JSONTape: @unchecked Sendable {
    let bytes: [UInt8]
    private let entries: UnsafeMutablePointer<JSONEntry>
    private let count: Int

    /// Takes over `entries`, of which `count` are initialised.
    init(bytes: [UInt8], entries: UnsafeMutablePointer<JSONEntry>, count: Int) {
        self.bytes = bytes
        self.entries = entries
        self.count = count
    }

    deinit { entries.deallocate() }

    subscript(index: Int) -> JSONEntry {
        precondition(index >= 0 && index < count, "index outside the JSON tape")
        return entries[index]
    }

    /// Calls `body` with a borrowed cursor.
    func withView<Result, Failure: Error>(
        of index: Int,
        _ body: (JSONView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(index >= 0 && index < count, "index outside the JSON tape")
        return try withExtendedLifetime(self) { () throws(Failure) in
            try bytes.withUnsafeBufferPointer { (text) throws(Failure) in
                guard let start = text.baseAddress else {
                    preconditionFailure("no text that was parsed is empty")
                }
                return try body(JSONView(text: start, entries: entries, index: index))
            }
        }
    }
}
