package import FarthingCore

/// What signs entries and tree heads: a key in memory, or a device that keeps one.
package protocol Signer: Sendable {
    /// What its signatures are checked with.
    var verifyingKey: VerifyingKey { get }

    /// The 64 bytes of a pure Ed25519 signature (RFC 8032) over `message`.
    func signature(over message: [UInt8]) throws(SealError) -> [UInt8]
}
