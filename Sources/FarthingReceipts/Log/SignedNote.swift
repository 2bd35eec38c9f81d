/// A signed note (C2SP signed-note): a text, and signatures that may or may not be valid.
package struct SignedNote: Hashable, Sendable {
    /// The signed text, with the line feed that ends it.
    package let text: [UInt8]
    /// At least one, in their order.
    package private(set) var signatures: [NoteSignature]

    /// Longest note that is read: 16 signature lines as the format demands, post-quantum ones too.
    package static let bytesMax = 128 << 10

    /// The format demands that 16 are read.
    package static let signaturesMax = 32

    /// What keys say about a note.
    package enum Verdict: Hashable, Sendable {
        /// Signed by one of the keys asked for, and validly.
        case valid
        /// A signature claims to be by one of the keys and is not.
        case forged
        /// None of the keys has signed it.
        case unknownKey
    }

    /// Reads a note; nil for anything that is none, or is longer than ``bytesMax``.
    package init?(_ bytes: [UInt8]) {
        guard
            bytes.count <= Self.bytesMax,
            let split = bytes.lastIndex(ofPair: UInt8(ascii: "\n")),
            bytes.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }),
            String(validating: bytes, as: UTF8.self) != nil,
            let signatures = Self.signatures(in: bytes[(split + 2)...]), !signatures.isEmpty
        else { return nil }
        text = [UInt8](bytes[...split])
        self.signatures = signatures
    }

    /// Reads signature lines, each with its line feed, as a witness answers with; nil where one is
    /// none, or there are more than ``signaturesMax``.
    package static func signatures(in lines: some BidirectionalCollection<UInt8>)
        -> [NoteSignature]?
    {
        if lines.isEmpty { return [] }
        guard lines.last == UInt8(ascii: "\n") else { return nil }
        var signatures: [NoteSignature] = []
        for line in lines.dropLast().split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        ) {
            guard signatures.count < signaturesMax, let signature = NoteSignature(line: line) else {
                return nil
            }
            signatures.append(signature)
        }
        return signatures
    }

    /// The whole note.
    package var bytes: [UInt8] {
        signatures.reduce(text + [UInt8(ascii: "\n")]) { $0 + $1.line }
    }

    /// Adds signatures that the note does not have yet, as long as there is room.
    package mutating func merge(_ others: [NoteSignature]) {
        for other in others where signatures.count < Self.signaturesMax {
            if !signatures.contains(other) { signatures.append(other) }
        }
    }

    /// Checks the signatures that claim to be by one of `keys`; others are ignored.
    package func verdict(keys: [NoteKey]) -> Verdict {
        var verdict = Verdict.unknownKey
        for key in keys {
            for signature in signatures where signature.isBy(name: key.name, keyID: key.id) {
                guard key.isValid(signature.bytes, over: text) else { return .forged }
                verdict = .valid
            }
        }
        return verdict
    }
}

extension [UInt8] {
    /// The index of the first of the last two neighbours that both are `byte`.
    fileprivate func lastIndex(ofPair byte: UInt8) -> Int? {
        guard count > 1 else { return nil }
        return (0..<count - 1).last { self[$0] == byte && self[$0 + 1] == byte }
    }
}
