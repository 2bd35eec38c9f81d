import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Logging

/// Opens a data folder's ledger with its key and seal.
enum LedgerOpening {
    /// - Parameters:
    ///   - isNew: whether a folder and a key may be made where there are none.
    static func open(
        _ folder: DataFolder,
        _ settings: Settings,
        isNew: Bool,
        _ logger: Logger
    ) async throws(Failure) -> SQLiteLedger {
        let isDurable = try settings.choice(.durability) != "relaxed"
        let signsEach = try settings.choice(.sign) == "each"
        do {
            if isNew { try folder.make() }
            let key = try SigningKeyChoice.choose(settings, folder, makesIt: isNew)
            let origin = "farthing/" + key.fingerprint
            let ledger = try await SQLiteLedger.open(
                folder,
                isDurable: isDurable,
                makeSeal: {
                    try JournalSeal(
                        origin: origin,
                        signer: key,
                        signsEach: signsEach,
                        verifiesSignatures: false
                    )
                },
                clockMs: systemNowMs,
                log: { logger.error("\($0)") }
            )
            if isNew { try await publish(key.verifyingKey, folder, ledger) }
            return ledger
        } catch {
            throw Failure(describing: error)
        }
    }

    /// Puts the public key where verifiers look for it.
    private static func publish(
        _ key: VerifyingKey,
        _ folder: DataFolder,
        _ ledger: SQLiteLedger
    ) async throws {
        let path = folder.publicKey
        if SmallFile.exists(path) {
            guard try KeyFile.verifyingKey(at: path) != key else { return }
            // Whoever trusts the old one must not be told that the new one is its.
            throw Failure(
                .configuration,
                "\(path): not the public key of the signing key in use; move it away, or start with "
                    + "the key that sealed this journal"
            )
        }
        try KeyFile.write(key, to: path)
        try await ledger.setFolderValue("public_key", key.bytes)
    }
}

extension DataFolder {
    /// The public key's file, which anybody may read.
    var publicKey: String { path + "/public.key" }
}
