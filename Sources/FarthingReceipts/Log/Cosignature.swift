package import FarthingCore

/// A witness's word that a checkpoint follows from all that it has seen before
/// (C2SP tlog-cosignature, `cosignature/v1`).
package struct Cosignature: Hashable, Sendable {
    /// When it was made, in seconds since 1970.
    package let timestampS: Int64
    /// 64 bytes, Ed25519 over ``message(over:timestampS:)``.
    package let signature: [UInt8]

    private static let byteCount = 8 + 64

    /// Reads what a signature line has behind the key id; nil for anything else.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes[0] < 0x80 else { return nil }
        timestampS = bytes[..<8].reduce(0) { $0 << 8 | Int64($1) }
        signature = [UInt8](bytes[8...])
    }

    /// What is signed: two lines, and the whole text of the checkpoint.
    package static func message(over text: [UInt8], timestampS: Int64) -> [UInt8] {
        var message: [UInt8] = []
        message.append("cosignature/v1\ntime ")
        appendDecimal(timestampS, to: &message)
        message.append(UInt8(ascii: "\n"))
        return message + text
    }

    /// Signs a checkpoint's text; the caller has checked that it follows from the one before.
    ///
    /// - Parameter timestampS: seconds since 1970, from 0 on.
    package static func sign(
        _ text: [UInt8],
        name: String,
        by signer: any Signer,
        timestampS: Int64
    ) throws(SealError) -> NoteSignature {
        let key: NoteKey
        do {
            key = try NoteKey(name: name, kind: .cosignature, key: signer.verifyingKey)
        } catch {
            throw SealError(error.message)
        }
        guard timestampS >= 0 else {
            throw SealError("a cosignature's time must not lie before 1970")
        }
        let time = stride(from: 56, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: timestampS >> Int64($0))
        }
        let signature = try signer.signature(over: message(over: text, timestampS: timestampS))
        return NoteSignature(name: name, keyID: key.id, bytes: time + signature)
    }

    package func isValid(over text: [UInt8], key: VerifyingKey) -> Bool {
        key.isValid(signature, over: Self.message(over: text, timestampS: timestampS))
    }
}

extension SignedNote {
    /// The witnesses among `keys` whose valid cosignature the note has, each with its latest time;
    /// nil where one of theirs is not valid.
    ///
    /// A public key counts once, under however many names it is given.
    package func cosignatures(by keys: [NoteKey]) -> [(key: NoteKey, timestampS: Int64)]? {
        var found: [(key: NoteKey, timestampS: Int64)] = []
        for key in keys where key.kind == .cosignature {
            for signature in signatures where signature.isBy(name: key.name, keyID: key.id) {
                guard
                    let cosignature = Cosignature(signature.bytes),
                    cosignature.isValid(over: text, key: key.key)
                else { return nil }
                if let index = found.firstIndex(where: { $0.key.key == key.key }) {
                    found[index].timestampS = max(found[index].timestampS, cosignature.timestampS)
                } else {
                    found.append((key: key, timestampS: cosignature.timestampS))
                }
            }
        }
        return found
    }
}
