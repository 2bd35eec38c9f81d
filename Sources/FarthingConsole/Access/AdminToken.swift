import Crypto
import FarthingCore

/// The token of whoever runs the server: `fa_` and 43 characters of base64url, 256 random bits.
///
/// Only its hash is kept, and only hashes are compared.
package struct AdminToken: Sendable {
    /// What each of them begins with.
    package static let prefix = "fa_"

    private let hash: [UInt8]

    /// The token that a file or a variable holds; nil where the text is none.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard text.hasPrefix(Self.prefix),
            Base64.url.decode(bytes.dropFirst(Self.prefix.utf8.count))?.count
                == SecretText.secretBytes
        else { return nil }
        hash = Self.hash(bytes)
    }

    /// A new token, to be stored where its owner alone can read it.
    package static func make() -> String { prefix + SecretText.make() }

    /// Whether a text is the token. The time that it takes says nothing about the token.
    package func matches(_ text: String) -> Bool {
        ConstantTime.equal(Self.hash(Array(text.utf8)), hash)
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
