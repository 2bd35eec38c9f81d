internal import FarthingCore

/// One signature line of a signed note: `— <name> <Base 64 of key id and signature>`.
package struct NoteSignature: Hashable, Sendable {
    /// The key's name.
    package let name: String
    /// Which key of that name, and of which kind: the first four bytes.
    package let keyID: UInt32
    /// What the key made; its form is the kind's.
    package let bytes: [UInt8]

    package init(name: String, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads a line without its line feed; nil for anything but the one spelling.
    package init?(line: some BidirectionalCollection<UInt8>) {
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard
            words.count == 3,
            words[0].elementsEqual("\u{2014}".utf8),
            let name = String(validating: words[1], as: UTF8.self), Self.isName(name),
            let bytes = Base64.standard.decode(words[2]), bytes.count > 4
        else { return nil }
        self.name = name
        keyID = bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        self.bytes = [UInt8](bytes[4...])
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        var line: [UInt8] = []
        line.append("\u{2014} ")
        line.append(contentsOf: name.utf8)
        line.append(UInt8(ascii: " "))
        Base64.standard.append(NoteKey.bytes(of: keyID) + bytes, to: &line)
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// Whether a text can name a key: not empty, no control character, no Unicode space, no plus.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace
            }
    }

    /// Whether the line claims to be by a key.
    ///
    /// Bytes are compared: texts that only look the same are different names.
    package func isBy(name other: String, keyID id: UInt32) -> Bool {
        keyID == id && name.utf8.elementsEqual(other.utf8)
    }

    package static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.isBy(name: right.name, keyID: right.keyID) && left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
