internal import Crypto
package import FarthingCore

/// An Ed25519 private key in memory. It shows its fingerprint when printed, never itself.
package struct SigningKey: Signer {
    package let verifyingKey: VerifyingKey

    private let key: Curve25519.Signing.PrivateKey

    package static let byteCount = 32

    /// Makes a new key from the system's random numbers.
    package init() { self.init(key: Curve25519.Signing.PrivateKey()) }

    /// Reads 32 raw bytes, or 64 hexadecimal digits which a line end may follow.
    ///
    /// - Parameter place: where the text comes from, for the error.
    package init(_ text: [UInt8], place: String = "the signing key") throws(KeyError) {
        guard let seed = KeyText.bytes(of: text, count: Self.byteCount) else {
            throw KeyError(
                """
                \(place): a signing key is 32 bytes or 64 hexadecimal digits, not \
                \(text.count) bytes
                """
            )
        }
        guard seed.contains(where: { $0 != 0 }) else {
            throw KeyError("\(place): a key of zeros is no secret; make one with `farthing keys`")
        }
        do {
            try self.init(key: Curve25519.Signing.PrivateKey(rawRepresentation: seed))
        } catch {
            throw KeyError("\(place): these bytes are not an Ed25519 key")
        }
    }

    private init(key: Curve25519.Signing.PrivateKey) {
        self.key = key
        verifyingKey = VerifyingKey(key: key.publicKey)
    }

    /// The 32 bytes to keep in a file; a secret.
    var seed: [UInt8] { [UInt8](key.rawRepresentation) }

    /// Whether its bytes are those of a public key, which somebody took for the private one.
    package func isMade(of key: VerifyingKey) -> Bool { seed == key.bytes }

    package var fingerprint: String { verifyingKey.fingerprint }

    package func signature(over message: [UInt8]) throws(SealError) -> [UInt8] {
        do {
            return [UInt8](try key.signature(for: message))
        } catch {
            throw SealError("the key \(fingerprint) could not sign")
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SigningKey(\(fingerprint))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["fingerprint": fingerprint]) }
}
