import Crypto
import FarthingCore
import FarthingSQLite

/// A keyed hash of requests, so that a retry with other content is noticed and no prompt is kept.
struct ContentHash: Sendable {
    private let key: SymmetricKey

    /// Takes the folder's key, or makes one; it never leaves the folder.
    init(of ledger: SQLiteLedger) async throws(LedgerError) {
        if let stored = try await ledger.folderValue("content_key") {
            key = SymmetricKey(data: stored)
            return
        }
        key = SymmetricKey(size: .bits256)
        try await ledger.setFolderValue("content_key", key.withUnsafeBytes { [UInt8]($0) })
    }

    /// The first 16 bytes of the hash, in hexadecimal.
    func hash(_ bytes: [UInt8]) -> String {
        HexText.of(HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(16))
    }

    /// SHA-256, without a key.
    static func bare(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
