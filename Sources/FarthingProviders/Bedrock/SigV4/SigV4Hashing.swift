/// The two hash functions of a signature, handed in because this room imports no cryptography.
package struct SigV4Hashing: Sendable {
    /// SHA-256 of a text, 32 bytes.
    package let sha256: @Sendable (_ text: [UInt8]) -> [UInt8]
    /// HMAC-SHA-256 of a text under a key, 32 bytes.
    package let hmac: @Sendable (_ key: [UInt8], _ text: [UInt8]) -> [UInt8]

    package init(
        sha256: @escaping @Sendable (_ text: [UInt8]) -> [UInt8],
        hmac: @escaping @Sendable (_ key: [UInt8], _ text: [UInt8]) -> [UInt8]
    ) {
        self.sha256 = sha256
        self.hmac = hmac
    }

    /// SHA-256 as 64 lower-case hexadecimal digits.
    package func hexSHA256(_ text: [UInt8]) -> [UInt8] { Hex.encode(sha256(text)) }

    /// The key that signs the requests of one day, region and service.
    package func signingKey(secret: [UInt8], _ scope: SigV4Scope) -> [UInt8] {
        let date = hmac(Array("AWS4".utf8) + secret, Array(scope.date.utf8))
        let region = hmac(date, Array(scope.region.utf8))
        let service = hmac(region, Array(scope.service.utf8))
        return hmac(service, Array(SigV4Scope.terminator.utf8))
    }
}

/// Lower-case hexadecimal digits.
enum Hex {
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// Whether these are hexadecimal digits in lower case and nothing else.
    static func isLowerCase(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
