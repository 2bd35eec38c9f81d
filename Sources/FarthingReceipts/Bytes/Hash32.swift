internal import Crypto

/// A SHA-256 hash: 32 bytes that live in registers, never in an array.
package struct Hash32: Hashable, Sendable {
    private var a: UInt64 = 0
    private var b: UInt64 = 0
    private var c: UInt64 = 0
    private var d: UInt64 = 0

    package static let byteCount = 32

    /// What the first entry of a chain has in the place of its predecessor's hash.
    package static let zero = Hash32()

    private init() {}

    /// Reads 32 bytes; `bytes` must hold exactly so many.
    package init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "a hash is 32 bytes long")
        a = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        b = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        c = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        d = bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hex: UnsafeRawBufferPointer) {
        guard hex.count == 2 * Self.byteCount else { return nil }
        var hash = Hash32()
        let isHex = withUnsafeMutableBytes(of: &hash) { bytes in
            // No way out of the loop, so that it vectorises.
            var isHex = true
            for index in 0..<Self.byteCount {
                let (high, low) = (
                    Hex.nibble(of: hex[2 * index]), Hex.nibble(of: hex[2 * index + 1])
                )
                isHex = isHex && high < 16 && low < 16
                bytes[index] = high << 4 | low & 15
            }
            return isHex
        }
        guard isHex else { return nil }
        self = hash
    }

    /// Reads 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hexDigits: [UInt8]) {
        guard let hash = hexDigits.withUnsafeBytes({ Hash32(hex: $0) }) else { return nil }
        self = hash
    }

    /// Hashes the concatenation of `first` and `second`.
    init(hashing first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer? = nil) {
        var hasher = SHA256()
        hasher.update(bufferPointer: first)
        if let second { hasher.update(bufferPointer: second) }
        self = hasher.finalize().withUnsafeBytes { Hash32($0) }
    }

    /// Hashes `bytes`.
    package init(hashing bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Hash32(hashing: $0) }
    }

    package func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        Swift.withUnsafeBytes(of: self, body)
    }

    package var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    /// 64 lower-case hexadecimal digits.
    package var hex: String { withUnsafeBytes { Hex.string($0) } }
}
