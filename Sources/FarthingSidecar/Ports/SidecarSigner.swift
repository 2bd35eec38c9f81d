/// Signs what the sidecar says, and keeps its secret.
package protocol SidecarSigner: Sendable {
    /// Names the key of ``sign(_:)``.
    var keyID: String { get }
    /// A signature of 64 bytes that others may check: by the key that seals the journal.
    func sign(_ message: [UInt8]) throws -> [UInt8]

    /// Names the key of ``signGrant(_:)``.
    var grantKeyID: String { get }
    /// A signature of 64 bytes by a key of the sidecar's own, which outlives restarts and changes of the
    /// journal's key.
    func signGrant(_ message: [UInt8]) throws -> [UInt8]
    /// Whether a signature is that key's.
    func verifiesGrant(_ signature: [UInt8], of message: [UInt8]) -> Bool

    /// A keyed hash of 32 bytes, by a secret that outlives restarts.
    func mac(_ message: [UInt8]) -> [UInt8]
}
