import Crypto
import FarthingCore

/// What webhooks are signed with: one secret, or several while one is replaced by another.
///
/// The form is that of the Standard Webhooks specification: `whsec_` and 24 to 64 random bytes in
/// base64. Neither printed nor described.
package struct WebhookSecret: Sendable {
    /// Secrets that are valid at a time.
    package static let keysMax = 4
    /// The bounds that the specification names, in bytes.
    package static let bytesRange = 24...64
    private static let prefix = "whsec_"

    private let keys: [SymmetricKey]

    /// Takes secrets, one on each line; the first is the newest.
    ///
    /// - Throws: ``WebhookSecretError`` without the text in it.
    package init(_ text: String) throws(WebhookSecretError) {
        let lines = text.split(whereSeparator: { $0.isWhitespace })
        guard !lines.isEmpty, lines.count <= Self.keysMax else {
            throw WebhookSecretError(
                reason: "it must hold 1 to \(Self.keysMax) secrets, a line each"
            )
        }
        var keys: [SymmetricKey] = []
        for line in lines {
            guard line.hasPrefix(Self.prefix),
                let bytes = Base64.standard.decode(line.utf8.dropFirst(Self.prefix.utf8.count)),
                Self.bytesRange.contains(bytes.count)
            else {
                throw WebhookSecretError(
                    reason: "a secret is whsec_ and \(Self.bytesRange.lowerBound) to "
                        + "\(Self.bytesRange.upperBound) random bytes in base64"
                )
            }
            keys.append(SymmetricKey(data: bytes))
        }
        self.keys = keys
    }

    /// The value of `webhook-signature`: `v1,` and HMAC-SHA256 over `id.timestamp.body` in base64,
    /// for each secret.
    package func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let message = Array("\(id).\(timestamp).".utf8) + body
        return keys.map { key in
            let code = HMAC<SHA256>.authenticationCode(for: message, using: key)
            return "v1," + String(decoding: Base64.standard.encode(Array(code)), as: UTF8.self)
        }.joined(separator: " ")
    }
}

/// Why a text is no secret.
package struct WebhookSecretError: Error, Hashable, Sendable {
    package let reason: String
}
