import FarthingCore

/// Secrets that nobody can guess, as text.
enum SecretText {
    /// 256 random bits: guessing is out of the question.
    static let secretBytes = 32

    /// Random bytes of the system's generator, which is fit for secrets.
    static func bytes(_ count: Int = secretBytes) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// A new secret: 43 characters of base64url.
    static func make() -> String {
        String(decoding: Base64.url.encode(bytes()), as: UTF8.self)
    }
}
