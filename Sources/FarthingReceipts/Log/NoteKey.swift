internal import FarthingCore

/// A public key as signed notes name it, and its text, a verifier key (C2SP signed-note):
/// `<name>+<key id, 8 hexadecimal digits>+<Base 64 of the kind's byte and the key>`.
package struct NoteKey: Hashable, Sendable {
    package let name: String
    package let kind: Kind
    package let key: VerifyingKey
    /// The first four bytes of SHA-256(name ‖ 0A ‖ kind ‖ key).
    package let id: UInt32

    /// What its signatures are.
    package enum Kind: UInt8, Hashable, Sendable {
        /// Ed25519 over the note's text: a log's.
        case signature = 0x01
        /// A time, and Ed25519 over it and the note's text: a witness's.
        case cosignature = 0x04
    }

    /// Longest text that is read: a name of a kilobyte.
    package static let textBytesMax = 2_048

    package init(name: String, kind: Kind, key: VerifyingKey) throws(KeyError) {
        guard NoteSignature.isName(name) else {
            throw KeyError(
                "“\(name)” cannot name a key: it must not be empty, and have no space and no plus"
            )
        }
        self.init(checked: name, kind, key)
    }

    private init(checked name: String, _ kind: Kind, _ key: VerifyingKey) {
        self.name = name
        self.kind = kind
        self.key = key
        let hashed = [UInt8](name.utf8) + [0x0A, kind.rawValue] + key.bytes
        id = Hash32(hashing: hashed).bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads a verifier key's text, which a line end may follow.
    package init(text: String) throws(KeyError) {
        var line = [UInt8](text.utf8)[...]
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let shape = "a verifier key is <name>+<8 hexadecimal digits>+<Base 64>"
        guard line.count <= Self.textBytesMax else { throw KeyError("\(shape), and not so long") }
        // The Base 64 may have plus signs, the name has none.
        let parts = line.split(
            separator: UInt8(ascii: "+"),
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard
            parts.count == 3,
            let name = String(validating: parts[0], as: UTF8.self), NoteSignature.isName(name),
            parts[1].count == 8, parts[1].allSatisfy({ Hex.value(ofLowerCase: $0) != nil }),
            let id = Hex.bytes(parts[1]), let material = Base64.standard.decode(parts[2]),
            let first = material.first
        else { throw KeyError(shape) }
        guard let kind = Kind(rawValue: first) else {
            throw KeyError(
                "the verifier key is of kind \(first); only 1 (Ed25519) and 4 (cosignature) are known"
            )
        }
        guard material.count == 1 + VerifyingKey.byteCount else {
            throw KeyError("the verifier key's Base 64 must have 33 bytes, not \(material.count)")
        }
        self.init(checked: name, kind, try VerifyingKey([UInt8](material.dropFirst())))
        guard Self.bytes(of: self.id) == id else {
            throw KeyError("the verifier key's id is not that of its name and key: a typing error")
        }
    }

    /// The verifier key's text.
    package var text: String {
        let material = Base64.standard.encode([kind.rawValue] + key.bytes)
        return "\(name)+\(Hex.string(Self.bytes(of: id)))+"
            + String(decoding: material, as: UTF8.self)
    }

    /// Whether bytes of a signature line are this key's over a note's text.
    package func isValid(_ signature: [UInt8], over text: [UInt8]) -> Bool {
        switch kind {
        case .signature: key.isValid(signature, over: text)
        case .cosignature:
            Cosignature(signature).map { $0.isValid(over: text, key: key) } ?? false
        }
    }

    package static func == (left: NoteKey, right: NoteKey) -> Bool {
        left.kind == right.kind && left.key == right.key
            && left.name.utf8.elementsEqual(right.name.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(key)
    }

    /// A key id as it stands in signatures.
    static func bytes(of id: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: id >> UInt32($0)) }
    }
}
