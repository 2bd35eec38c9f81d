internal import Crypto

/// An Ed25519 public key.
package struct VerifyingKey: Hashable, Sendable {
    /// The key as RFC 8032 encodes it: 32 bytes.
    package let bytes: [UInt8]

    private let key: Curve25519.Signing.PublicKey

    package static let byteCount = 32

    /// Reads 32 raw bytes, or 64 hexadecimal digits which a line end may follow.
    package init(_ text: [UInt8]) throws(KeyError) {
        guard let bytes = KeyText.bytes(of: text, count: Self.byteCount) else {
            throw KeyError(
                "a public key is 32 bytes or 64 hexadecimal digits, not \(text.count) bytes"
            )
        }
        do {
            try self.init(key: Curve25519.Signing.PublicKey(rawRepresentation: bytes))
        } catch {
            throw KeyError("these 32 bytes are not an Ed25519 public key")
        }
    }

    init(key: Curve25519.Signing.PublicKey) {
        self.key = key
        bytes = [UInt8](key.rawRepresentation)
    }

    /// The first eight bytes of the key's SHA-256, as 16 lower-case hexadecimal digits.
    package var fingerprint: String { Hex.string(Hash32(hashing: bytes).bytes.prefix(8)) }

    /// The key as 64 lower-case hexadecimal digits.
    package var hex: String { Hex.string(bytes) }

    package func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        key.isValidSignature(signature, for: message)
    }

    /// What a signed note (C2SP) calls this key under `name`: four bytes.
    package func noteID(name: String) -> [UInt8] {
        let separatorAndKind: [UInt8] = [0x0A, 0x01]
        return [UInt8](
            Hash32(hashing: [UInt8](name.utf8) + separatorAndKind + bytes).bytes.prefix(4)
        )
    }

    package static func == (left: VerifyingKey, right: VerifyingKey) -> Bool {
        left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
