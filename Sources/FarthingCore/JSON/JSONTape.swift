/// One value, or one member's name, of a parsed text.
///
/// An object's entry is followed by name, value, name, value, …; an array's by its elements.
struct JSONEntry {
    /// Byte offset where the value starts; a string's includes the quote.
    var start: UInt32

    /// Byte offset behind the value. While a container is open: 32 bits of its names' hashes.
    var end: UInt32

    /// Container: index behind its last descendant, while it is open its parent's index.
    /// String: bytes of the decoded text.
    var extra: UInt32

    /// Kind in bits 0–2, “has escapes” in bit 3; above, a container's count of elements or members,
    /// or a name's hash.
    var tag: UInt32

    init(kind: JSONNode.Kind, start: Int, end: Int, extra: UInt32 = 0, upper: UInt32 = 0) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.extra = extra
        self.tag = UInt32(kind.rawValue) | upper << 4
    }

    static let escapedBit: UInt32 = 8

    /// One more element or member.
    static let countStep: UInt32 = 16

    var kindBits: UInt8 { UInt8(truncatingIfNeeded: tag & 7) }
    var isContainer: Bool { kindBits >= JSONNode.Kind.array.rawValue }
    var isObject: Bool { kindBits == JSONNode.Kind.object.rawValue }
    var isEscaped: Bool { tag & Self.escapedBit != 0 }
    var upper: UInt32 { tag >> 4 }
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

    /// Index of the entry behind the value at `index` and all that is inside it.
    func after(_ index: Int) -> Int {
        let entry = self[index]
        return entry.isContainer ? Int(entry.extra) : index + 1
    }

    /// Index of the value of an object's member; nil when there is none of that name. Walks the
    /// entries themselves: a cursor for each would cost a reference.
    func member(_ name: UnsafeBufferPointer<UInt8>, of object: Int) -> Int? {
        let end = Int(self[object].extra)
        var position = object + 1
        while position < end {
            let entry = self[position]
            if Int(entry.extra) == name.count, isName(entry, at: position, name) {
                return position + 1
            }
            position = after(position + 1)
        }
        return nil
    }

    private func isName(
        _ entry: JSONEntry,
        at position: Int,
        _ name: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if entry.isEscaped { return JSONNode(tape: self, index: position).isEqual(toBytes: name) }
        let start = Int(entry.start) + 1
        return bytes.withUnsafeBufferPointer { text in
            for offset in 0..<name.count where text[start + offset] != name[offset] { return false }
            return true
        }
    }
}
