import Crypto
import FarthingCore
import FarthingGateway
import FarthingProviders
import FarthingSQLite

/// The secrets with which access keys sign requests for AWS: derived from the folder's own key and the
/// access key's id, and stored nowhere.
struct AWSSecrets: Sendable {
    static let folderValue = "aws_key"

    private let key: SymmetricKey

    init(_ key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    /// Takes the folder's key, or makes one; it never leaves the folder.
    init(of ledger: SQLiteLedger) async throws(LedgerError) {
        if let stored = try await ledger.folderValue(Self.folderValue) {
            key = SymmetricKey(data: stored)
            return
        }
        key = SymmetricKey(size: .bits256)
        let bytes = key.withUnsafeBytes { [UInt8]($0) }
        try await ledger.setFolderValue(Self.folderValue, bytes)
    }

    /// 64 hexadecimal characters.
    func secret(of keyID: String) -> String {
        let text = Array("farthing sigv4 1 \(keyID)".utf8)
        return HexText.of(HMAC<SHA256>.authenticationCode(for: text, using: key))
    }

    var check: SignatureCheck {
        SignatureCheck(.crypto) { Array(secret(of: $0).utf8) }
    }
}

extension SigV4Hashing {
    static let crypto = SigV4Hashing(
        sha256: { Array(SHA256.hash(data: $0)) },
        hmac: { key, text in
            Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: key)))
        }
    )
}
