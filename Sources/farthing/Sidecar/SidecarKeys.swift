import Crypto
import FarthingCore
import FarthingReceipts
import FarthingSQLite
import FarthingSidecar

/// The sidecar's keys: the journal's for what others check, and those of a secret that never leaves the
/// folder for what it checks itself.
struct SidecarKeys: SidecarSigner {
    private static let folderValue = "sidecar_key"

    private let ring: SigningKeys
    private let macKey: SymmetricKey
    private let grantKey: Curve25519.Signing.PrivateKey
    let grantKeyID: String

    /// Takes the folder's secret, or makes one.
    init(_ ledger: SQLiteLedger, _ ring: SigningKeys) async throws {
        let secret: SymmetricKey
        if let stored = try await ledger.folderValue(Self.folderValue) {
            secret = SymmetricKey(data: stored)
        } else {
            secret = SymmetricKey(size: .bits256)
            let bytes = secret.withUnsafeBytes { [UInt8]($0) }
            try await ledger.setFolderValue(Self.folderValue, bytes)
        }
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret,
                info: Array("farthing sidecar/1 \(purpose)".utf8),
                outputByteCount: 32
            )
        }
        self.ring = ring
        macKey = derived("mac")
        let seed = derived("grants").withUnsafeBytes { [UInt8]($0) }
        grantKey = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        let hash = SHA256.hash(data: grantKey.publicKey.rawRepresentation)
        grantKeyID = "sidecar-" + HexText.of(hash.prefix(8))
    }

    /// The key that seals the journal now.
    private var signer: any Signer {
        get throws {
            guard let signer = ring.signers.first else {
                throw Failure(.unavailable, "no key seals the journal")
            }
            return signer
        }
    }

    var keyID: String { (try? signer)?.verifyingKey.fingerprint ?? "" }

    func sign(_ message: [UInt8]) throws -> [UInt8] { try signer.signature(over: message) }

    func signGrant(_ message: [UInt8]) throws -> [UInt8] {
        Array(try grantKey.signature(for: message))
    }

    func verifiesGrant(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        grantKey.publicKey.isValidSignature(signature, for: message)
    }

    func mac(_ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: macKey))
    }
}
