import FarthingCore

/// A seal that was read, with signatures that may or may not be valid.
package struct SignedSeal: Sendable {
    package let note: SealNote

    private let text: [UInt8]
    private let signatures: [Signature]

    private struct Signature {
        let name: [UInt8]
        let keyID: [UInt8]
        let bytes: [UInt8]
    }

    /// What a key says about a seal.
    package enum Verdict: Hashable, Sendable {
        /// Signed by one of the keys asked for, and validly.
        case valid
        /// A signature claims to be by one of the keys and is not.
        case forged
        /// None of the keys has signed it.
        case unknownKey
    }

    /// Reads a note whose text is exactly what ``SealNote/text`` writes; nil for anything else.
    package init?(_ bytes: [UInt8]) {
        guard
            bytes.count <= SealNote.bytesMax,
            let split = bytes.lastIndex(ofPair: UInt8(ascii: "\n")),
            let note = SealNote(text: bytes[...split]),
            let signatures = Self.signatures(in: bytes[(split + 2)...])
        else { return nil }
        text = [UInt8](bytes[...split])
        self.note = note
        self.signatures = signatures
    }

    /// Checks the signatures that claim to be by one of `keys` under the origin's name.
    package func verdict(keys: [VerifyingKey]) -> Verdict {
        var verdict = Verdict.unknownKey
        let name = [UInt8](note.origin.utf8)
        for key in keys {
            let keyID = key.noteID(name: note.origin)
            for signature in signatures where signature.name == name && signature.keyID == keyID {
                guard key.isValid(signature.bytes, over: text) else { return .forged }
                verdict = .valid
            }
        }
        return verdict
    }

    private static func signatures(in lines: ArraySlice<UInt8>) -> [Signature]? {
        guard lines.last == UInt8(ascii: "\n") else { return nil }
        var signatures: [Signature] = []
        for line in lines.dropLast().split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        ) {
            let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard
                signatures.count < SealNote.signaturesMax,
                words.count == 3,
                words[0].elementsEqual("\u{2014}".utf8),
                SealNote.isOrigin(words[1]),
                let bytes = Base64.standard.decode(words[2]), bytes.count > 4
            else { return nil }
            signatures.append(
                Signature(
                    name: [UInt8](words[1]),
                    keyID: [UInt8](bytes.prefix(4)),
                    bytes: [UInt8](bytes.dropFirst(4))
                )
            )
        }
        return signatures
    }
}

extension SealNote {
    /// Reads the signed text; nil unless ``text`` writes the same bytes again.
    fileprivate init?(text: ArraySlice<UInt8>) {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard
            lines.count == 6, lines[5].isEmpty,
            Self.isOrigin(lines[0]),
            let size = decimal(lines[1]),
            let root = Base64.standard.decode(lines[2]), root.count == Hash32.byteCount,
            lines[3].starts(with: "time ".utf8), let timeMs = decimal(lines[3].dropFirst(5)),
            lines[4].starts(with: "head ".utf8),
            let head = Hash32(hexDigits: [UInt8](lines[4].dropFirst(5)))
        else { return nil }
        self.init(
            origin: String(decoding: lines[0], as: UTF8.self),
            size: size,
            root: root.withUnsafeBytes { Hash32($0) },
            timeMs: timeMs,
            head: head
        )
    }
}

extension [UInt8] {
    /// The index of the first of the last two neighbours that both are `byte`.
    fileprivate func lastIndex(ofPair byte: UInt8) -> Int? {
        guard count > 1 else { return nil }
        return (0..<count - 1).last { self[$0] == byte && self[$0 + 1] == byte }
    }
}
